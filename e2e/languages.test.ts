import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { onScreen, register } from './people.ts'

const here = oneOfEach()
const language = (page: Page) => page.locator('html').getAttribute('lang')

test('a language that is chosen is spoken at once, after a reload and at another device, and can be taken back', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'sprache@example.test')
  await page.goto(`${here.muster.url}/settings`)
  await page.getByLabel('Language').selectOption('Deutsch')
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
  assert.equal(await language(page), 'de')
  const trash = page.getByRole('link', { name: 'Papierkorb' })
  await expect(trash).toBeVisible()
  // All is drawn anew, and keys reach what is drawn now.
  for (const shows of [false, true]) {
    await page.keyboard.press('Control+\\')
    await expect(trash).toBeVisible({ visible: shows })
  }
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
  assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, [])

  const other = await here.browser.newContext()
  const device = await openPage(other, here.muster.url)
  await device.page.getByLabel('E-mail').fill('sprache@example.test')
  await device.page.getByLabel('Password').fill('correct horse')
  await device.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(device.page.getByRole('link', { name: 'Papierkorb' })).toBeVisible()

  await page.keyboard.press('Control+z')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect(device.page.getByRole('link', { name: 'Trash' })).toBeVisible()
  assert.deepEqual([...faults, ...device.faults], [])
  await context.close()
  await other.close()
})

test('who has chosen nothing is spoken to as the device speaks, and a problem is told in that language', async () => {
  const context = await here.browser.newContext({ locale: 'de-AT' })
  const { page } = await openPage(context, here.muster.url, /status of 401/)
  await expect(page.getByRole('heading', { name: 'Bei Muster anmelden' })).toBeVisible()
  await page.getByLabel('E-Mail').fill('niemand@example.test')
  await page.getByLabel('Passwort').fill('falsches Pferd')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await expect(onScreen(page, 'E-Mail oder Passwort ist falsch.')).toBeVisible()
  await context.close()
})

test('texts that are two fifths longer, and from right to left, fit into a phone', async () => {
  for (const tag of ['en-XA', 'en-XB']) {
    const context = await here.browser.newContext({ viewport: { width: 360, height: 740 } })
    const { page, faults } = await openPage(context, here.muster.url)
    await register(page, `${tag.toLowerCase()}@example.test`)
    await page.evaluate((one) => localStorage.setItem('muster-language', one), tag)
    for (const path of ['/', '/settings', '/trash', '/today']) {
      await page.goto(here.muster.url + path)
      await expect(page.locator('#view-title')).toBeVisible()
      assert.equal(await language(page), tag)
      const { wide, over } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        over: [...document.querySelectorAll<HTMLElement>('main *')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(one).overflow === 'visible')
          .map((one) => one.outerHTML.slice(0, 120)),
      }))
      assert.ok(wide <= 360, `${tag} ${path} is ${wide} wide: ${over.join('\n')}`)
    }
    assert.deepEqual(faults, [])
    await context.close()
  }
})
