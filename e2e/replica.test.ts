import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, framesOf, inOutbox, leader, onScreen, push, register, rename, restSaved, rows, saved, tasksOnServer, watchFrames } from './people.ts'

const here = oneOfEach()

test('the answer to a push is cut: no frame shows the effect twice or takes it back', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'cut@example.test')
  let cut = 0
  await page.route('**/mutations', async (route) => {
    if (cut >= 2) return route.continue()
    cut++
    await route.fetch()
    await route.abort()
  })
  await watchFrames(page, 'Tea')
  await watchFrames(page, 'Green tea')
  await add(page, 'Tea')
  await rename(page, 'Tea', 'Green tea')
  await saved(page)
  await expect(rows(page)).toHaveText([/Green tea/])
  assert.equal(cut, 2)
  const tea = await framesOf(page, 'Tea')
  assert.ok(tea.length <= 3 && tea.every((n) => n <= 1), `Tea stood there ${tea.join()} times`)
  assert.deepEqual(await framesOf(page, 'Green tea'), [0, 1])
  assert.deepEqual(await tasksOnServer(page), ['Green tea'])
  assert.deepEqual(faults, [])
  await context.close()
})

const kills = process.env['SOAK'] ? 20 : 2
test('a tab is killed between sent and answered: nothing is lost or doubled', { timeout: 30_000 * (kills + 2) }, async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const first = await openPage(context, here.muster.url)
  await register(first.page, 'killed@example.test')
  await saved(first.page)
  let { page } = first
  const titles: string[] = []
  for (let round = 1; round <= kills; round++) {
    // Turn by turn the server has heard of it when the tab dies, or not yet.
    const heard = round % 2 === 1
    const sent = new Promise<void>((resolve) => {
      void page.route('**/mutations', async (route) => {
        if (heard) await route.fetch()
        resolve()
      })
    })
    for (const word of ['One', 'Two', 'Three']) {
      titles.push(`${word} of ${round}`)
      await add(page, `${word} of ${round}`)
    }
    await sent
    await expect.poll(() => inOutbox(page)).toBeGreaterThanOrEqual(3)
    // Not closed but killed: no event tells the page of it.
    const died = page.waitForEvent('crash')
    await page.goto('chrome://crash').catch(() => {})
    await died
    await page.close()
    const again = await openPage(context, here.muster.url)
    page = again.page
    await saved(page)
    await expect(page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', `${titles.length + 1}`)
    assert.deepEqual(await tasksOnServer(page), titles.toSorted())
    assert.deepEqual(again.faults, [])
  }
  await context.close()
})

test('the leading tab hangs: the other takes the lead', async () => {
  const context = await here.browser.newContext()
  const one = await openPage(context, here.muster.url)
  await register(one.page, 'hung@example.test')
  await saved(one.page)
  const two = await openPage(context, here.muster.url)
  await expect(two.page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  const before = await leader(two.page)
  const hung = one.page.evaluate(() => {
    const until = performance.now() + 14_000
    while (performance.now() < until);
  })
  await add(two.page, 'Not held up')
  await expect.poll(async () => (await leader(two.page)) !== before).toBe(true)
  await add(two.page, 'By the new one')
  await saved(two.page)
  await hung
  await expect(rows(one.page)).toHaveText([/Not held up/, /By the new one/])
  await add(one.page, 'Back')
  await saved(one.page)
  assert.deepEqual(await tasksOnServer(two.page), ['Back', 'By the new one', 'Not held up'])
  assert.deepEqual([...one.faults, ...two.faults], [])
  await context.close()
})

test('a refused write is shown with its text and what waits for it, holds up nothing else, and is sent again as edited', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  const device = await here.browser.newContext()
  await register(page, 'refused@example.test')
  await page.getByLabel('Add list').fill('Shed')
  await page.getByLabel('Add list').press('Enter')
  await page.getByRole('link', { name: /Shed/ }).click()
  await saved(page)
  const list = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.route('**/mutations', (route) => route.abort())
  await add(page, 'Mend the roof')
  await rows(page).first().focus()
  await page.keyboard.press('F2')
  await page.getByLabel('Title', { exact: true }).fill('Mend the red roof')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: /Inbox/ }).click()
  await add(page, 'Nothing to do with it')
  await expect(onScreen(page, '3 changes waiting')).toBeVisible()
  // Another device deletes the list before these are heard of; the later route goes first, so none gets through in between.
  await page.route('**/mutations', (route) => (route.request().postData()?.includes('Mend') ? route.abort() : route.continue()))
  assert.deepEqual(await push(page, [{ name: 'list.delete@1', args: { id: list } }]), ['applied'])
  await page.unroute('**/mutations')
  await expect(onScreen(page, '1 change refused: look')).toBeVisible()
  await restSaved(page)
  assert.deepEqual(await tasksOnServer(page), ['Nothing to do with it'])
  await page.reload()
  await onScreen(page, '1 change refused: look').click()
  await expect(onScreen(page, 'Add task “Mend the roof”', { exact: true })).toBeVisible()
  await onScreen(page, '1 change waiting for it').click()
  await expect(onScreen(page, /to “Mend the red roof”/)).toBeVisible()
  assert.deepEqual(await push(page, [{ name: 'list.restore@1', args: { id: list } }]), ['applied'])
  await expect(page.getByRole('link', { name: /Shed/ })).toBeVisible()
  await page.getByRole('button', { name: /^Edit: Add task/ }).click()
  await page.getByLabel('Text to send').fill('Mend the roof soon')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await saved(page)
  // What waited followed it: the rename came after.
  assert.deepEqual(await tasksOnServer(page), ['Mend the red roof', 'Nothing to do with it'])
  await expect(onScreen(page, /refused: look/)).toHaveCount(0)
  assert.deepEqual(faults, [])
  await device.close()
  await context.close()
})

