import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { goOffline, onScreen, push, register, rows, saved, stored } from './people.ts'

const here = oneOfEach()

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const myId = (page: Page) => page.evaluate(async () => ((await (await fetch('/api/v1/me')).json()) as { user: { id: string } }).user.id)

/** An account with tasks that were done so many days ago, each with notes; another browser of the person, which has nothing yet. */
const anAccount = async (
  email: string,
  tasks: readonly { n: number; title: string; below?: number; done?: number }[],
  options: BrowserContextOptions = {},
): Promise<BrowserContext> => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page } = await openPage(context, here.muster.url)
  await register(page, email)
  const me = await myId(page)
  const made = tasks.map(({ n, title, below }) => {
    const place = { parentId: below === undefined ? null : id(below), listId: below === undefined ? me : null, sectionId: null, order: `a${n}` }
    return { name: 'task.create@1', args: { id: id(n), place, title, notes: `Notes of ${title}` }, at: daysAgo(120) }
  })
  const done = tasks.flatMap(({ n, done: days }) =>
    days === undefined ? [] : [{ name: 'task.update@1', args: { id: id(n), set: { status: 'done' } }, at: daysAgo(days) }],
  )
  const answers = await push(page, [...made, ...done])
  assert.ok(answers.every((one) => one === 'applied'))
  const state = await context.storageState()
  await context.close()
  // Started anew, it begins no load at where the space stood before all that: what changed since would come with the changes.
  await here.muster.kill('SIGTERM')
  await here.muster.restart()
  return here.browser.newContext({ ...options, storageState: state })
}
const showDone = async (page: Page) => {
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: 'Show done' }).click()
}
const older = (page: Page) => page.getByRole('button', { name: 'Show older' })
const titles = (page: Page) => rows(page).locator('[data-title]')

