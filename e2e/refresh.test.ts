import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { onScreen, toCreate } from './people.ts'

const here = oneOfEach()

const rows = (page: Page) => page.getByRole('treegrid', { name: /Tasks in/ }).locator('[data-id]')

test('five tabs find their access token run out at once, three times: one refresh each time, nobody is signed out', async () => {
  const context = await here.browser.newContext()
  const first = await openPage(context, here.muster.url, madeFaults.signedOut)
  await toCreate(first.page)
  await first.page.getByLabel('Name').fill('Somebody')
  await first.page.getByLabel('E-mail').fill('tabs@example.test')
  await first.page.getByLabel('Password').fill('correct horse')
  await first.page.getByRole('button', { name: 'Create account' }).click()
  await expect(first.page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  const tabs = [first, ...(await Promise.all([1, 2, 3, 4].map(() => openPage(context, here.muster.url, madeFaults.signedOut))))]
  for (const { page } of tabs) await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  const answers: number[] = []
  context.on('response', (response) => {
    if (response.url().endsWith('/auth/refresh')) answers.push(response.status())
  })
  for (let round = 1; round <= 3; round++) {
    await context.clearCookies({ name: /^muster-access-/ })
    await Promise.all(tabs.map(({ page }) => page.evaluate(() => dispatchEvent(new Event('online')))))
    await first.page.getByLabel('Add task').fill(`Round ${round}`)
    await first.page.getByLabel('Add task').press('Enter')
    for (const { page } of tabs) {
      await expect(rows(page)).toHaveCount(round)
      await expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()
    }
    assert.deepEqual(
      answers,
      Array.from({ length: round }, () => 200),
    )
  }
  for (const { faults } of tabs) assert.deepEqual(faults, [])
  await context.close()
})
