import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, register, rows, saved, tasksOnServer } from './people.ts'

const here = oneOfEach()

/** Keeps back files of code, by what their names begin with, until it is told to let them through. */
const keepBack = async (page: Page, names: string) => {
  let letThrough = () => {}
  const free = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  const asked = new Set<string>()
  await page.route(new RegExp(`/assets/(?:${names})-[^/]*\\.js$`), async (route) => {
    asked.add(/assets\/(.+)-[\w-]{8}\.js/.exec(route.request().url())?.[1] ?? '')
    await free
    await route.continue()
  })
  return { letThrough, asked }
}

test('keys pressed before their code is here are carried out in their order once it is', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'early@example.test')
  for (const title of ['One', 'Two', 'Three']) await add(page, title)
  await saved(page)
  await expect.poll(() => inOutbox(page)).toBe(0)
  const { letThrough, asked } = await keepBack(page, 'later|commands|actions|rules|parts')
  await page.reload()
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  for (const key of ['j', 'j', 'p', '1', 'e', 'q']) await page.keyboard.press(key)
  await page.keyboard.type('Four and five')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Six')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  assert.ok(asked.size > 0)
  letThrough()
  await expect(rows(page)).toHaveText([/One/, /Three/, /Four and five/, /^S$/])
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['Four and five', 'One', 'S', 'Three', 'Two'])
  await page.keyboard.press('Escape')
  assert.deepEqual(faults, [])
  await context.close()
})

test('keys pressed before their code is here mean what had the focus then, also where a click has led it elsewhere since', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'early-click@example.test')
  for (const title of ['One', 'Two', 'Three', 'Four']) await add(page, title)
  await saved(page)
  await expect.poll(() => inOutbox(page)).toBe(0)
  const { letThrough } = await keepBack(page, 'later|commands|actions|rules|parts')
  await page.reload()
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/, /Four/])
  await rows(page).first().focus()
  await page.keyboard.press('Delete')
  await rows(page).filter({ hasText: 'Three' }).click()
  letThrough()
  await expect(rows(page)).toHaveText([/Two/, /Three/, /Four/])
  await expect(page.getByLabel('Task title')).toHaveValue('Three')
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('keys for a view that is on its way wait for it; those that lead elsewhere do not', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'on-its-way@example.test')
  for (const title of ['One', 'Two']) await add(page, title)
  await rows(page).first().focus()
  await page.keyboard.press('s')
  await page.getByRole('button', { name: 'Today' }).click()
  await saved(page)
  await expect.poll(() => inOutbox(page)).toBe(0)
  const { letThrough } = await keepBack(page, 'today')
  await page.reload()
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await page.keyboard.press('g')
  await expect(page.getByText('Go to')).toBeVisible()
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/\/today$/)
  // Kept for Today, and dropped when it is left for the Inbox.
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/\/today$/)
  await page.keyboard.press('j')
  await page.keyboard.press('e')
  const due = page.getByRole('treegrid', { name: 'Tasks due today' }).locator('[data-id]')
  await expect(due).toHaveCount(0)
  letThrough()
  await expect(page.getByText(/Nothing (is )?due/)).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(rows(page)).toHaveText([/Two/])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a kept key that fails when it is carried out holds up none that came after it', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'fails@example.test')
  for (const title of ['One', 'Two']) await add(page, title)
  await saved(page)
  await expect.poll(() => inOutbox(page)).toBe(0)
  const { letThrough } = await keepBack(page, 'later|commands|parts')
  await page.reload()
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await page.evaluate(() => {
    const execCommand = document.execCommand.bind(document)
    document.execCommand = () => {
      document.execCommand = execCommand
      throw new Error('broken on purpose')
    }
  })
  await page.keyboard.press('q')
  await page.keyboard.type('abc')
  letThrough()
  await expect(page.getByLabel('Add task', { exact: true })).toHaveValue('bc')
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveText([/One/, /Two/, /^bc$/])
  await page.keyboard.press('Escape')
  await page.keyboard.press('e')
  await expect(rows(page)).toHaveCount(2)
  assert.deepEqual(
    faults.map((fault) => /broken on purpose/.test(fault)),
    [true],
  )
  await context.close()
})
