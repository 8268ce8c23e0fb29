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
