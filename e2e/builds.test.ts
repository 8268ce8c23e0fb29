import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from '@playwright/test'
import { expect, launchBrowser, madeFaults, openPage, startMuster } from './muster.ts'
import { add, inOutbox, leader, onScreen, register, rows, saved, tasksOnServer } from './people.ts'
import { copySource, type SourceCopy } from './second-build.ts'

let source: SourceCopy
let muster: Awaited<ReturnType<typeof startMuster>>
let browser: Browser
before(async () => {
  source = copySource()
  muster = await startMuster(source.tree)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await muster?.stop()
  source?.remove()
})

const buildOf = (page: Page) => page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name=build]')?.content)
const caches = (page: Page) => page.evaluate(async () => (await globalThis.caches.keys()).length)
const offered = (page: Page) => onScreen(page, 'A new version is ready.')
const reload = (page: Page) => page.getByRole('button', { name: 'Reload', exact: true })
/** The service worker has stored this build, and answers for its pages. */
const controlled = async (page: Page) => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
}
/** What a later build does to a database: it opens it as a later version. */
const openLater = async (page: Page, which: string, version = 99) =>
  page.evaluate(
    async ({ start, wanted }) => {
      const { name = '' } = (await indexedDB.databases()).find((one) => one.name?.startsWith(start)) ?? {}
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name, wanted)
        request.onsuccess = () => {
          request.result.close()
          resolve()
        }
        request.onerror = () => reject(request.error)
      })
    },
    { start: `muster-${which}-`, wanted: version },
  )

for (const both of [false, true])
  test(`an earlier build that finds ${both ? 'both databases' : 'the replica'} in a later format says so offline, and what was not sent is sent later`, async () => {
    const context = await browser.newContext()
    const first = await openPage(context, muster.url, madeFaults.cut)
    await register(first.page, `later-${both}@example.test`)
    await add(first.page, 'Sent before')
    await saved(first.page)
    await controlled(first.page)
    await context.setOffline(true)
    await add(first.page, 'Not sent yet')
    await expect.poll(() => inOutbox(first.page)).toBe(1)
    await first.page.close()
    await context.setOffline(false)
    const later = await context.newPage()
    await later.goto(`${muster.url}/healthz`)
    await openLater(later, 'replica')
    if (both) await openLater(later, 'outbox')
    await context.setOffline(true)
    const { page, faults } = await openPage(context, muster.url, madeFaults.cut)
    await expect(page.getByRole('heading', { name: 'Muster was updated' })).toBeVisible()
    await expect(onScreen(page, /an older one that cannot read it. Nothing is lost/)).toBeVisible()
    await expect(onScreen(page, '1 change of yours waits here to be sent.')).toBeVisible()
    await expect(onScreen(page, /There is no connection/)).toBeVisible()
    assert.equal(await inOutbox(later), 1)
    await context.setOffline(false)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect.poll(() => tasksOnServer(later)).toEqual(['Not sent yet', 'Sent before'])
    await expect(rows(page)).toHaveText([/Sent before/, /Not sent yet/])
    // From here on it stores what is written, although it cannot store what it shows.
    await context.setOffline(true)
    await add(page, 'Written by the earlier build')
    await expect.poll(() => inOutbox(later)).toBe(1)
    await context.setOffline(false)
    assert.deepEqual([...first.faults, ...faults], [])
    await context.close()
  })

