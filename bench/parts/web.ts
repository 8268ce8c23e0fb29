import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchWholeBrowser } from '../../e2e/muster.ts'
import { countRenders, quiet, takeDrawn, type Drawn } from '../../e2e/renders.ts'
import { median } from '../measure/median.ts'
import { sqliteIn, startOurs } from '../measure/ours.ts'
import { seedLists } from '../seed/lists.ts'
import { fillControl } from '../web/control.ts'
import { firstPanels } from '../web/first-panel.ts'
import { costOfKeys, markKeys, type Cost } from '../web/main-thread.ts'
import type { Bench, Part } from './part.ts'

const [few, half, whole] = [60, 50_000, 100_000]
const times = 5
const watchedMs = 2_500

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const rows = (page: Page) => page.locator('[role=treegrid] [data-id]')
/** Goes to a list by its line in the sidebar, as people do. */
const goTo = async (page: Page, list: string) => {
  await page.locator(`nav a[href="/list/${list}"]`).click()
  await rows(page).nth(5).waitFor()
  await rest(3_000)
}

const signIn = async (page: Page, url: string) => {
  await page.goto(url)
  await page.getByLabel('E-mail').fill('person0@example.test')
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('All saved', { exact: true }).first().waitFor({ timeout: 180_000 })
  await rest(5_000)
}

/** Heap of a page's main thread without what is garbage: MB. */
const heapOf = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page)
  for (let n = 0; n < 3; n++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 2 ** 20
}

/** By what they look like, the most first. */
const inWords = (drawn: readonly Drawn[]): string =>
  [...Map.groupBy(drawn, ({ what }) => what)]
    .map(([what, some]) => [what, some.reduce((sum, { times: of }) => sum + of, 0)] as const)
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, of]) => `${what} ${of}`)
    .join(', ') || 'nothing'

/** What one priority key draws, and what a change to another list draws. */
const renders = async (bench: Bench, page: Page, list: string) => {
  await goTo(page, list)
  await rows(page).nth(3).focus()
  // A first time brings code that is fetched once.
  await page.keyboard.press('p')
  await page.keyboard.press('2')
  await rest(watchedMs)
  // What comes late is drawn too, and is not the key's: on a busy machine rows came while they were counted.
  await quiet(page)
  await page.keyboard.press('p')
  await rest(500)
  await takeDrawn(page)
  await page.keyboard.press('1')
  await rest(watchedMs)
  const drawn = await takeDrawn(page)
  const rowTimes = drawn.filter(({ what }) => what === 'row').reduce((sum, one) => sum + one.times, 0)
  bench.say(`one priority key draws ${inWords(drawn)}`)
  bench.found({ what: `rows drawn by one priority key, ${await rows(page).count()} in the document`, value: rowTimes, unit: '', goal: { atMost: 3 } })
  // The line of sync says two things: that a change waits, and that it is saved.
  const twice = drawn.filter((one) => !/row$|saved|waiting|^nothing/.test(one.what) && one.times > 1).length
  bench.found({ what: 'other components drawn more than once by it', value: twice, unit: '', goal: { atMost: 0 } })
  bench.found({ what: 'components drawn by it in all', value: drawn.reduce((sum, one) => sum + one.times, 0), unit: '' })
}

/** What a change to another list draws, made in another tab. */
const changesElsewhere = async (bench: Bench, page: Page, other: Page, lists: readonly [string, string]) => {
  await goTo(page, lists[0])
  await goTo(other, lists[1])
  await rows(other).nth(3).focus()
  await quiet(page)
  for (const key of ['p', '3']) await other.keyboard.press(key)
  await rest(watchedMs)
  const drawn = await takeDrawn(page)
  bench.say(`a change to another list draws ${inWords(drawn)}`)
  bench.found({
    what: 'rows drawn by a change to another list',
    value: drawn.filter(({ what }) => what === 'row').reduce((sum, one) => sum + one.times, 0),
    unit: '',
    goal: { atMost: 0 },
  })
}

const middle = (costs: readonly Cost[], of: keyof Cost) => median(costs.map((cost) => cost[of]))

