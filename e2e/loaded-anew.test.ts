import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, push, register, rows, saved, tasksOnServer } from './people.ts'

const here = oneOfEach()

test('a task that is open and newer than the snapshot stays on the screen, with what is typed, while its space is loaded anew', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block', viewport: { width: 1_280, height: 800 } })
  const { page, faults } = await openPage(context, here.muster.url, /status of 410/)
  await register(page, 'anew@example.test')
  await add(page, 'One')
  await saved(page)
  await rows(page).first().focus()
  await page.keyboard.press('Enter')
  const title = page.getByRole('complementary', { name: 'Task' }).getByLabel('Title')
  await title.fill('One and more')
  let letThrough = () => {}
  const free = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  let [reset, begun, held] = [false, false, 0]
  await page.route('**/snapshot/reach', (route) => {
    begun = true
    return route.continue()
  })
  await page.route('**/changes?since=*', async (route) => {
    if (!reset) {
      reset = true
      return route.fulfill({
        status: 410,
        headers: { 'Content-Type': 'application/problem+json' },
        body: JSON.stringify({ type: 'about:blank', title: 'Gone', status: 410, code: 'sync_reset' }),
      })
    }
    held++
    await free
    return route.continue()
  })
  // From elsewhere, so that something is pulled.
  await page.evaluate(() => Object.assign(window, { seen: [] as (string | undefined)[] }))
  await page.evaluate(() => {
    const { seen } = window as unknown as { seen: (string | undefined)[] }
    const look = () => {
      const now = document.querySelector<HTMLTextAreaElement>('[data-panel-title]')?.value
      if (seen.at(-1) !== now || seen.length === 0) seen.push(now)
      requestAnimationFrame(look)
    }
    look()
  })
  const me = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.id as string)
  const place = { parentId: null, listId: me, sectionId: null, order: 'a9' }
  await push(page, [{ name: 'task.create@1', args: { id: '00000000-0000-7000-8000-000000000009', place, title: 'Elsewhere' } }])
  await expect.poll(() => begun && held > 0).toBe(true)
  await expect(title).toBeFocused()
  await page.keyboard.type(', and still more')
  letThrough()
  await expect(rows(page)).toHaveText([/One/, /Elsewhere/])
  await page.keyboard.press('Enter')
  await saved(page)
  await expect.poll(() => tasksOnServer(page)).toEqual(['Elsewhere', 'One and more, and still more'])
  const seen = await page.evaluate(() => (window as unknown as { seen: (string | undefined)[] }).seen)
  assert.ok(!seen.includes(undefined), seen.join('; '))
  assert.deepEqual(faults, [])
  await context.close()
})