test('of two builds in two tabs the later one leads, however often the earlier one asks', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const earlier = await openPage(context, muster.url)
  await register(earlier.page, 'two-builds@example.test')
  const ledBy = await leader(earlier.page)
  assert.ok(ledBy)
  await context.route(muster.url, async (route) => {
    const reply = await route.fetch()
    await route.fulfill({ response: reply, body: (await reply.text()).replace(/name="build" content="[^"]*"/, 'name="build" content="another"') })
  })
  const later = await openPage(context, muster.url)
  assert.equal(await buildOf(later.page), 'another')
  await expect.poll(() => leader(later.page)).not.toBe(ledBy)
  const now = await leader(later.page)
  await add(earlier.page, 'From the earlier one')
  await expect(rows(later.page)).toHaveText([/From the earlier one/])
  await saved(earlier.page)
  for (let n = 0; n < 3; n++) {
    await earlier.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await add(earlier.page, `More ${n}`)
    await saved(earlier.page)
  }
  assert.equal(await leader(later.page), now)
  // It does not hold on to it beyond its end.
  await later.page.close()
  await expect.poll(() => leader(earlier.page)).toBe(ledBy)
  assert.deepEqual([...earlier.faults, ...later.faults], [])
  await context.close()
})

test('a new build is offered, waits for whatever is not stored, and leaves other tabs what they may still need', async () => {
  const context = await browser.newContext()
  const { page, faults } = await openPage(context, muster.url, madeFaults.cut)
  await register(page, 'updated@example.test')
  await add(page, 'Here already')
  await saved(page)
  await controlled(page)
  const other = await openPage(context, muster.url, madeFaults.cut)
  await expect(rows(other.page)).toHaveText([/Here already/])
  const before = await buildOf(page)
  const parts = await page.evaluate(async () => {
    const [name = ''] = await globalThis.caches.keys()
    return (await (await globalThis.caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)
  })
  source.change('apps/web/src/messages/en/trash.ts', 'Nothing is in the trash', 'The trash is empty')
  await source.build()
  await muster.kill('SIGTERM')
  await muster.restart()
  // A reload is a reload, and no update.
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/])
  assert.equal(await buildOf(page), before)
  for (const tab of [page, other.page]) await expect(offered(tab)).toBeVisible()
  await page.getByLabel('Add task', { exact: true }).fill('Half a thought')
  await context.route('**/mutations', (route) => route.abort())
  await rows(page).first().focus()
  await page.keyboard.press('F2')
  await page.getByLabel('Title', { exact: true }).fill('Renamed at the last moment')
  await reload(page).click()
  // As long as a worker may take to let another one take over.
  await expect.poll(() => buildOf(page).catch(() => before), { timeout: 90_000 }).not.toBe(before)
  await expect(rows(page)).toHaveText([/Renamed at the last moment/])
  await expect(page.getByLabel('Add task', { exact: true })).toHaveValue('Half a thought')
  await context.unroute('**/mutations')
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['Renamed at the last moment'])
  await expect(offered(page)).toHaveCount(0)
  // The other tab was not touched, works on, and has every part of its own build, also without a network.
  assert.equal(await buildOf(other.page), before)
  await expect(rows(other.page)).toHaveText([/Renamed at the last moment/])
  await context.setOffline(true)
  const found = await other.page.evaluate(
    (all) => Promise.all(all.map(async (path) => (await fetch(path)).status)),
    parts.filter((path) => path !== '/' && path.startsWith('/assets/')),
  )
  assert.ok(found.length > 20)
  assert.deepEqual([...new Set(found)], [200])
  assert.equal(await caches(page), 2)
  await context.setOffline(false)
  await reload(other.page).click()
  await expect.poll(() => buildOf(other.page).catch(() => before), { timeout: 90_000 }).toBe(await buildOf(page))
  await expect(rows(other.page)).toHaveText([/Renamed at the last moment/])
  await expect.poll(() => caches(page)).toBe(1)
  assert.deepEqual([...faults, ...other.faults], [])
  await context.close()
})

test('where nothing can be stored a reload waits until it was sent', async () => {
  const context = await browser.newContext()
  const { page, faults } = await openPage(context, muster.url, madeFaults.cut)
  await register(page, 'unstored@example.test')
  await saved(page)
  await controlled(page)
  await page.reload()
  await expect(page.getByLabel('Add task', { exact: true })).toBeVisible()
  await openLater(page, 'replica')
  await expect(onScreen(page, 'Muster was updated. Reload to continue').first()).toBeVisible()
  // Its outbox is gone, too.
  await page.evaluate(async () => {
    const { name = '' } = (await indexedDB.databases()).find((one) => one.name?.startsWith('muster-outbox-')) ?? {}
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve
    })
  })
  await page.route('**/mutations', (route) => route.abort())
  await add(page, 'In memory alone')
  await page.evaluate(() => Object.assign(window, { still: 'here' }))
  await reload(page).click()
  await expect(onScreen(page, 'Reloads once 1 change')).toBeVisible()
  await page.waitForTimeout(1_000)
  assert.equal(await page.evaluate(() => (window as { still?: string }).still), 'here')
  await page.unroute('**/mutations')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect.poll(() => page.evaluate(() => (window as { still?: string }).still).catch(() => 'here')).toBe(undefined)
  assert.deepEqual(await tasksOnServer(page), ['In memory alone'])
  assert.deepEqual(faults, [])
  await context.close()
})
