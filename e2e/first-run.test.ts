import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { inOutbox, onScreen, rename, tasksOnServer, toCreate } from './people.ts'

const here = oneOfEach()

const register = async (page: Page, email: string) => {
  await toCreate(page)
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
}
const add = async (page: Page, title: string) => {
  await page.getByLabel('Add task').fill(title)
  await page.getByLabel('Add task').press('Enter')
}
const rows = (page: Page) => page.getByRole('treegrid', { name: /Tasks in/ }).locator('[data-id]')
const saved = (page: Page) => expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()

test('from the first visit to tasks added, renamed, completed, undone, reordered, deleted', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url)
  await expect(onScreen(page, 'Nobody is here yet. The first account owns this server.')).toBeVisible()
  assert.deepEqual(await findings(page), [])
  await register(page, 'first@example.test')
  assert.equal(new URL(page.url()).pathname, '/')
  const later = await openPage(await here.browser.newContext(), here.muster.url)
  await expect(later.page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  await later.page.context().close()
  for (const title of ['Tea', 'Bread', 'Milk']) await add(page, title)
  await expect(rows(page)).toHaveCount(3)
  await rename(page, 'Bread', 'Rye bread')
  await page.getByRole('button', { name: 'Complete Tea' }).click()
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows(page)).toHaveCount(3)
  await rows(page).first().focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(rows(page).first()).toContainText('Rye bread')
  await page.getByRole('button', { name: 'More about Milk' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(rows(page)).toHaveCount(2)
  await page.locator('body').press('Control+z')
  await expect(rows(page)).toHaveCount(3)
  await saved(page)
  await page.reload()
  await expect(rows(page)).toHaveText([/Rye bread/, /Tea/, /Milk/])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await findings(page), [], colorScheme)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/wide-${colorScheme}.png` })
  }
  assert.deepEqual(faults, [])
  await context.close()
})

test('a change arrives live in a second browser', async () => {
  const one = await here.browser.newContext()
  const two = await here.browser.newContext()
  const a = await openPage(one, here.muster.url)
  await register(a.page, 'live@example.test')
  const b = await openPage(two, here.muster.url)
  await b.page.getByLabel('E-mail').fill('live@example.test')
  await b.page.getByLabel('Password').fill('correct horse')
  await b.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(b.page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await add(a.page, 'Seen by both')
  await expect(onScreen(b.page, 'Seen by both')).toBeVisible()
  assert.deepEqual([...a.faults, ...b.faults], [])
  await one.close()
  await two.close()
})

test('offline: reload, add, edit and complete, reconnect; each is on the server once, in order', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'train@example.test')
  await add(page, 'Before the tunnel')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  await context.setOffline(true)
  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  await add(page, 'In the tunnel')
  await rename(page, 'In the tunnel', 'Deep in the tunnel')
  await page.getByRole('button', { name: 'Complete Before the tunnel' }).click()
  await expect(rows(page)).toHaveText([/Deep in the tunnel/])
  await expect(onScreen(page, '3 changes waiting, offline')).toBeVisible()
  await expect.poll(() => inOutbox(page)).toBe(3)
  await page.reload()
  await expect(rows(page)).toHaveText([/Deep in the tunnel/])
  await add(page, 'Still in the tunnel')
  await expect(onScreen(page, '4 changes waiting, offline')).toBeVisible()
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/mutations')) sent.push(...(request.postDataJSON() as { mutations: { id: string }[] }).mutations.map(({ id }) => id))
  })
  await context.setOffline(false)
  await saved(page)
  const { person, tasks } = await page.evaluate(async () => {
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    const tasks = docs.filter((doc: { kind: string }) => doc.kind === 'task')
    return { person: user.id as string, tasks: tasks.map((doc: { title: string; status: string }) => `${doc.title} ${doc.status}`) as string[] }
  })
  assert.deepEqual(tasks.toSorted(), ['Before the tunnel done', 'Deep in the tunnel open', 'Still in the tunnel open'])
  const journal = await here.muster.journal(person)
  assert.deepEqual(
    journal.map(({ name }) => name).filter((name) => name.startsWith('task.')),
    ['task.create@1', 'task.create@1', 'task.update@1', 'task.update@1', 'task.create@1'],
  )
  assert.deepEqual(
    journal.map(({ id }) => id).filter((id) => sent.includes(id)),
    [...new Set(sent)],
  )
  assert.equal(new Set(sent).size, 4)
  assert.deepEqual(faults, [])
  await context.close()
})

test('the server is killed and started again while somebody types: nothing is lost or doubled', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'kill@example.test')
  // One goes on typing, letter by letter, while the server dies and comes back.
  const titles = Array.from({ length: 24 }, (_, n) => `Task ${n}`)
  let typed = 0
  const typing = (async () => {
    for (const title of titles) {
      await page.getByLabel('Add task').pressSequentially(title)
      await page.keyboard.press('Enter')
      typed++
    }
  })()
  await expect.poll(() => typed).toBeGreaterThan(4)
  await here.muster.kill('SIGKILL')
  await expect.poll(() => typed).toBeGreaterThan(10)
  await here.muster.restart()
  await typing
  await saved(page)
  await page.reload()
  await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', `${titles.length + 1}`)
  assert.deepEqual(await tasksOnServer(page), titles.toSorted())
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone everything is within the width, lists in a drawer', async () => {
  const context = await here.browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'phone@example.test')
  await add(page, 'Something to carry around')
  await expect(rows(page)).toHaveCount(1)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/phone.png` })
  await page.getByRole('button', { name: 'Lists', exact: true }).click()
  await page.getByLabel('Add list').fill('Garden')
  await page.getByLabel('Add list').press('Enter')
  await expect(page.getByRole('heading', { name: 'Garden' })).toBeVisible()
  assert.deepEqual(await findings(page), [])
  assert.deepEqual(faults, [])
  await context.close()
})
