import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { push, register, rows, saved } from './people.ts'
import { countRenders, quiet, takeDrawn, type Drawn } from './renders.ts'

const here = oneOfEach()

const tasks = 26
const id = (list: number, n: number) => `00000000-0000-7000-8000-0000000${list}${String(n).padStart(4, '0')}`
const titled = (list: number, n: number) => ({
  name: 'task.create@1',
  args: {
    id: id(list, n),
    place: { parentId: null, listId: id(list, 0), sectionId: null, order: `a${n.toString(36)}` },
    title: `Task ${list} ${n}`,
    due: { date: '2026-03-01', time: '09:00', zone: 'Europe/Berlin' },
  },
})
/** Two lists with as many tasks as a page shows, one of them open. */
const openList = async (page: Page) => {
  const lists = [1, 2].map((n) => ({
    name: 'list.create@1',
    args: { id: id(n, 0), name: `List ${n}`, color: 'blue', emoji: null, folderId: null, order: `a${n}` },
  }))
  const all = [1, 2].flatMap((list) => Array.from({ length: tasks }, (_, n) => titled(list, n + 1)))
  assert.deepEqual(new Set(await push(page, [...lists, ...all])), new Set(['applied']))
  await page.getByRole('link', { name: 'List 1' }).click()
  await expect(rows(page)).toHaveCount(tasks)
  await expect(page.getByRole('link', { name: /List 2/ })).toContainText(String(tasks))
  await saved(page)
}
const rowTimes = (drawn: readonly Drawn[]) => drawn.filter(({ what }) => what === 'row').reduce((sum, { times }) => sum + times, 0)
/** All that is drawn from now on until it is quiet. */
const drawnBy = async (page: Page, act: () => Promise<unknown>): Promise<readonly Drawn[]> => {
  await quiet(page)
  await act()
  const all: Drawn[] = []
  for (let still = 0; still < 3;) {
    await page.waitForTimeout(500)
    const more = await takeDrawn(page)
    all.push(...more)
    still = more.length === 0 ? still + 1 : 0
  }
  return all
}

test('a priority key draws its own row, and nothing else twice; a change to another list draws no row', async () => {
  const context = await here.browser.newContext({ viewport: { width: 1_280, height: 1_000 }, serviceWorkers: 'block' })
  await countRenders(context)
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'renders@example.test')
  await openList(page)
  await rows(page).nth(2).focus()
  // What is fetched for the first key is here from then on, and the toast stands.
  for (const key of ['p', '3']) await page.keyboard.press(key)
  await saved(page)
  const byKey = await drawnBy(page, async () => {
    await page.keyboard.press('p')
    await takeDrawn(page)
    await page.keyboard.press('1')
    await expect(rows(page).nth(2)).toHaveAccessibleName(/urgent/)
    await saved(page)
  })
  const times = Map.groupBy(byKey, ({ what }) => what)
  assert.ok(rowTimes(byKey) > 0 && rowTimes(byKey) <= 3, `${rowTimes(byKey)} rows`)
  for (const [what, some] of times)
    // The line of sync tells two things one after the other; what draws nothing is part of it.
    if (!/row$|saved|waiting|^nothing/.test(what)) assert.deepEqual([what, some.filter((one) => one.times > 1)], [what, []])
  assert.deepEqual(
    [...times.keys()].filter((what) => /treegrid|nav Lists|section|Add task/.test(what)),
    [],
  )
  const elsewhere = await drawnBy(page, async () => {
    const [args] = [{ id: id(2, 1), set: { title: 'Written elsewhere', priority: 2 } }]
    assert.deepEqual(await push(page, [{ name: 'task.update@1', args }, titled(2, 27)]), ['applied', 'applied'])
    await expect(page.getByRole('link', { name: /List 2/ })).toContainText(String(tasks + 1))
  })
  assert.equal(rowTimes(elsewhere), 0)
  assert.deepEqual(faults, [])
  await context.close()
})

test('rows ask for zone and calendar once together, and have no timers of their own', async () => {
  const context = await here.browser.newContext({ viewport: { width: 1_280, height: 1_000 }, serviceWorkers: 'block' })
  await context.addInitScript(() => {
    const counted = { zones: 0, timers: 0 }
    const { setInterval: every } = globalThis
    Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
      apply: (format, self, args) => {
        counted.zones++
        return Reflect.apply(format, self, args) as Intl.DateTimeFormat
      },
    })
    Object.assign(globalThis, {
      counted,
      setInterval: (...args: Parameters<typeof every>) => {
        counted.timers++
        return every(...args)
      },
    })
  })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'zones@example.test')
  await openList(page)
  const { zones, timers } = await page.evaluate(() => (globalThis as unknown as { counted: { zones: number; timers: number } }).counted)
  // One timer of today's, one of what a browser may delete, and so few more; none for each of 26 rows.
  assert.ok(zones < tasks, `the zone was asked for ${zones} times`)
  assert.ok(timers < tasks / 2, `${timers} timers`)
  assert.deepEqual(faults, [])
  await context.close()
})
