import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { expect, launchBrowser, madeFaults, openPage, startMuster } from './muster.ts'
import { onScreen } from './people.ts'

let muster: Awaited<ReturnType<typeof startMuster>>
let browser: Browser
before(async () => {
  muster = await startMuster()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await muster?.stop()
})

const start = async (context: BrowserContext, email: string, ...made: readonly RegExp[]) => {
  const opened = await openPage(context, muster.url, ...made)
  const { page } = opened
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  return opened
}
const add = async (page: Page, title: string) => {
  await page.getByLabel('Add task').fill(title)
  await page.getByLabel('Add task').press('Enter')
}
const rows = (page: Page) => page.getByRole('treegrid', { name: /Tasks in/ }).locator('[data-id]')
const saved = (page: Page) => expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()

test('by keyboard alone: walk, complete, take back, move, delete; links keep Enter, and no key touches an unfocused row', async () => {
  const context = await browser.newContext()
  const { page, faults } = await start(context, 'keys@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await page.getByRole('link', { name: /Inbox/ }).focus()
  await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  await expect(page.getByLabel('Title', { exact: true })).toHaveCount(0)
  await page.keyboard.press('j')
  await expect(rows(page).nth(0)).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  await expect(rows(page)).toHaveText([/One/, /Three/])
  await expect(rows(page).nth(1)).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  await expect(rows(page).nth(2)).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(rows(page)).toHaveText([/One/, /Three/, /Two/])
  await expect(rows(page).nth(1)).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  await page.keyboard.press('F2')
  await page.keyboard.type('!')
  await page.keyboard.press('Enter')
  await expect(rows(page).nth(2)).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(rows(page).nth(1)).toBeFocused()
  await page.keyboard.press('q')
  await expect(page.getByLabel('Add task')).toBeFocused()
  await rows(page).first().focus()
  await page.keyboard.press('p')
  await page.keyboard.press('1')
  await page.keyboard.press('s')
  await page.getByLabel('Date').fill('2030-05-06')
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  await expect(rows(page).first()).toBeFocused()
  await saved(page)
  await page.reload()
  await expect(rows(page).first()).toContainText('Priority: urgent')
  await expect(rows(page).first()).toContainText('2030')
  assert.deepEqual(
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    [],
  )
  assert.deepEqual(faults, [])
  await context.close()
})

test('a list is made, renamed, deleted and brought back with its tasks', async () => {
  const context = await browser.newContext()
  const { page, faults } = await start(context, 'lists@example.test')
  await page.getByLabel('Add list').fill('Garden')
  await page.getByLabel('Add list').press('Enter')
  await page.getByRole('link', { name: /Garden/ }).click()
  await add(page, 'Sow peas')
  await page.getByRole('button', { name: 'More about Garden' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByLabel('List name').fill('Allotment')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Allotment' })).toBeVisible()
  await page.getByRole('button', { name: 'More about Allotment' }).click()
  await page.getByRole('menuitem', { name: 'Delete list' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: /Allotment/ }).click()
  await expect(rows(page)).toHaveText([/Sow peas/])
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('the session ends while somebody works: it is said, nothing is lost, signing in again sends it', async () => {
  const context = await browser.newContext()
  const { page, faults } = await start(context, 'ended@example.test', madeFaults.signedOut)
  await add(page, 'Before')
  await saved(page)
  await context.clearCookies()
  await add(page, 'After')
  await expect(onScreen(page, 'Signed out. 1 change kept on this device')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in to go on' }).click()
  await page.getByLabel('E-mail').fill('ended@example.test')
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await saved(page)
  await expect(rows(page)).toHaveText([/Before/, /After/])
  await page.reload()
  await expect(rows(page)).toHaveText([/Before/, /After/])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a reload shows the tasks while the server stays silent', async () => {
  const context = await browser.newContext()
  const { page } = await start(context, 'silent@example.test')
  await add(page, 'Here already')
  await saved(page)
  await page.route('**/api/**', () => {})
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/])
  await context.close()
})

test('two tabs write at once: both show everything, both say so, and signing out in one ends both', async () => {
  const context = await browser.newContext()
  const { page, faults } = await start(context, 'tabs@example.test')
  const other = await openPage(context, muster.url)
  await expect(other.page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  const write = async (tab: Page, mark: string) => {
    for (let n = 0; n < 15; n++) await add(tab, `${mark} ${n}`)
  }
  await Promise.all([write(page, 'Left'), write(other.page, 'Right')])
  for (const tab of [page, other.page]) {
    // Rows out of view are not drawn: the grid says how many there are, the add row is one.
    await expect(tab.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '31')
    await saved(tab)
  }
  await page.getByRole('button', { name: 'Sign out' }).click()
  for (const tab of [page, other.page]) await expect(tab.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), [])
  assert.deepEqual([...faults, ...other.faults], [])
  await context.close()
})

test('keys are chosen anew, turned off and told of in the help; one listener hears them, by where the focus is', async () => {
  const context = await browser.newContext()
  const { page, faults } = await start(context, 'bindings@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  const inbox = page.getByRole('link', { name: /Inbox/ })
  // Arrows act in the list alone.
  await inbox.focus()
  await page.keyboard.press('ArrowDown')
  await expect(inbox).toBeFocused()
  // With a task open beside the list, keys are about it; Escape closes the innermost first, and the focus goes back.
  await rows(page).nth(1).focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Task' })
  await expect(panel).toBeFocused()
  await page.keyboard.press('p')
  await expect(onScreen(page, '1Urgent')).toBeVisible()
  await page.keyboard.press('1')
  await expect(rows(page).nth(1)).toContainText('Priority: urgent')
  await page.keyboard.press('s')
  await expect(page.getByRole('dialog', { name: 'Due day' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Due day' })).toBeHidden()
  await expect(panel).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(rows(page).nth(1)).toBeFocused()
  // Chosen anew.
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(help.getByText('Shift+E')).toBeVisible()
  await help.getByRole('link', { name: 'Change keys' }).click()
  await page.getByRole('button', { name: /^Keys for Delete: Del/ }).click()
  await page.keyboard.press('j')
  await expect(onScreen(page, 'j is for “Down”.')).toBeVisible()
  await page.keyboard.press('Control+Delete')
  await expect(page.getByRole('button', { name: /^Keys for Delete: Ctrl\+Del/ })).toBeVisible()
  assert.deepEqual(
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    [],
  )
  await inbox.click()
  await rows(page).nth(2).focus()
  await page.keyboard.press('Delete')
  await expect(rows(page)).toHaveCount(3)
  await page.keyboard.press('Control+Delete')
  await expect(rows(page)).toHaveText([/One/, /Two/])
  // Single keys turned off: letters do nothing, the rest does.
  await page.goto(`${muster.url}/settings#keys`)
  await page.getByLabel('Keys of one character').uncheck()
  await page.getByRole('link', { name: /Inbox/ }).click()
  await rows(page).first().focus()
  await page.keyboard.press('e')
  await page.keyboard.press('ArrowDown')
  await expect(rows(page).nth(1)).toBeFocused()
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await page.keyboard.press('Space')
  await expect(rows(page)).toHaveText([/One/])
  assert.deepEqual(faults, [])
  await context.close()
})
