import { after, before, test } from 'node:test'
import type { Browser } from '@playwright/test'
import { expect, launchBrowser, startMuster } from './muster.ts'

let muster: Awaited<ReturnType<typeof startMuster>>
let browser: Browser
before(async () => {
  muster = await startMuster()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await muster?.stop()
})

test('a page that breaks says so, under the same guards as all others, and goes on after a reload', async () => {
  const page = await (await browser.newContext()).newPage()
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
  await page.goto(muster.url)
  await expect(page.getByRole('heading', { name: 'Something broke here' })).toBeVisible()
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('textbox', { name: /e-mail/i })).toBeVisible()
})
