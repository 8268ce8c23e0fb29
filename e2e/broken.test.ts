import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, register, rows, saved } from './people.ts'

const here = oneOfEach()

test('a page that breaks says so, under the same guards as all others, and goes on after a reload', async () => {
  const page = await (await here.browser.newContext()).newPage()
  await page.addInitScript(() => {
    if (sessionStorage.getItem('broken')) return
    sessionStorage.setItem('broken', 'once')
    // What the page listens to while it is drawn.
    const { addEventListener } = globalThis
    globalThis.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      if (args[0] === 'muster-moved') throw new Error('broken on purpose')
      addEventListener.apply(globalThis, args)
    }
  })
  await page.goto(here.muster.url)
  await expect(page.getByRole('heading', { name: 'Something broke here' })).toBeVisible()
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('textbox', { name: /e-mail/i })).toBeVisible()
})

test('code of the worker that gets lost on its way is fetched again, and what was asked of it is answered; where it never comes the page says so', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'worker@example.test')
  await add(page, 'One')
  await saved(page)
  const code = /\/assets\/main-[^/]*\.js$/
  let lost = 0
  await page.route(code, (route) => (lost++ < 2 ? route.abort() : route.continue()))
  await page.reload()
  await expect(rows(page)).toHaveText([/One/])
  assert.equal(lost, 3)
  await add(page, 'Two')
  await saved(page)
  await page.unroute(code)
  await page.route(code, (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Something broke here' })).toBeVisible()
  await page.unroute(code)
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(rows(page)).toHaveText([/One/, /Two/])
  assert.deepEqual(
    faults.filter((one) => !one.includes('could not be fetched')),
    [],
  )
  await context.close()
})
