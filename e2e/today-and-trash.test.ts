import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, oneOfEach, openPage } from './muster.ts'
import { onScreen, saved, toCreate } from './people.ts'

const here = oneOfEach()

const start = async (context: BrowserContext, email: string, ...titles: readonly string[]) => {
  const opened = await openPage(context, here.muster.url)
  const { page } = opened
  await toCreate(page)
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  for (const title of titles) {
    await page.getByLabel('Add task').fill(title)
    await page.getByLabel('Add task').press('Enter')
  }
  return opened
}
const rows = (page: Page) => page.locator('[role=treegrid] [data-id]')
const go = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Lists' })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click()
const shoot = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    assert.deepEqual(await findings(page), [], `${name}, ${scheme}`)
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}-${scheme}.png` })
  }
}

test('Today: what is added there is due today and stands in the Inbox; done leaves it; the address can be reloaded', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'today@example.test', 'Some day')
  await go(page, 'Today')
  await expect(onScreen(page, 'Nothing is due today.')).toBeVisible()
  await shoot(page, 'today-empty')
  for (const title of ['Call', 'Write']) {
    await page.getByLabel('Add task').fill(title)
    await page.getByLabel('Add task').press('Enter')
  }
  await expect(rows(page)).toHaveText([/Call.*Today/, /Write.*Today/])
  await shoot(page, 'today')
  await saved(page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Today', exact: true })).toBeVisible()
  await expect(rows(page)).toHaveCount(2)
  await rows(page).filter({ hasText: 'Call' }).focus()
  await page.keyboard.press('e')
  await expect(rows(page)).toHaveText([/Write/])
  await expect(rows(page).filter({ hasText: 'Write' })).toBeFocused()
  await go(page, 'Inbox')
  await expect(rows(page)).toHaveText([/Some day/, /Write/])
  assert.deepEqual(faults, [])
  await context.close()
})

test('Trash: a task and a list come back, the list with its tasks; all of it after a reload, and in a second browser', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 } })
  const { page, faults } = await start(context, 'trash@example.test', 'Keep', 'Throw away')
  await rows(page).filter({ hasText: 'Throw away' }).focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: 'Lists', exact: true }).click()
  await page.getByLabel('Add list').fill('Garden')
  await page.getByLabel('Add list').press('Enter')
  await expect(page.getByRole('heading', { name: 'Garden' })).toBeVisible()
  await page.getByLabel('Add task').fill('Plant beans')
  await page.getByLabel('Add task').press('Enter')
  await rows(page).filter({ hasText: 'Plant beans' }).focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: 'Lists', exact: true }).click()
  await page.getByRole('button', { name: 'More about Garden' }).click()
  await page.getByRole('menuitem', { name: 'Delete list' }).click()
  // Rows show a change before it is stored: a reload at once may come in between.
  await saved(page)
  await go(page, 'Trash')
  const entries = page.getByRole('main').getByRole('listitem')
  await expect(entries).toHaveText([/Garden/, /Plant beans.*comes back with “Garden”/, /Throw away/])
  await page.reload()
  await expect(entries).toHaveCount(3)
  await shoot(page, 'trash')
  await page.getByRole('button', { name: 'Restore Plant beans' }).click()
  await expect(entries).toHaveText([/Throw away/])
  await page.getByRole('button', { name: 'Restore Throw away' }).click()
  await expect(onScreen(page, 'Nothing is in the trash.')).toBeVisible()
  await shoot(page, 'trash-empty')

  const other = await here.browser.newContext()
  const second = await openPage(other, here.muster.url)
  await second.page.getByLabel('E-mail').fill('trash@example.test')
  await second.page.getByLabel('Password').fill('correct horse')
  await second.page.getByRole('button', { name: 'Sign in' }).click()
  await expect(rows(second.page)).toHaveText([/Keep/, /Throw away/])
  await go(second.page, 'Garden')
  await expect(rows(second.page)).toHaveText([/Plant beans/])
  assert.deepEqual([...faults, ...second.faults], [])
  await other.close()
  await context.close()
})
