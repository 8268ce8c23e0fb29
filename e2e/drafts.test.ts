import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { register } from './people.ts'

const here = oneOfEach()
const field = (page: Page) => page.getByLabel('Add task', { exact: true })
const stored = (page: Page) =>
  page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.includes('/draft-'))
      .map(([, text]) => text)
      .toSorted((a, b) => (a < b ? -1 : 1)),
  )

test('each tab has its own half of a task in the same list; what a tab leaves behind is taken up by the next page, and signing out forgets all', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'half@example.test')
  await field(page).fill('Buy tea')
  const second = await openPage(context, here.muster.url)
  await expect(second.page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await expect(field(second.page)).toHaveValue('')
  await field(second.page).fill('Call the bank')
  await page.reload()
  await expect(field(page)).toHaveValue('Buy tea')
  await second.page.reload()
  await expect(field(second.page)).toHaveValue('Call the bank')
  // Emptied in one, the other keeps its own.
  await field(page).fill('')
  assert.deepEqual(await stored(page), ['Call the bank'])
  await second.page.close()
  const third = await openPage(context, here.muster.url)
  await expect(field(third.page)).toHaveValue('Call the bank')
  await third.page.getByRole('button', { name: 'Sign out' }).click()
  await expect(third.page.getByRole('dialog')).toContainText('Call the bank')
  await third.page.getByRole('button', { name: 'Sign out all the same' }).click()
  await expect(third.page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  assert.deepEqual(await stored(third.page), [])
  assert.deepEqual([...faults, ...second.faults, ...third.faults], [])
  await context.close()
})
