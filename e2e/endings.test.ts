import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, leader, onScreen, push, register, rows, saved, tasksOnServer } from './people.ts'

const here = oneOfEach()

const signedOut = (page: Page) => expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
const databases = (page: Page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))

test('signing out ends a tab that cannot leave at once: it is quiet, leads no more, and leaves when it can', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'lingers@example.test')
  await add(page, 'Seen in both')
  await saved(page)
  const other = await openPage(context, here.muster.url)
  await expect(rows(other.page)).toHaveText([/Seen in both/])
  // What it asks at its start has been answered: what comes of an answer that is late the next test says.
  const met = () => performance.getEntriesByName(`${location.origin}/api/v1/me`).some((entry) => (entry as PerformanceResourceTiming).responseEnd > 0)
  await expect.poll(() => other.page.evaluate(met)).toBe(true)
  // The page of the start does not come for a while, so that the other tab stands there with its databases gone.
  let leave = () => {}
  const held = new Promise<void>((resolve) => {
    leave = resolve
  })
  const asked = other.page.waitForRequest((request) => request.isNavigationRequest())
  await other.page.route(here.muster.url, async (route) => {
    await held
    await route.continue()
  })
  // All the while its worker is asked for whatever a worker is asked for.
  await other.page.evaluate(() => {
    setInterval(() => {
      for (const name of ['freeze', 'resume', 'visibilitychange']) document.dispatchEvent(new Event(name))
      dispatchEvent(new Event('online'))
    }, 20)
  })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await asked
  await signedOut(page)
  // Signing out waits for a slow tab only so long; they go once it has let go of them.
  await expect.poll(() => databases(page)).toEqual([])
  assert.equal(await leader(page), undefined)
  leave()
  await signedOut(other.page)
  assert.deepEqual([...faults, ...other.faults], [])
  await context.close()
})

test('who is signed out is not brought back by what a slow tab was told of them before', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'late@example.test')
  await add(page, 'A secret')
  await saved(page)
  // The other tab hears who it is once all is over, and stands there until then.
  let over = () => {}
  const ended = new Promise<void>((resolve) => {
    over = resolve
  })
  const other = await context.newPage()
  const told = new Promise<void>((resolve) => {
    void other.route('**/api/v1/me', async (route) => {
      const response = await route.fetch()
      resolve()
      await ended
      await route.fulfill({ response })
    })
  })
  await other.goto(here.muster.url)
  await expect(rows(other)).toHaveText([/A secret/])
  await told
  let leave = () => {}
  const held = new Promise<void>((resolve) => {
    leave = resolve
  })
  const asked = other.waitForRequest((request) => request.isNavigationRequest())
  await other.route(here.muster.url, async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await asked
  await signedOut(page)
  const heard = other.waitForResponse('**/api/v1/me')
  over()
  await heard
  await expect.poll(() => databases(page)).toEqual([])
  leave()
  await signedOut(other)
  await page.reload()
  await signedOut(page)
  assert.deepEqual(await databases(page), [])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a tab that keeps the databases open does not hold up signing out, and they are empty', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'holder@example.test')
  await add(page, 'A secret')
  await saved(page)
  // A connection that lets go of nothing, as a tab that stands still has.
  const keeper = await context.newPage()
  await keeper.goto(`${here.muster.url}/healthz`)
  await keeper.evaluate(async () => {
    const opened = (await indexedDB.databases()).map(
      ({ name }) =>
        new Promise<IDBDatabase>((resolve) => {
          const request = indexedDB.open(name ?? '')
          request.onsuccess = () => resolve(request.result)
        }),
    )
    Object.assign(window, { kept: await Promise.all(opened) })
  })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signedOut(page)
  const left = await keeper.evaluate(() =>
    Promise.all(
      (window as unknown as { kept: readonly IDBDatabase[] }).kept.flatMap((database) =>
        [...database.objectStoreNames].map(
          (name) =>
            new Promise<number>((resolve) => {
              const request = database.transaction(name).objectStore(name).count()
              request.onsuccess = () => resolve(request.result)
            }),
        ),
      ),
    ),
  )
  assert.ok(left.length > 0)
  assert.deepEqual(
    left.filter((count) => count > 0),
    [],
  )
  assert.deepEqual(faults, [])
  await context.close()
})

