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
    // The first thing that the page asks of its storage, asked while it is drawn.
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new Error('broken on purpose')
      },
    })
  })
  await page.goto(muster.url)
  await expect(page.getByRole('heading', { name: 'Something broke here' })).toBeVisible()
  await page.getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('textbox', { name: /e-mail/i })).toBeVisible()
})
