import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach } from './muster.ts'
import { add, newcomer, rows } from './people.ts'

const here = oneOfEach()

/** A page whose frames come late, as on a machine that is busy: hands are quicker than it. */
const start = (email: string) =>
  newcomer(here, email, {}, (context) =>
    context.addInitScript(() => {
      const frame = requestAnimationFrame.bind(window)
      let awaited = 0
      Object.assign(window, {
        requestAnimationFrame: (run: FrameRequestCallback) => {
          awaited++
          return frame(() =>
            setTimeout(() => {
              awaited--
              run(performance.now())
            }, 500),
          )
        },
        framesAwaited: () => awaited,
      })
    }),
  )
const allFramesCame = (page: Page) => expect.poll(() => page.evaluate(() => (window as unknown as { framesAwaited: () => number }).framesAwaited())).toBe(0)
const field = (page: Page) => page.getByLabel('Add task', { exact: true })

test('what is typed right after a list was made is its first task, and a name that was left gives the focus back to nobody who went on', async () => {
  const { page, end } = await start('late-lists@example.test')
  await page.getByLabel('Add list').fill('Kitchen')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Bread')
  await expect(field(page)).toHaveValue('Bread')
  await allFramesCame(page)
  await expect(field(page)).toBeFocused()
  const list = page.getByRole('link', { name: /^Kitchen/ })
  await list.focus()
  await page.keyboard.press('F2')
  await page.keyboard.press('Escape')
  await expect(list).toBeFocused()
  await page.keyboard.press('F2')
  await page.keyboard.press('Escape')
  await field(page).focus()
  await page.keyboard.type('!')
  await allFramesCame(page)
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('?')
  await expect(field(page)).toHaveValue('Bread!?')
  await end()
})

test('a task that was closed gives the focus back to its row, but not from who types elsewhere by then', async () => {
  const { page, end } = await start('late-panel@example.test')
  await add(page, 'One')
  await add(page, 'Two')
  const row = rows(page).filter({ hasText: 'Two' })
  const panel = page.getByRole('complementary', { name: 'Task' })
  const openAndClose = async () => {
    await row.focus()
    await page.keyboard.press('Enter')
    await expect(panel).toBeFocused()
    await page.keyboard.press('Escape')
  }
  await openAndClose()
  await expect(panel).toHaveCount(0)
  await allFramesCame(page)
  await expect(row).toBeFocused()
  await openAndClose()
  await page.keyboard.press('q')
  await page.keyboard.type('easy')
  await allFramesCame(page)
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue('easy')
  await expect(rows(page)).toHaveText([/One/, /Two/])
  // Going back closes it, too.
  await row.focus()
  await page.keyboard.press('Enter')
  await expect(panel).toBeFocused()
  await page.goBack()
  await expect(panel).toHaveCount(0)
  await allFramesCame(page)
  await expect(row).toBeFocused()
  await end()
})

test('a task that was added below a row is left by Escape right away, and the page stays where it was', async () => {
  const { page, end } = await start('late-add@example.test')
  await page.setViewportSize({ width: 1280, height: 300 })
  for (let n = 1; n <= 12; n++) await add(page, `Row ${n}`)
  await expect(rows(page)).toHaveCount(12)
  await page.keyboard.press('Escape')
  await allFramesCame(page)
  const row = rows(page).filter({ hasText: /^Row 2$/ })
  await row.focus()
  await page.evaluate(() => scrollTo(0, 0))
  await page.keyboard.press('a')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('Between')
  await page.keyboard.press('Enter')
  await expect(rows(page).filter({ hasText: 'Between' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(row).toBeFocused()
  await allFramesCame(page)
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await end()
})