test('a later build takes the databases over: the page says so, works on, and loses nothing', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'older@example.test')
  const club = crypto.randomUUID()
  assert.deepEqual(await push(page, [{ name: 'space.create@1', args: { id: club, name: 'Chess club', color: 'green', memberName: 'Somebody' } }]), ['applied'])
  await add(page, 'Before')
  await saved(page)
  const other = await openPage(context, here.muster.url, madeFaults.cut)
  await expect(rows(other.page)).toHaveText([/Before/])
  await expect(onScreen(other.page, 'Chess club').first()).toBeVisible()
  await context.route('**/mutations', (route) => route.abort())
  await add(page, 'Not sent yet')
  await expect(rows(other.page)).toHaveText([/Before/, /Not sent yet/])
  const later = await context.newPage()
  await later.goto(`${here.muster.url}/healthz`)
  await later.evaluate(async () => {
    for (const { name } of await indexedDB.databases())
      await new Promise((resolve, reject) => {
        const request = indexedDB.open(name ?? '', 99)
        request.onsuccess = resolve
        request.onerror = () => reject(request.error)
      })
  })
  for (const tab of [page, other.page]) await expect(tab.getByRole('status').filter({ hasText: 'Muster was updated' })).toBeVisible()
  await add(other.page, 'Written after')
  await context.unroute('**/mutations')
  await expect.poll(() => tasksOnServer(page)).toEqual(['Before', 'Not sent yet', 'Written after'])
  // Each goes on by itself, also in the spaces that are shared.
  const list = crypto.randomUUID()
  const made = { id: list, name: 'Openings', color: 'red', emoji: null, folderId: null, order: 'a1' }
  assert.deepEqual(await push(page, [{ name: 'list.create@1', args: made, space: club }]), ['applied'])
  for (const tab of [page, other.page]) {
    await expect(rows(tab)).toHaveText([/Before/, /Not sent yet/, /Written after/])
    await expect(tab.getByRole('link', { name: /Openings/ })).toBeVisible()
    await expect(onScreen(tab, 'Muster was updated. Reload to continue')).toBeVisible()
  }
  assert.deepEqual([...faults, ...other.faults], [])
  await context.close()
})

test('a browser that deleted what it kept of a person says so, once, and has everything of the server again', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  const deleted = page.getByText('This browser deleted local data')
  await register(page, 'evicted@example.test')
  await add(page, 'On the server')
  await saved(page)
  await expect(deleted).toHaveCount(0)
  await page.reload()
  await saved(page)
  await expect(deleted).toHaveCount(0)
  // As the browser does it when it needs room: everything of the site but its cookies.
  const elsewhere = await context.newPage()
  await elsewhere.goto(`${here.muster.url}/healthz`)
  await page.close()
  await elsewhere.evaluate(async () => {
    localStorage.clear()
    for (const { name = '' } of await indexedDB.databases())
      await new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name)
        request.onsuccess = request.onerror = resolve
      })
  })
  await elsewhere.close()
  const again = await openPage(context, here.muster.url)
  await expect(rows(again.page)).toHaveText([/On the server/])
  await expect(again.page.getByText('This browser deleted local data')).toBeVisible()
  await again.page.reload()
  await saved(again.page)
  await expect(again.page.getByText('This browser deleted local data')).toHaveCount(0)
  assert.deepEqual([...faults, ...again.faults], [])
  await context.close()
})

test('a browser that nobody has signed in at asks the server nothing, and is the one who then signs in', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const asked: string[] = []
  context.on('request', (request) => {
    if (request.url().includes('/api/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  const { page, faults } = await openPage(context, here.muster.url)
  await signedOut(page)
  assert.deepEqual(asked, [])
  await register(page, 'nobody-yet@example.test')
  assert.equal(asked[0], 'POST /api/v1/auth/register')
  await saved(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signedOut(page)
  asked.length = 0
  await page.reload()
  await signedOut(page)
  assert.deepEqual([asked, faults], [[], []])
  await context.close()
})

test('what waits for more than a day where the browser may delete it is warned of, and can be saved as a file', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'waits@example.test')
  await add(page, 'On the server')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await saved(page)
  // Nobody is there, either: a service worker that starts anew may ask before it is told that there is no network.
  await context.setOffline(true)
  await here.muster.kill('SIGTERM')
  await add(page, 'For days on a train')
  await expect.poll(() => inOutbox(page)).toBe(1)
  const warned = page.getByText('this browser may delete 1 change')
  await expect(warned).toHaveCount(0)
  // Two days later, still without a network.
  await page.addInitScript(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 2 * 86_400_000
    // Whatever this browser would say: it has promised nothing.
    navigator.storage.persisted = async () => false
  })
  await page.reload()
  await expect(warned).toBeVisible()
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a file' }).click()
  assert.match(readFileSync(await (await file).path(), 'utf8'), /Add task “For days on a train”/)
  await here.muster.restart()
  await context.setOffline(false)
  await saved(page)
  await expect(warned).toHaveCount(0)
  assert.deepEqual(faults, [])
  await context.close()
})
