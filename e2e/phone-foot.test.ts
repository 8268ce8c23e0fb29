import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { push } from './people.ts'

const here = oneOfEach()
const id = (n: number) => `00000000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`
const cover = async (one: Locator, other: Locator) => {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()]
  assert.ok(a && b)
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

test('on a phone what is told at the foot is told whole, in long words too, and covers nothing for good', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'de-DE' })
  const { page, faults } = await openPage(context, here.muster.url)
  await page.goto(`${here.muster.url}/sign-up`)
  await page.getByLabel('Name').fill('Jemand')
  await page.getByLabel('E-Mail').fill('fuss@example.test')
  await page.getByLabel('Passwort').fill('korrektes Pferd')
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await expect(page.getByRole('heading', { name: 'Eingang', level: 1 })).toBeVisible()
  const inbox: string = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.id)
  const create = (n: number, parentId: string | null, title: string) => ({
    name: 'task.create@1',
    args: { id: id(n), place: { parentId, listId: parentId === null ? inbox : null, sectionId: null, order: `a${n}` }, title },
  })
  await push(page, [create(1, null, 'Umzug'), ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => create(n, id(1), `Schritt ${n}`))])
  const row = page.locator('[role=treegrid] [data-id]')
  await expect(row).toHaveCount(9)
  const toast = page.locator('.toast')
  const told = toast.getByRole('status')
  const whole = () => told.evaluate((element) => element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight)

  await row.last().getByRole('button', { name: 'Schritt 9 erledigen' }).tap()
  await toast.getByRole('button', { name: 'Rückgängig' }).tap()
  await expect(told).toHaveText('Rückgängig: Erledigt')
  assert.ok(await whole())

  // In the sheet of a task it can be scrolled clear of the last field.
  await row.first().getByText('Umzug').tap()
  await expect(page.getByLabel('Titel der Aufgabe')).toHaveValue('Umzug')
  await page.getByRole('button', { name: 'Teilaufgabe Schritt 2 erledigen' }).tap()
  await expect(told).toHaveText('Erledigt')
  const last = page.getByLabel('Teilaufgabe hinzufügen')
  await last.evaluate((element) => element.scrollIntoView({ block: 'end' }))
  assert.equal(await cover(toast, last), false)
  assert.ok(await page.evaluate(() => document.querySelector('.toast') !== null))
  await page.getByRole('button', { name: 'Aufgabe schließen' }).tap()

  // What can be done with a selection is one line, with the way out before it where it needs a second.
  await row.first().getByRole('button', { name: 'Mehr zu Umzug' }).tap()
  await page.getByRole('menuitem', { name: 'Auswählen' }).tap()
  const bar = page.getByRole('toolbar', { name: 'Ausgewählte Aufgaben' })
  const tops = new Set(
    await Promise.all(
      ['Erledigt', 'Fällig', 'Priorität', 'Etiketten', 'Verschieben', 'Löschen'].map(
        async (name) => (await bar.getByRole('button', { name }).boundingBox())?.y,
      ),
    ),
  )
  assert.equal(tops.size, 1)
  for (const button of await bar.getByRole('button').all()) {
    const box = await button.boundingBox()
    assert.ok(box && box.width >= 44 && box.height >= 44, `${await button.textContent()}: ${box?.width} x ${box?.height}`)
  }
  assert.deepEqual(faults, [])
  await context.close()
})
