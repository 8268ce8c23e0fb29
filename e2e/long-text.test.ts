import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, onScreen, register, rows, saved } from './people.ts'

const here = oneOfEach()
const long = `${'Too long. '.repeat(50)}End`
const goTo = (page: Page, view: string) =>
  page
    .getByRole('link', { name: new RegExp(`^${view}`) })
    .first()
    .click()
const keptNote = /Too long to save, but kept/

test('a title too long to be saved outlasts its row and its panel, and is offered again', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'long@example.test')
  for (const title of ['One', 'Two']) await add(page, title)
  await saved(page)
  const [field, inPanel] = [page.getByLabel('Title', { exact: true }), page.getByLabel('Task title')]
  const openFirst = async () => {
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
    await expect(inPanel).toBeVisible()
  }

  await rows(page).first().focus()
  await page.keyboard.press('F2')
  await field.fill(long)
  await goTo(page, 'Today')
  await expect(onScreen(page, keptNote)).toBeVisible()
  await page.reload()
  await goTo(page, 'Inbox')
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await rows(page).first().focus()
  await page.keyboard.press('F2')
  await expect(field).toHaveValue(long)
  await field.fill('First')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveText([/First/, /Two/])

  await openFirst()
  await expect(inPanel).toHaveValue('First')
  await inPanel.fill(long)
  await page.getByRole('button', { name: 'Close task' }).click()
  await expect(inPanel).toHaveCount(0)
  await expect(onScreen(page, keptNote)).toBeVisible()
  // Another task is not given it.
  await rows(page).nth(1).focus()
  await page.keyboard.press('Enter')
  await expect(inPanel).toHaveValue('Two')
  await page.getByRole('button', { name: 'Close task' }).click()
  await openFirst()
  await expect(inPanel).toHaveValue(long)
  // The focus is where it was: keys go on to the list.
  await expect(inPanel).not.toBeFocused()
  await inPanel.focus()
  await page.keyboard.press('Escape')
  await expect(inPanel).toHaveValue('First')
  await page.getByRole('button', { name: 'Close task' }).click()
  await openFirst()
  await expect(inPanel).toHaveValue('First')
  await expect(rows(page)).toHaveText([/First/, /Two/])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a name of a section too long to be saved outlasts its view', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'long-section@example.test')
  const field = page.getByLabel('Section name')
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: /section/i }).click()
  await field.fill(long)
  await goTo(page, 'Today')
  await expect(onScreen(page, keptNote)).toBeVisible()
  await goTo(page, 'Inbox')
  await page
    .getByRole('treegrid')
    .getByRole('row')
    .filter({ has: page.getByRole('heading') })
    .focus()
  await page.keyboard.press('F2')
  await expect(field).toHaveValue(long)
  await field.fill('Short')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Short', level: 2 })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})
