import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, onScreen, register, rows, tasksOnServer } from './people.ts'

const here = oneOfEach()
const language = (page: Page) => page.locator('html').getAttribute('lang')

test('a language that is chosen is spoken at once, after a reload and at another device, and can be taken back', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'sprache@example.test')
  await page.goto(`${here.muster.url}/settings`)
  await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible()
  // On a busy machine what hears keys is drawn later than the rest.
  await page.evaluate(() => Object.assign(window, { requestIdleCallback: (work: () => void) => setTimeout(work, 1_000) }))
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
  assert.deepEqual(await findings(page), [])

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

test('in German from the list to a day and back: added, dated by words, opened, done and taken back; no screen has faults', async () => {
  const context = await here.browser.newContext({ locale: 'de-DE' })
  const { page, faults } = await openPage(context, here.muster.url)
  const sound = async () => assert.deepEqual(await findings(page), [])
  await page.goto(`${here.muster.url}/sign-up`)
  await page.getByLabel('Name').fill('Jemand')
  await page.getByLabel('E-Mail').fill('reise@example.test')
  await page.getByLabel('Passwort').fill('korrektes Pferd')
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await expect(page.getByRole('heading', { name: 'Eingang', level: 1 })).toBeVisible()

  const field = page.getByLabel('Aufgabe hinzufügen', { exact: true })
  for (const title of ['Brot kaufen', 'Blumen gießen']) {
    await field.fill(title)
    await field.press('Enter')
  }
  const row = (title: string) => page.getByRole('treegrid', { name: 'Aufgaben in Eingang' }).getByRole('row', { name: title })
  await expect(onScreen(page, 'Alles gespeichert', { exact: true })).toBeVisible()
  await sound()

  await row('Brot kaufen').focus()
  await page.keyboard.press('s')
  const box = page.getByRole('dialog', { name: 'Fälligkeit' })
  await box.getByLabel('Datum', { exact: true }).fill('morgen um 9 Uhr')
  await expect(box.getByText(/, 09:00$/)).toBeVisible()
  await sound()
  await page.keyboard.press('Enter')
  await expect(row('Brot kaufen')).toHaveAccessibleName('Brot kaufen, Fällig: Morgen 09:00')
  await expect(onScreen(page, 'Fälligkeit gesetzt', { exact: true })).toBeVisible()

  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Titel der Aufgabe')).toHaveValue('Brot kaufen')
  const panel = page.getByRole('complementary', { name: 'Aufgabe' })
  await expect(panel.getByRole('button', { name: 'Fälligkeit: Morgen 09:00' })).toBeVisible()
  await panel.getByRole('button', { name: 'Priorität: Keine' }).click()
  await page.getByRole('menuitemradio', { name: 'Dringend' }).click()
  await expect(onScreen(page, 'Priorität geändert', { exact: true })).toBeVisible()
  await sound()
  await page.getByRole('button', { name: 'Aufgabe schließen' }).click()

  await row('Blumen gießen').focus()
  await page.keyboard.press('e')
  await expect(onScreen(page, 'Erledigt', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Rückgängig', exact: true }).click()
  await expect(onScreen(page, 'Rückgängig: Erledigt', { exact: true })).toBeVisible()
  await expect(row('Blumen gießen')).toHaveAccessibleName('Blumen gießen')

  await page.getByRole('link', { name: 'Heute' }).click()
  await expect(onScreen(page, /^Heute ist nichts fällig/)).toBeVisible()
  await page.getByPlaceholder('Aufgabe für heute hinzufügen').fill('Anrufen')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('treegrid', { name: 'Heute fällige Aufgaben' }).getByRole('row', { name: 'Anrufen, Fällig: Heute' })).toBeVisible()
  await sound()
  // What is left in English would be read in German.
  assert.doesNotMatch(await page.locator('body').innerText(), /\b(?:the|task|list|done|due|today)\b/i)
  assert.deepEqual(faults, [])
  await context.close()
})

test('texts that are two fifths longer, and from right to left, fit into a phone', async () => {
  for (const tag of ['en-XA', 'en-XB']) {
    const context = await here.browser.newContext({ viewport: { width: 360, height: 740 } })
    const { page, faults } = await openPage(context, here.muster.url)
    await register(page, `${tag.toLowerCase()}@example.test`)
    await add(page, 'One')
    await expect(rows(page)).toHaveText([/One/])
    await expect.poll(() => tasksOnServer(page)).toEqual(['One'])
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
    // What lies over a list.
    await page.goto(here.muster.url)
    const row = page.locator('[role=treegrid] [data-id]')
    for (const [key, what] of [
      ['x', '[role=toolbar]'],
      ['s', '[role=dialog]'],
      ['l', '[role=dialog]'],
      ['Shift+F10', '[role=menu]'],
      ['Enter', '.panel'],
    ] as const) {
      await row.focus()
      await page.keyboard.press(key)
      await expect(page.locator(what)).toBeVisible()
      const cut = await page.locator(`${what} :is(button, input, [role=menuitem], dt, h2)`).evaluateAll((all) =>
        all.flatMap((one) => {
          const { left, right, width } = one.getBoundingClientRect()
          return width > 0 && (left < -1 || right > innerWidth + 1) ? [one.outerHTML.slice(0, 120)] : []
        }),
      )
      assert.deepEqual(cut, [], `${tag}: ${key}`)
      await page.keyboard.press('Escape')
      await expect(page.locator(what)).toBeHidden()
    }
    assert.deepEqual(faults, [])
    await context.close()
  }
})