/** Components drawn, the main thread and the heap of the page in Chromium, against a page as plain as one can be. */
export const web: Part = {
  name: 'web',
  about: 'what an edit costs in the browser: what is drawn, the main thread from key to paint, the heap; in lists of 60, 50,000 and 100,000',
  run: async (bench) => {
    bench.say('seeding')
    const place = sqliteIn(join(bench.folder, 'web'))
    const [small = '', middling = '', large = ''] = await seedLists(place, [few, half, whole])
    const server = await startOurs(place)
    const browser = await launchWholeBrowser()
    const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, serviceWorkers: 'block' })
    try {
      await countRenders(context)
      const page = await context.newPage()
      bench.say('signing in, and loading for the first time')
      await signIn(page, server.url)
      await renders(bench, page, small)
      const other = await context.newPage()
      await other.goto(server.url)
      await rest(8_000)
      await changesElsewhere(bench, page, other, [small, middling])
      await other.close()

      bench.say('watching the heap')
      await goTo(page, small)
      const before = await heapOf(page)
      await goTo(page, large)
      const open = await heapOf(page)
      await goTo(page, small)
      const after = await heapOf(page)
      bench.found({ what: 'heap with a list of 100,000 open', value: open, unit: 'MB', note: `${before.toFixed(1)} before` })
      bench.found({ what: 'heap more than before once it was left', value: after - before, unit: 'MB', goal: { atMost: 5 } })

      // Counting is of no concern from here on: it takes time itself.
      const plain = await browser.newContext({ viewport: { width: 1_280, height: 800 } })
      const control = await plain.newPage()
      await fillControl(control, whole, 36)
      await markKeys(control)
      const timed = await page.context().newPage()
      await timed.addInitScript(() => Object.assign(globalThis, { __REACT_DEVTOOLS_GLOBAL_HOOK__: { isDisabled: true } }))
      await page.close()
      await timed.goto(server.url)
      await rest(8_000)
      await markKeys(timed)
      bench.say('opening the first panel of a page load')
      const panels = await firstPanels(browser, context, times, async (fresh) => {
        await fresh.goto(server.url)
        await goTo(fresh, small)
      })
      bench.found({
        what: 'the first panel of a page load, by the clock from key to paint',
        value: middle(panels.ours, 'paintedMs'),
        unit: 'ms',
        goal: { atMost: 80 },
        note: `${middle(panels.ours, 'cpuMs').toFixed(0)} of CPU; a plain page takes ${middle(panels.bare, 'paintedMs').toFixed(0)}, ${middle(panels.bare, 'cpuMs').toFixed(0)} of CPU, for as many elements (${panels.elements})`,
      })
      await control.bringToFront()
      const bare = await costOfKeys(
        browser,
        control,
        Array.from({ length: times }, () => () => control.keyboard.press('1')),
        500,
      )
      bench.found({ what: 'control: a key changes one of 36 plain rows, CPU until painted', value: middle(bare, 'cpuMs'), unit: 'ms' })
      await timed.bringToFront()
      for (const [size, list, goal] of [
        [half, middling, 16],
        [whole, large, 50],
      ] as const) {
        bench.say(`editing in a list of ${size.toLocaleString('en-GB')}`)
        await goTo(timed, list)
        const measure = async (what: string, before: () => Promise<unknown>, give: () => Promise<unknown>) => {
          await before()
          await give()
          await rest(watchedMs)
          const costs: Cost[] = []
          for (let n = 0; n < times; n++) {
            await before()
            const [cost] = (await costOfKeys(browser, timed, [give], watchedMs)).slice(-1)
            if (cost) costs.push(cost)
          }
          const note = `${middle(costs, 'paintedMs').toFixed(0)} by the clock, ${middle(costs, 'allCpuMs').toFixed(0)} with what follows, ${(middle(costs, 'cpuMs') / middle(bare, 'cpuMs')).toFixed(0)} x the control`
          bench.found({
            what: `${what} in a list of ${size.toLocaleString('en-GB')}, CPU until painted`,
            value: middle(costs, 'cpuMs'),
            unit: 'ms',
            goal: { atMost: goal },
            note,
          })
        }
        let turn = 0
        await measure(
          'a priority key',
          async () => {
            await rows(timed).nth(4).focus()
            await timed.keyboard.press('p')
            await rest(300)
          },
          () => timed.keyboard.press(String((turn++ % 4) + 1)),
        )
        await measure(
          'completing',
          () => rows(timed).nth(4).focus(),
          () => timed.keyboard.press('e'),
        )
        let added = 0
        await measure(
          'adding',
          async () => {
            await timed.getByLabel('Add task', { exact: true }).fill(`Another one ${added++}`)
            await rest(300)
          },
          () => timed.keyboard.press('Enter'),
        )
      }
      await timed.close()
      await plain.close()
    } finally {
      await browser.close()
      await server.stop()
    }
  },
}
