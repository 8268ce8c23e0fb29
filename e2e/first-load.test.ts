import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, register, rows, saved } from './people.ts'

const dist = join(import.meta.dirname, '../apps/web/dist')
const here = oneOfEach()

interface Load {
  readonly usableAt: number
  /** The scripts that were asked for by then. */
  readonly scripts: readonly string[]
}

/** What a page asks for until there are rows, and a field to write another. */
const load = async (context: BrowserContext): Promise<Load> => {
  const page = await context.newPage()
  await page.addInitScript(() => {
    // What a page fetches once it has come to rest is left out, however slow the machine is.
    Object.assign(window, { requestIdleCallback: () => 0 })
    new MutationObserver((_changes, watch) => {
      if (!document.querySelector('[role=treegrid] [data-id]') || !document.querySelector('[aria-label="Add task"]')) return
      watch.disconnect()
      Object.assign(window, { usableAt: performance.now() })
    }).observe(document, { subtree: true, childList: true })
  })
  await page.goto(here.muster.url)
  await expect(rows(page)).toHaveCount(3)
  const told = await page.evaluate(() => {
    const { usableAt } = window as unknown as { usableAt: number }
    const asked = performance.getEntriesByType('resource').filter(({ name, startTime }) => new URL(name).pathname.endsWith('.js') && startTime <= usableAt)
    return { usableAt, scripts: asked.map(({ name }) => new URL(name).pathname) }
  })
  await page.close()
  return told
}
const zipped = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length
const isWorker = (path: string) => /\/main-[\w-]+\.js$/.test(path)

/** Of some loads the quickest: what a page fetches when it has time comes later than the list only where the machine is not too slow. */
const quickest = async (context: BrowserContext) => {
  const all: Load[] = []
  for (let n = 0; n < 4; n++) all.push(await load(context))
  return all.toSorted((a, b) => a.usableAt - b.usableAt)[0] as Load
}

test('until the list can be used a browser fetches 100 kB of script and 12 kB of worker, imports that come later counted', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'first-load@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await saved(page)
  const { scripts, usableAt } = await quickest(context)
  const workers = scripts.filter(isWorker)
  const others = scripts.filter((path) => !isWorker(path))
  assert.ok(others.some((path) => path.includes('/react-')) && workers.length === 1, 'the scripts were found')
  const sizes = new Map(others.map((path) => [path, zipped(path)]))
  const sum = [...sizes.values()].reduce((total, size) => total + size, 0)
  console.log(`${sum} bytes of script in ${others.length} files, ${zipped(workers[0] ?? '')} of worker; usable after ${Math.round(usableAt)} ms`)
  assert.ok(sum <= 100_000, `${sum} bytes of script: ${[...sizes].map(([path, size]) => `${path} ${size}`).join(', ')}`)
  assert.ok(zipped(workers[0] ?? '') <= 12_000, workers[0])
  assert.deepEqual(faults, [])
  await context.close()
})

/** Keeps back files of code, by how their names begin, until what comes back is called; and what code the page asked for so far, by name. */
const keepBack = async (page: Page, held: RegExp) => {
  let letThrough = () => {}
  const free = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  const asked: string[] = []
  await page.route(/\/assets\/[^/]*\.js$/, async (route) => {
    const name = /\/assets\/(.+)-[\w-]{8}\.js$/.exec(route.request().url())?.[1] ?? ''
    asked.push(name)
    if (held.test(name)) await free
    await route.continue()
  })
  return { asked, letThrough }
}
const forLater = /^(?:open-task|today|trash|settings|space-page|list-menu)$/
/** Longer than a page waits before it fetches what it does without: ms. */
const longMs = 4_000

test('what a page does without is not asked for before it shows what it was opened for, however slow the line is', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  const first = await keepBack(page, /^sign-in$/)
  await page.goto(here.muster.url)
  await expect.poll(() => first.asked.includes('sign-in')).toBe(true)
  await page.waitForTimeout(longMs)
  assert.deepEqual(
    first.asked.filter((name) => forLater.test(name)),
    [],
  )
  first.letThrough()
  await register(page, 'slow-line@example.test')
  await expect.poll(() => first.asked.includes('open-task')).toBe(true)
  await add(page, 'One')
  await saved(page)
  await page.unroute(/\/assets\/[^/]*\.js$/)
  const second = await keepBack(page, /^main$/)
  await page.reload()
  await expect.poll(() => second.asked.includes('main')).toBe(true)
  await page.waitForTimeout(longMs)
  assert.deepEqual(
    second.asked.filter((name) => forLater.test(name)),
    [],
  )
  second.letThrough()
  await expect(rows(page)).toHaveCount(1)
  await expect.poll(() => second.asked.includes('open-task')).toBe(true)
  await context.close()
})
