import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, register, rows } from './people.ts'

const here = oneOfEach()

test('on a phone a press beside a menu or a box closes it, and does nothing to what lies below', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'beside@example.test')
  for (const title of ['One', 'Two']) await add(page, title)
  await page.keyboard.press('Escape')
  const circle = await rows(page).first().getByRole('button', { name: 'Complete One' }).boundingBox()
  assert.ok(circle)
  const middle = [circle.x + circle.width / 2, circle.y + circle.height / 2] as const

  await page.getByRole('button', { name: 'More about this list' }).tap()
  await expect(page.getByRole('menu')).toBeVisible()
  await page.touchscreen.tap(...middle)
  await expect(page.getByRole('menu')).toHaveCount(0)

  await rows(page).first().getByText('One').tap()
  const sheet = page.getByRole('dialog', { name: 'Task' })
  await sheet.getByRole('button', { name: /^Labels:/ }).tap()
  await expect(page.getByRole('dialog', { name: 'Labels' })).toBeVisible()
  await page.touchscreen.tap(200, 30)
  await expect(page.getByRole('dialog', { name: 'Labels' })).toHaveCount(0)
  await expect(sheet).toBeVisible()
  await sheet.getByRole('button', { name: 'Close task' }).tap()

  await expect(rows(page)).toHaveText([/One/, /Two/])
  await expect(page.getByRole('button', { name: 'Complete One' })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone a tap opens a task, and selects it while others are selected', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'taps@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await page.keyboard.press('Escape')
  await rows(page).first().getByRole('button', { name: 'More about One' }).tap()
  await page.getByRole('menuitem', { name: 'Select' }).tap()
  await rows(page).last().getByText('Three').tap()
  await expect(page.locator('[data-id][aria-selected=true]')).toHaveText([/One/, /Three/])
  await rows(page).first().getByText('One').tap()
  await expect(page.locator('[data-id][aria-selected=true]')).toHaveText([/Three/])
  await page.getByRole('button', { name: 'Clear the selection' }).tap()
  await rows(page).last().getByText('Three').tap()
  await expect(page.getByLabel('Task title')).toHaveValue('Three')
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone the first tap on a row does what it does, also where it leaves an empty field that moves the rows', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'moves@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await page.keyboard.press('Escape')
  await rows(page).first().getByRole('button', { name: 'More about One' }).tap()
  await page.getByRole('menuitem', { name: 'Add below' }).tap()
  await expect(page.getByLabel('Add task', { exact: true })).toBeFocused()
  await rows(page).last().getByRole('button', { name: 'More about Three' }).tap()
  await expect(page.getByRole('menu')).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone the drawer closes over what it has led to, also where no link was followed', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'drawer@example.test')
  await page.getByRole('button', { name: 'Lists' }).tap()
  await page.getByRole('button', { name: 'New shared space' }).tap()
  await page.getByRole('dialog').getByLabel('Name').fill('Chess club')
  await page.getByRole('button', { name: 'Make space' }).tap()
  await expect(page.getByRole('heading', { name: 'Chess club', level: 1 })).toBeVisible()
  await expect(page.getByRole('complementary')).toBeHidden()
  assert.deepEqual(faults, [])
  await context.close()
})