/** Lets the worker of a page begin with a line of ours: one that takes storage away from it, as a full disk or a setting does, or looks on. */
const beforeWorker = async (context: BrowserContext, line: string) =>
  context.route('**/assets/main-*.js', async (route) => {
    const reply = await route.fetch()
    await route.fulfill({ response: reply, body: `${line};\n${await reply.text()}` })
  })

test('a browser with no room left says so, and what is typed is sent all the same', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  await beforeWorker(context, "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }")
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'full@example.test')
  await saved(page)
  await page.route('**/mutations', (route) => route.abort())
  await add(page, 'Kept nowhere but here')
  await expect(onScreen(page, /only on this page: this browser has no room left/)).toBeVisible()
  await page.unroute('**/mutations')
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['Kept nowhere but here'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a browser whose copy of the space does not fit works on from memory, says so, and has it all again elsewhere', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  await beforeWorker(context, "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }")
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'crowded@example.test')
  await add(page, 'Written here')
  await expect(onScreen(page, 'All saved. This browser stores nothing for Muster: it works while online')).toBeVisible()
  assert.deepEqual(
    await push(page, [
      { name: 'list.create@1', args: { id: crypto.randomUUID(), name: 'From elsewhere', color: 'red', emoji: null, folderId: null, order: 'a1' } },
    ]),
    ['applied'],
  )
  await expect(page.getByRole('link', { name: /From elsewhere/ })).toBeVisible()
  await page.reload()
  await expect(rows(page)).toHaveText([/Written here/])
  assert.deepEqual(await tasksOnServer(page), ['Written here'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a browser that stores nothing works while online, and says so', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  await beforeWorker(context, "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }")
  await context.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'nothing@example.test')
  await add(page, 'Counts once answered')
  await expect(onScreen(page, 'All saved. This browser stores nothing for Muster: it works while online')).toBeVisible()
  await page.route('**/mutations', (route) => route.abort())
  await add(page, 'Not answered yet')
  await expect(onScreen(page, /1 change only on this page: this browser stores nothing/)).toBeVisible()
  await page.unroute('**/mutations')
  await expect(onScreen(page, /^All saved/)).toBeVisible()
  await page.getByLabel('Add task').fill('Half written')
  await page.reload()
  await expect(rows(page)).toHaveText([/Counts once answered/, /Not answered yet/])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  assert.deepEqual(faults, [])
  assert.equal(await page.evaluate(async () => (await fetch('/api/v1/me')).status), 401)
  await context.close()
})

test('whatever changes the outbox is on disk before it counts', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  await beforeWorker(
    context,
    `globalThis.durabilities = {}
    const { transaction } = IDBDatabase.prototype
    IDBDatabase.prototype.transaction = function (...args) {
      const made = transaction.apply(this, args)
      if (this.name.startsWith('muster-outbox-') && made.mode === 'readwrite') (durabilities[made.durability] ??= []).push([...made.objectStoreNames].join())
      return made
    }`,
  )
  const { page, faults } = await openPage(context, here.muster.url, /status of 410/)
  await register(page, 'strict@example.test')
  await add(page, 'Sent, answered and pulled')
  await saved(page)
  // One change is refused and sent again; then the history is replaced.
  await page.route('**/mutations', async (route) => {
    const { mutations } = JSON.parse(route.request().postData() ?? '') as { mutations: { id: string }[] }
    const problem = { type: 'about:blank', title: 'No', status: 409, code: 'conflict' }
    await route.fulfill({ json: { results: mutations.map(({ id }) => ({ id, status: 'refused', problem })) } })
  })
  await add(page, 'Refused once')
  await onScreen(page, '1 change refused: look').click()
  await page.unroute('**/mutations')
  await page.getByRole('button', { name: /^Send again/ }).click()
  await saved(page)
  await expect(onScreen(page, /refused: look/)).toHaveCount(0)
  await page.route(
    '**/changes?since=*',
    async (route) => {
      const problem = { type: 'about:blank', title: 'Gone', status: 410, code: 'sync_reset' }
      await route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify(problem) })
    },
    { times: 1 },
  )
  // The answers are forgotten before anything is loaded anew.
  const anew = page.waitForRequest('**/snapshot/reach')
  await add(page, 'Sent twice')
  await anew
  await saved(page)
  const ways = await page.workers()[0]?.evaluate(() => (globalThis as unknown as { durabilities: Record<string, string[]> }).durabilities)
  assert.deepEqual(ways && Object.keys(ways), ['strict'], JSON.stringify(ways))
  assert.deepEqual(await tasksOnServer(page), ['Refused once', 'Sent twice', 'Sent, answered and pulled'])
  assert.deepEqual(faults, [])
  await context.close()
})
