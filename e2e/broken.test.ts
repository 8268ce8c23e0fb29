import { test } from 'node:test'
import { expect, oneOfEach } from './muster.ts'

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
