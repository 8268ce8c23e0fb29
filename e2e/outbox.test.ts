import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { expect, oneOfEach } from './muster.ts'
import { add, goOffline, newcomer, rows, saved } from './people.ts'

const here = oneOfEach()

test('the line that tells of sync opens what waits: each change in words, why it waits, and what there is to do', async () => {
  const { page, end } = await newcomer(here, 'outbox@example.test', { serviceWorkers: 'allow' })
  await add(page, 'Bread')
  await saved(page)
  const line = page.getByRole('button', { name: 'All saved', exact: true })
  await line.click()
  const calm = page.getByRole('dialog', { name: 'All saved' })
  await expect(calm).toContainText('The server has all that you did here.')
  await expect(calm.getByRole('listitem')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(calm).toHaveCount(0)
  await expect(line).toBeFocused()

  await goOffline(page)
  await rows(page).first().focus()
  await page.keyboard.press('p')
  await page.keyboard.press('1')
  await rows(page).first().getByRole('button', { name: 'Complete Bread' }).click()
  await add(page, 'Milk')
  const waiting = page.getByRole('button', { name: '3 changes waiting, offline' })
  await waiting.focus()
  await page.keyboard.press('Enter')
  const box = page.getByRole('dialog', { name: '3 changes waiting, offline' })
  await expect(box).toContainText('There is no connection to the server.')
  await expect(box.getByRole('listitem')).toHaveText(['Change the priority of task “Bread”', 'Complete task “Bread”', 'Add task “Milk”'])
  const file = page.waitForEvent('download')
  await box.getByRole('button', { name: 'Save as a file' }).click()
  const { changes } = JSON.parse(readFileSync(await (await file).path(), 'utf8')) as { changes: { words: string }[] }
  expect(changes.map(({ words }) => words)).toContain('Add task “Milk”')

  // It goes on telling the truth while it is open.
  await page.context().setOffline(false)
  const after = page.getByRole('dialog', { name: 'All saved' })
  await expect(after).toContainText('The server has all that you did here.')
  await expect(after.getByRole('listitem')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(line).toBeFocused()
  await end()
})

test('on a phone it is two presses away, and told in German', async () => {
  const { page, end } = await newcomer(here, 'ausgang@example.test', { serviceWorkers: 'allow', viewport: { width: 390, height: 844 }, hasTouch: true })
  await page.goto(`${here.muster.url}/settings`)
  await page.getByLabel('Language').selectOption('de')
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible()
  await page.getByRole('link', { name: 'Eingang' }).last().tap()
  await goOffline(page)
  const field = page.getByLabel('Aufgabe hinzufügen', { exact: true })
  await field.fill('Brot')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Offline' }).tap()
  await page.getByRole('button', { name: '1 Änderung wartet, offline' }).tap()
  const box = page.getByRole('dialog', { name: '1 Änderung wartet, offline' })
  await expect(box).toContainText('Es gibt keine Verbindung zum Server.')
  await expect(box.getByRole('listitem')).toHaveText(['Aufgabe „Brot“ hinzufügen'])
  const at = await box.boundingBox()
  expect(at && at.x >= 0 && at.x + at.width <= 390 && at.y + at.height <= 844).toBe(true)
  await page.keyboard.press('Escape')
  await expect(box).toHaveCount(0)
  await end()
})