test('a first load has no old done tasks; they are asked for where somebody looks, opened with their notes, and reopened', async () => {
  const device = await anAccount('older@example.test', [
    { n: 1, title: 'Open' },
    { n: 2, title: 'Done lately', done: 3 },
    { n: 3, title: 'Done long ago', done: 50 },
    { n: 4, title: 'Older still', done: 90 },
    { n: 5, title: 'Old below open', below: 1, done: 60 },
    { n: 6, title: 'Old below old', below: 4, done: 90 },
  ])
  const { page, faults } = await openPage(device, here.muster.url, madeFaults.cut)
  await expect(titles(page)).toHaveText(['Open'])
  await saved(page)
  const me = await myId(page)
  await expect.poll(async () => new Set((await stored(page, me)).titles)).toEqual(new Set(['Done lately', 'Open']))
  await expect.poll(async () => (await stored(page, me)).notes.sort()).toEqual([id(1), id(2)])

  await showDone(page)
  await expect(titles(page)).toHaveText(['Open', 'Done lately'])
  await older(page).click()
  await expect(titles(page)).toHaveText(['Open', 'Done lately', 'Done long ago', 'Older still'])
  await expect(onScreen(page, 'No older tasks')).toBeVisible()

  // At large, with its notes.
  await rows(page).filter({ hasText: 'Done long ago' }).locator('[data-title]').click()
  await expect(page.getByText('Notes of Done long ago')).toBeVisible()
  await page.getByRole('button', { name: 'Reopen this task' }).click()
  await page.getByRole('button', { name: 'Close task' }).click()
  await expect(titles(page)).toHaveText(['Open', 'Done long ago', 'Done lately', 'Older still'])
  await saved(page)
  await expect.poll(async () => (await stored(page, me)).notes.sort()).toEqual([id(1), id(2), id(3)])
  await page.keyboard.press('Control+z')
  await expect(titles(page)).toHaveText(['Open', 'Done lately', 'Done long ago', 'Older still'])
  await page.keyboard.press('Control+Shift+z')
  await expect(titles(page)).toHaveText(['Open', 'Done long ago', 'Done lately', 'Older still'])

  // What is below a task comes when it is looked at.
  await titles(page)
    .filter({ hasText: /^Open$/ })
    .click()
  await expect(page.getByRole('button', { name: 'Reopen subtask Old below open' })).toBeVisible()
  await page.getByRole('button', { name: 'Close task' }).click()
  await saved(page)

  // Without a connection what is in reach is there, and of the rest it is said.
  await goOffline(page)
  await page.reload()
  await expect(titles(page)).toHaveText(['Open', 'Done long ago', 'Done lately'])
  await expect(onScreen(page, /more than 30 days ago are on the server/)).toBeVisible()
  await rows(page).filter({ hasText: 'Done long ago' }).locator('[data-title]').click()
  await expect(page.getByText('Notes of Done long ago')).toBeVisible()
  await page.goto(`${here.muster.url}/?task=${me}/${id(4)}`)
  await expect(onScreen(page, 'This task is not on this device. You need a connection to see it.')).toBeVisible()
  await device.setOffline(false)
  await expect(page.getByText('Notes of Older still')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reopen subtask Old below old' })).toBeVisible()
  assert.deepEqual(faults, [])
  await device.close()
})

test('what left the reach is let go of at rest, but for what something is below; over a server of the build before, too', async () => {
  const device = await anAccount('let-go@example.test', [
    { n: 1, title: 'Open' },
    { n: 2, title: 'Old', done: 40 },
    { n: 3, title: 'Old and above', done: 40 },
    { n: 4, title: 'Open below', below: 3 },
    { n: 5, title: 'Old, to be renamed', done: 40 },
    { n: 6, title: 'Old, pulled', done: 40 },
  ])
  // A server of the build before gives out all.
  await device.route('**/snapshot/reach', (route) =>
    route.fulfill({
      status: 404,
      headers: { 'Content-Type': 'application/problem+json' },
      body: JSON.stringify({ type: 'about:blank', title: 'Not here', status: 404, code: 'not_found' }),
    }),
  )
  const { page, faults } = await openPage(device, here.muster.url, madeFaults.cut, /status of 404 .*snapshot\/reach/)
  await expect(titles(page)).toHaveText(['Open'])
  await saved(page)
  const me = await myId(page)
  const kept = ['Old and above', 'Open', 'Open below']
  await expect.poll(async () => [...new Set((await stored(page, me)).titles)].sort()).toEqual(kept)
  assert.deepEqual((await stored(page, me)).notes.sort(), [id(1), id(3), id(4)])
  // It is shown until the page is loaded anew; then it is asked for.
  await page.reload()
  await showDone(page)
  await expect(titles(page)).toHaveText(['Open', 'Old and above'])
  await older(page).click()
  await expect(rows(page)).toHaveCount(5)
  assert.deepEqual(faults, [])
  await device.close()
})

test('many old tasks come a page at a time, drawn like all others; a page that fails says so and comes when asked again', async () => {
  const device = await anAccount(
    'pages@example.test',
    [
      { n: 1, title: 'Open' },
      ...Array.from({ length: 230 }, (_, k) => ({ n: 100 + k, title: `Old ${String(k).padStart(3, '0')}`, done: 40 + (k % 50) })),
      // A request of a page that a service worker answers for may not be seen by who wants to cut it.
    ],
    { serviceWorkers: 'block' },
  )
  const { page, faults } = await openPage(device, here.muster.url, madeFaults.cut)
  await expect(titles(page)).toHaveText(['Open'])
  await showDone(page)
  await device.route('**/tasks?*', (route) => route.abort())
  await older(page).click()
  await expect(onScreen(page, 'Older tasks could not be fetched.')).toBeVisible()
  await device.unroute('**/tasks?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  const all = page.getByRole('treegrid', { name: 'Tasks in Inbox' })
  // The open one, the field, and the head of the done ones.
  await expect(all).toHaveAttribute('aria-rowcount', '203')
  assert.ok((await rows(page).count()) < 100, 'what is out of view is not drawn')
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(all).toHaveAttribute('aria-rowcount', '233')
  await expect(onScreen(page, 'No older tasks')).toBeVisible()
  // Left and come back to, they are there still.
  await page.getByRole('link', { name: 'Today' }).click()
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible()
  await page.goBack()
  await expect(all).toHaveAttribute('aria-rowcount', '233')
  await expect(onScreen(page, 'No older tasks')).toBeVisible()
  assert.deepEqual(faults, [])
  await device.close()
})

test('a list that has nothing but old done tasks is empty, and has them when they are asked for', async () => {
  const device = await anAccount('empty@example.test', [{ n: 1, title: 'Open' }])
  const { page, faults } = await openPage(device, here.muster.url, madeFaults.cut)
  await expect(titles(page)).toHaveText(['Open'])
  const [at, place] = [daysAgo(120), { parentId: null, listId: id(50), sectionId: null, order: 'a1' }]
  const list = { id: id(50), name: 'Garden', color: 'green', emoji: null, folderId: null, order: 'a1' }
  await push(page, [
    { name: 'list.create@1', args: list, at },
    { name: 'task.create@1', args: { id: id(51), place, title: 'Plant the tree' }, at },
    { name: 'task.update@1', args: { id: id(51), set: { status: 'dropped' } }, at: daysAgo(60) },
  ])
  await saved(page)
  const me = await myId(page)
  await expect.poll(async () => (await stored(page, me)).beside.length).toBeGreaterThan(0)
  // As though it were the next day.
  await stored(page, me, { trimmed: '2020-01-01' })
  await push(page, [{ name: 'task.update@1', args: { id: id(1), set: { title: 'Open still' } } }])
  await expect(titles(page)).toHaveText(['Open still'])
  const isStored = async () => {
    const { titles: inBuckets, beside } = await stored(page, me)
    return inBuckets.includes('Plant the tree') || beside.some((key) => key.endsWith(id(51)))
  }
  await expect.poll(isStored).toBe(false)
  await page.goto(`${here.muster.url}/list/${id(50)}`)
  await expect(page.getByText('Tasks of this list go here')).toBeVisible()
  await older(page).click()
  await page.getByRole('button', { name: 'Show 1 done' }).click()
  await expect(titles(page)).toHaveText(['Plant the tree'])
  assert.deepEqual(faults, [])
  await device.close()
})
