import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, register, rows } from './people.ts'

const here = oneOfEach()

const start = async (email: string) => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, email)
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await expect(rows(page)).toHaveCount(3)
  const end = async () => {
    assert.deepEqual(faults, [])
    await context.close()
  }
  return { page, end }
}
/** Fingers on the screen, as the browser's own recognizer of gestures sees them. */
const fingerOf = async (page: Page) => {
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] })
  const on = async (where: Locator) => {
    const box = await where.boundingBox()
    assert.ok(box)
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  return {
    touch,
    on,
    /** Rests on it until it is selected, or for so long. */
    rest: async (where: Locator, ms?: number) => {
      if (ms !== undefined) {
        await touch('touchStart', await on(where))
        await page.waitForTimeout(ms)
        return touch('touchEnd')
      }
      // A page that has just been opened may not feel it yet.
      await expect(async () => {
        await touch('touchStart', await on(where))
        try {
          await expect(where).toHaveAttribute('aria-selected', 'true', { timeout: 5_000 })
        } finally {
          await touch('touchEnd')
        }
      }).toPass()
    },
  }
}
const chosen = (page: Page) => page.locator('[role=treegrid] [aria-selected=true] [data-title]')
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected tasks' })
/** Longer than a press that selects, and than one that opens a menu: ms. */
const longMs = 900

test('on a phone a finger that rests on a row selects it; further taps add and take away, and lifting it opens nothing', async () => {
  const { page, end } = await start('holds@example.test')
  const finger = await fingerOf(page)
  await finger.rest(rows(page).nth(0))
  await expect(bar(page)).toBeVisible()
  await expect(chosen(page)).toHaveText(['One'])
  await rows(page).nth(1).getByText('Two').tap()
  await expect(chosen(page)).toHaveText(['One', 'Two'])
  await rows(page).nth(0).getByText('One').tap()
  await expect(chosen(page)).toHaveText(['Two'])
  // A tap on a circle selects as well: nothing is completed by the way.
  await rows(page).nth(2).getByRole('button', { name: 'Complete Three' }).tap()
  await expect(chosen(page)).toHaveText(['Two', 'Three'])
  // What is selected stays so: it may be dragged from there.
  await finger.rest(rows(page).nth(2), longMs)
  await expect(chosen(page)).toHaveText(['Two', 'Three'])
  await expect(page.getByRole('menu')).toHaveCount(0)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await bar(page).getByRole('button', { name: 'Done' }).tap()
  await expect(rows(page)).toHaveText([/One/])
  // From here on a tap opens again, and a menu is where it was.
  await rows(page).nth(0).getByText('One').tap()
  await expect(page.getByRole('dialog', { name: 'Task' })).toBeVisible()
  await page.getByRole('button', { name: 'Close task' }).tap()
  await rows(page).nth(0).getByRole('button', { name: 'More about One' }).tap()
  await expect(page.getByRole('menuitem', { name: 'Select' })).toBeVisible()
  await end()
})

test('the cross, Escape and going back end a selection, each once, and going back leads nowhere else', async () => {
  const { page, end } = await start('ends@example.test')
  const finger = await fingerOf(page)
  await page.getByRole('link', { name: 'Today' }).tap()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  await page.getByRole('link', { name: 'Inbox' }).tap()
  const select = async () => {
    await finger.rest(rows(page).nth(1))
    await expect(chosen(page)).toHaveText(['Two'])
  }
  await select()
  await page.goBack()
  await expect(bar(page)).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible()
  await select()
  await bar(page).getByRole('button', { name: 'Clear' }).tap()
  await expect(bar(page)).toHaveCount(0)
  await select()
  await page.keyboard.press('Escape')
  await expect(bar(page)).toHaveCount(0)
  // By its menu as well: whoever cannot rest a finger.
  await rows(page).nth(1).getByRole('button', { name: 'More about Two' }).tap()
  await page.getByRole('menuitem', { name: 'Select' }).tap()
  await expect(chosen(page)).toHaveText(['Two'])
  // A task that is opened over it is closed first.
  await rows(page).nth(0).getByRole('button', { name: 'More about One' }).tap()
  await page.getByRole('menuitem', { name: 'Open' }).tap()
  await expect(page.getByRole('dialog', { name: 'Task' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('dialog', { name: 'Task' })).toHaveCount(0)
  await expect(chosen(page)).toHaveText(['Two'])
  await page.goBack()
  await expect(bar(page)).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible()
  // All that selecting added to the history is gone again.
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Today', level: 1 })).toBeVisible()
  await end()
})

test('what a selection added to the history is gone, too, once the page was loaded anew, in it, over it or elsewhere', async () => {
  const { page, end } = await start('anew@example.test')
  const finger = await fingerOf(page)
  const at = (name: string) => expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  const isSelecting = () => page.evaluate(() => Boolean((history.state as { selecting?: boolean } | null)?.selecting))
  const select = async () => {
    await page.getByRole('link', { name: 'Inbox' }).tap()
    await finger.rest(rows(page).nth(1))
    await expect(chosen(page)).toHaveText(['Two'])
    assert.equal(await isSelecting(), true)
  }
  await page.getByRole('link', { name: 'Today' }).tap()
  await at('Today')
  await select()
  await page.reload()
  await expect(rows(page)).toHaveCount(3)
  await expect.poll(isSelecting).toBe(false)
  await page.goBack()
  await at('Today')
  // Under a task that was opened over it.
  await select()
  await rows(page).nth(0).getByRole('button', { name: 'More about One' }).tap()
  await page.getByRole('menuitem', { name: 'Open' }).tap()
  await expect(page.getByRole('dialog', { name: 'Task' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('dialog', { name: 'Task' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('dialog', { name: 'Task' })).toHaveCount(0)
  await expect.poll(isSelecting).toBe(false)
  await page.goBack()
  await at('Today')
  // Left for another view, which was loaded anew.
  await select()
  await page.getByRole('link', { name: 'Today' }).tap()
  await at('Today')
  await page.reload()
  await at('Today')
  await page.goBack()
  await at('Inbox')
  await expect.poll(isSelecting).toBe(false)
  await page.goBack()
  await at('Today')
  // Nor is it come back to by going on.
  await page.goForward()
  await at('Inbox')
  await page.goForward()
  await expect.poll(isSelecting).toBe(false)
  await at('Inbox')
  await end()
})

test('a finger that scrolls, a second finger, and a tap select nothing; a mouse has its menu', async () => {
  const { page, end } = await start('scrolls@example.test')
  const finger = await fingerOf(page)
  const row = rows(page).nth(1)
  const { x, y } = await finger.on(row)
  await finger.touch('touchStart', { x, y })
  for (const by of [8, 20, 40]) await finger.touch('touchMove', { x, y: y - by })
  await page.waitForTimeout(longMs)
  await finger.touch('touchEnd')
  await expect(chosen(page)).toHaveCount(0)
  await finger.touch('touchStart', { x, y })
  await finger.touch('touchStart', { x, y }, { x: x + 60, y: y + 60 })
  await page.waitForTimeout(longMs)
  await finger.touch('touchEnd')
  await expect(chosen(page)).toHaveCount(0)
  await expect(page.getByRole('menu')).toHaveCount(0)
  await row.click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Select' })).toBeVisible()
  await end()
})
