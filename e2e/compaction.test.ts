import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { push, register, rows, saved, stored } from './people.ts'

const here = oneOfEach()

test('changes are worked into what this browser stores: a changed row in its place, a new one behind, one that is gone away', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const first = await openPage(context, here.muster.url)
  await register(first.page, 'compact@example.test')
  const me = await first.page.evaluate(async () => ((await (await fetch('/api/v1/me')).json()) as { user: { id: string } }).user.id)
  const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
  const create = (n: number) => ({
    name: 'task.create@1',
    args: { id: id(n), place: { parentId: null, listId: me, sectionId: null, order: `a${n}` }, title: `Task ${n}` },
  })
  assert.deepEqual(await push(first.page, [create(1), create(2), create(3)]), ['applied', 'applied', 'applied'])
  const state = await context.storageState()
  await context.close()
  await here.muster.kill('SIGTERM')
  await here.muster.restart()
  // Loaded for the first time, all lies in buckets.
  const device = await here.browser.newContext({ serviceWorkers: 'block', storageState: state })
  const { page, faults } = await openPage(device, here.muster.url, madeFaults.cut)
  await expect(rows(page)).toHaveCount(3)
  await saved(page)
  await expect.poll(async () => new Set((await stored(page, me)).titles)).toEqual(new Set(['Task 1', 'Task 2', 'Task 3']))
  const before = await stored(page, me)
  assert.deepEqual(await push(page, [{ name: 'task.update@1', args: { id: id(1), set: { title: 'Another' } } }, create(4)]), ['applied', 'applied'])
  await expect(rows(page)).toHaveText([/Another/, /Task 2/, /Task 3/, /Task 4/])
  await saved(page)
  // As though there were many: what comes next has them worked in.
  await stored(page, me, { overlaid: 4_096 })
  assert.deepEqual(await push(page, [{ name: 'task.update@1', args: { id: id(2), set: { title: 'The second' } } }]), ['applied'])
  await expect.poll(async () => (await stored(page, me)).beside).toEqual([])
  const now = await stored(page, me)
  assert.deepEqual([...new Set(now.titles)], ['Another', 'Task 3', 'Task 4', 'The second'])
  assert.equal(now.titles.filter((title) => title === 'Another').length, before.titles.filter((title) => title === 'Task 1').length)
  // What is stored is whole: it is all that there is without the server.
  await here.muster.kill('SIGTERM')
  const again = await device.newPage()
  await device.route('**/api/**', (route) => route.abort())
  await here.muster.restart()
  await again.goto(here.muster.url)
  await expect(rows(again)).toHaveText([/Another/, /The second/, /Task 3/, /Task 4/])
  assert.deepEqual(faults, [])
  await device.close()
})
