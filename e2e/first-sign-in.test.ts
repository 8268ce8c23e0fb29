import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { createSqliteStore } from '../apps/server/src/adapters/sqlite/store.ts'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { slowLine } from './slow-line.ts'
import { add, inOutbox, onScreen, register, rename, rows, saved, signIn } from './people.ts'

const tasks = 100_000
const perEntry = 1_000

const here = oneOfEach()

const id = (n: number) => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Writes tasks into a person's Inbox as full entries of the journal, while no server runs. */
const seed = async (file: string, space: string) => {
  const store = createSqliteStore(file)
  const at = new Date().toISOString()
  for (let from = 0; from < tasks; from += perEntry) {
    const rev = ((await store.head(space))?.rev ?? 0) + 1
    const docs = Array.from({ length: perEntry }, (_, n) => {
      const number = from + n
      const stamps = { createdAt: at, createdBy: space, updatedAt: at, updatedBy: space }
      return taskDoc({ ...stamps, id: id(number), rev, listId: space, order: `a${number.toString(36).padStart(5, '0')}V`, title: `Task number ${number}` })
    })
    const entry = {
      space,
      rev,
      tag: `seed${rev}`,
      mutations: [{ id: id(500_000 + rev), name: 'seed@1', actor: space, at, base: 0, hash: `${rev}`, before: {}, after: {} }],
    }
    assert.equal(await store.commit([{ entry, docs }]), 'committed')
  }
  await store.close()
}

test('the first sign-in with 100,000 tasks: rows can be edited early; cut and resumed, each part comes once', { timeout: 400_000 }, async () => {
  const owner = await here.browser.newContext()
  const first = await openPage(owner, here.muster.url)
  await register(first.page, 'many@example.test')
  await saved(first.page)
  const person = await first.page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.id as string)
  await owner.close()
  await here.muster.kill('SIGTERM')
  await seed(join(here.muster.dataDir, 'muster.db'), person)
  await here.muster.restart()

  // In the long form over a line as a train has it.
  const line = process.env['SOAK'] ? await slowLine(here.muster.url, 5_000_000, 100) : undefined
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, line?.url ?? here.muster.url, madeFaults.cut)
  const came: string[] = []
  let asked = 0
  let most = 20
  const isPart = (url: string) => /\/snapshot\/[^/]+\/[^/]+$/.test(url)
  await context.route(/\/(changes|snapshot)\b/, async (route) => {
    if (isPart(route.request().url()) && ++asked > most) return route.abort()
    return route.continue()
  })
  context.on('requestfinished', (request) => isPart(request.url()) && came.push(new URL(request.url()).pathname))
  let parts = 0
  context.on('response', async (response) => {
    if (response.url().endsWith('/snapshot/reach')) parts = ((await response.json()) as { chunks: string[] }).chunks.length
  })
  /** How many parts this browser has stored: one that came and is not stored yet would rightly be asked for again. */
  const stored = async () => {
    const left = await page.evaluate(async (name) => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(`muster-replica-${name}`)
        request.onsuccess = () => resolve(request.result)
      })
      const meta = await new Promise<{ loading?: { chunks?: { left: string[] } } } | undefined>((resolve) => {
        const request = database.transaction('meta').objectStore('meta').get(name)
        request.onsuccess = () => resolve(request.result)
      })
      database.close()
      return meta?.loading?.chunks?.left.length
    }, person)
    return left === undefined ? 0 : parts - left
  }
  await signIn(page, 'many@example.test')
  // Some are here, most are not: what is here can be worked with.
  await expect.poll(stored, { timeout: 120_000 }).toBe(most)
  const grid = page.getByRole('treegrid', { name: /Tasks in/ })
  await expect(onScreen(page, 'Task number 0', { exact: true })).toBeVisible()
  const early = Number(await grid.getAttribute('aria-rowcount'))
  assert.ok(early > 100 && early < tasks, `${early} rows`)
  await rename(page, 'Task number 0', 'Edited early')
  await expect(rows(page).first()).toContainText('Edited early')

  // The browser is told of a part's end apart from what the page does with it.
  await expect.poll(() => came.length).toBe(most)
  // A row shows an edit before it is stored: a reload at once may come in between.
  await expect.poll(() => inOutbox(page)).toBe(1)
  await page.reload()
  await expect(rows(page).first()).toContainText('Edited early')
  most = Infinity
  await expect(grid).toHaveAttribute('aria-rowcount', `${tasks + 1}`, { timeout: 180_000 })
  await saved(page)
  assert.equal(new Set(came).size, came.length, 'no part came twice')
  assert.ok(came.length > 20)
  await add(page, 'And one more')
  await saved(page)
  await page.reload()
  await expect(grid).toHaveAttribute('aria-rowcount', `${tasks + 2}`, { timeout: 180_000 })
  assert.deepEqual(faults, [])
  await context.close()
  await line?.close()
})

test('with a mouse the first field has the focus at once; with a finger none has, and no keyboard lies over what is to be read', async () => {
  const mouse = await here.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const finger = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  for (const [context, focused] of [
    [mouse, true],
    [finger, false],
  ] as const) {
    const { page, faults } = await openPage(context, `${here.muster.url}/sign-in`)
    const first = async (label: string, form: string) => {
      // What it is for is heard by whoever comes to the field first.
      await expect(page.getByRole('form', { name: form }).getByLabel(label, { exact: true })).toBeVisible()
      if (focused) await expect(page.getByLabel(label, { exact: true })).toBeFocused()
      else assert.equal(await page.evaluate(() => document.activeElement?.matches('input')), false)
    }
    await first('E-mail', 'Sign in to Muster')
    await page.getByRole('button', { name: 'Create an account' })[focused ? 'click' : 'tap']()
    await first('Name', 'Create your account')
    assert.deepEqual(faults, [])
    await context.close()
  }
})
