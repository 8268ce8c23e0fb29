import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, onScreen, push, register, rows, saved, tasksOnServer } from './people.ts'

const here = oneOfEach()

test('an edit is sent while the space is still loading for the first time, and is there once when all has come', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'loading@example.test')
  await add(page, 'Known before')
  await saved(page)
  const state = await context.storageState()
  await context.close()
  // A server that was just started begins a snapshot anew, with all that is there.
  await here.muster.kill('SIGTERM')
  await here.muster.restart()
  // Another device of the person. The last part of its first load does not come for a while.
  const device = await here.browser.newContext({ serviceWorkers: 'block', storageState: state })
  let held = 0
  let letCome = () => {}
  const mayCome = new Promise<void>((resolve) => {
    letCome = resolve
  })
  await device.route(/\/snapshot\/[^/]+\/notes/, async (route) => {
    held++
    await mayCome
    await route.continue()
  })
  const second = await openPage(device, here.muster.url)
  await expect.poll(() => held).toBeGreaterThan(0)
  await expect(rows(second.page)).toHaveText([/Known before/])
  await add(second.page, 'Written meanwhile')
  await expect.poll(() => tasksOnServer(second.page)).toEqual(['Known before', 'Written meanwhile'])
  letCome()
  await saved(second.page)
  await expect(rows(second.page)).toHaveText([/Known before/, /Written meanwhile/])
  assert.deepEqual([...faults, ...second.faults], [])
  await device.close()
})

test('an edit is in the outbox while what the browser keeps is still being read', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const first = await openPage(context, here.muster.url, madeFaults.cut)
  await register(first.page, 'reading@example.test')
  const club = crypto.randomUUID()
  assert.deepEqual(await push(first.page, [{ name: 'space.create@1', args: { id: club, name: 'Chess club', color: 'green', memberName: 'Somebody' } }]), [
    'applied',
  ])
  await expect(onScreen(first.page, 'Chess club').first()).toBeVisible()
  await saved(first.page)
  await first.page.close()
  // The rows of the other space never come.
  await context.route('**/assets/main-*.js', async (route) => {
    const reply = await route.fetch()
    const hangs = `const { getAllKeys } = IDBObjectStore.prototype
    IDBObjectStore.prototype.getAllKeys = function (...args) {
      const range = args[0]
      if (this.name !== 'buckets' || range?.lower?.[0] !== '${club}') return getAllKeys.apply(this, args)
      const request = getAllKeys.apply(this, args)
      request.addEventListener('success', (event) => event.stopImmediatePropagation())
      return request
    };\n`
    await route.fulfill({ response: reply, body: hangs + (await reply.text()) })
  })
  const { page, faults } = await openPage(context, here.muster.url)
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await add(page, 'Not to be lost')
  await expect.poll(() => inOutbox(page)).toBe(1)
  await context.unroute('**/assets/main-*.js')
  await page.reload()
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['Not to be lost'])
  assert.deepEqual([...first.faults, ...faults], [])
  await context.close()
})
