import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, oneOfEach, openPage } from './muster.ts'
import { onScreen, toCreate } from './people.ts'

const here = oneOfEach()

const start = async (context: BrowserContext, email: string, ...titles: readonly string[]) => {
  const opened = await openPage(context, here.muster.url)
  const { page } = opened
  await toCreate(page)
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  for (const title of titles) {
    await page.getByLabel('Add task').fill(title)
    await page.getByLabel('Add task').press('Enter')
  }
  return opened
}
const grid = (page: Page) => page.getByRole('treegrid', { name: /Tasks in/ })
const rows = (page: Page) => grid(page).locator('[data-id]')
const row = (page: Page, title: string) => rows(page).filter({ hasText: title })
const saved = (page: Page) => expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()
const shoot = async (page: Page, name: string) => {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` })
}
const press = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

test('subtasks, sections and order by keyboard alone; a screen reader hears level and place', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'tree@example.test', 'One', 'Two', 'Three')
  await row(page, 'Two').focus()
  await press(page, 'Control+]')
  await expect(row(page, 'Two')).toHaveAttribute('aria-level', '2')
  await expect(row(page, 'One')).toHaveAttribute('aria-expanded', 'true')
  await expect(row(page, 'Two')).toBeFocused()
  await press(page, 'ArrowLeft')
  await expect(row(page, 'One')).toBeFocused()
  await press(page, 'ArrowLeft')
  await expect(rows(page)).toHaveText([/One/, /Three/])
  await press(page, 'ArrowRight', 'ArrowRight')
  await expect(row(page, 'Two')).toBeFocused()
  await press(page, 'Alt+Shift+ArrowLeft')
  await expect(row(page, 'Two')).toHaveAttribute('aria-level', '1')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  await press(page, 'Control+z')
  await expect(row(page, 'Two')).toHaveAttribute('aria-level', '2')
  await press(page, 'Control+z')
  await expect(row(page, 'Two')).toHaveAttribute('aria-level', '1')
  await page.getByRole('button', { name: 'More about this list' }).click()
  await page.getByRole('menuitem', { name: 'Add section' }).click()
  await page.getByLabel('Section name').fill('Later')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Later' })).toBeVisible()
  await row(page, 'Three').focus()
  await press(page, 'Alt+ArrowDown')
  await expect(row(page, 'Three')).toHaveAttribute('aria-level', '2')
  await expect(row(page, 'Three')).toBeFocused()
  await row(page, 'One').focus()
  await press(page, 'Shift+A')
  await expect(page.getByLabel('Add task')).toBeFocused()
  await page.keyboard.type('Zero')
  await press(page, 'Enter')
  await expect(rows(page)).toHaveText([/Zero/, /One/, /Two/, /Three/])
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '6')
  await saved(page)
  await page.reload()
  await expect(rows(page)).toHaveText([/Zero/, /One/, /Two/, /Three/])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await findings(page), [], colorScheme)
    await shoot(page, `sections-${colorScheme}`)
  }
  assert.deepEqual(faults, [])
  await context.close()
})

test('focus after done, delete and move; a completed row stays a beat, struck', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'focus@example.test', 'One', 'Two', 'Three', 'Four')
  await page.getByLabel('Add list').fill('Garden')
  await page.getByLabel('Add list').press('Enter')
  await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible()
  await page.getByRole('link', { name: /^Inbox/ }).click()
  await row(page, 'Two').focus()
  await press(page, 'e')
  await expect(row(page, 'Two').locator('[data-title]')).toHaveCSS('text-decoration-line', 'line-through')
  await expect(row(page, 'Three')).toBeFocused()
  await expect(rows(page)).toHaveText([/One/, /Three/, /Four/])
  await press(page, 'm')
  await page.getByLabel('Move to').fill('gard')
  await press(page, 'Enter')
  await expect(rows(page)).toHaveText([/One/, /Four/])
  await expect(row(page, 'Four')).toBeFocused()
  await press(page, 'Delete')
  await expect(row(page, 'One')).toBeFocused()
  await press(page, 'Shift+E')
  await expect(rows(page)).toHaveCount(0)
  await expect(page.getByLabel('Add task')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: /Garden/ }).click()
  await expect(rows(page)).toHaveText([/Three/])
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('every command works on a selection, and is taken back as one step', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'many@example.test', 'One', 'Two', 'Three', 'Four')
  await row(page, 'One').focus()
  await press(page, 'x', 'Shift+ArrowDown', 'Shift+ArrowDown')
  await expect(grid(page).locator('[aria-selected=true]')).toHaveCount(3)
  await press(page, 'p', '2')
  await expect(grid(page).getByText('Priority: high', { exact: true })).toHaveCount(3)
  await press(page, 'Alt+ArrowDown')
  await expect(rows(page)).toHaveText([/Four/, /One/, /Two/, /Three/])
  await shoot(page, 'selection')
  assert.deepEqual(await findings(page), [])
  await press(page, 'Delete')
  await expect(rows(page)).toHaveText([/Four/])
  await press(page, 'Control+z')
  await expect(rows(page)).toHaveText([/Four/, /One/, /Two/, /Three/])
  await press(page, 'Control+z')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/, /Four/])
  await row(page, 'Two').focus()
  await press(page, 'Control+a')
  await expect(grid(page).locator('[aria-selected=true]')).toHaveCount(4)
  await press(page, 'Escape')
  await expect(grid(page).locator('[aria-selected=true]')).toHaveCount(0)
  await press(page, '?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await press(page, 'Escape')
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('many pasted lines ask once, a draft survives a reload, and a list can be sorted', async () => {
  const context = await here.browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, faults } = await start(context, 'paste@example.test')
  await expect(page.getByRole('button', { name: 'Add the first task' })).toBeVisible()
  await shoot(page, 'empty')
  await page.evaluate(() => navigator.clipboard.writeText('- Pears\n- Apples\n\n- [ ] Quinces'))
  await page.getByRole('button', { name: 'Add the first task' }).click()
  await press(page, 'Control+v')
  await page.getByRole('button', { name: 'Add 3 tasks' }).click()
  await expect(rows(page)).toHaveText([/Pears/, /Apples/, /Quinces/])
  await page.getByLabel('Add task').fill('Half a tho')
  await page.getByRole('button', { name: 'Sort: By hand' }).click()
  await page.getByRole('menuitemradio', { name: 'Title' }).click()
  await expect(rows(page)).toHaveText([/Apples/, /Pears/, /Quinces/])
  await saved(page)
  await page.reload()
  await expect(rows(page)).toHaveText([/Apples/, /Pears/, /Quinces/])
  await expect(page.getByLabel('Add task')).toHaveValue('Half a tho')
  await page.getByRole('button', { name: 'Complete Pears' }).click()
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Show 1 done' }).click()
  await expect(rows(page)).toHaveText([/Apples/, /Quinces/, /Pears/])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a row is dragged to another place, and below another task', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'drag@example.test', 'One', 'Two', 'Three')
  await saved(page)
  const drag = async (title: string, onto: string, dx: number, part: number) => {
    const from = await row(page, title).boundingBox()
    const to = await row(page, onto).boundingBox()
    assert.ok(from && to)
    const x = from.x + 200
    await page.mouse.move(x, from.y + 18)
    await page.mouse.down()
    await page.mouse.move(x + 5, from.y + 22, { steps: 3 })
    await page.mouse.move(x + dx, to.y + to.height * part, { steps: 8 })
    await shoot(page, `drag-${title}`)
    await page.mouse.up()
  }
  await page.mouse.move(400, 100)
  await grid(page).hover()
  await expect(row(page, 'One')).toHaveAttribute('draggable', 'true')
  await drag('Three', 'One', 0, 0.2)
  await expect(rows(page)).toHaveText([/Three/, /One/, /Two/])
  await drag('Two', 'One', 40, 0.9)
  await expect(row(page, 'Two')).toHaveAttribute('aria-level', '2')
  await expect(rows(page)).toHaveText([/Three/, /One/, /Two/])
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('five thousand rows: few are drawn, the focused one stays, and the last is a key away', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await start(context, 'huge@example.test')
  await page.evaluate(async () => {
    const { user, csrfToken } = await (await fetch('/api/v1/me')).json()
    const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
    for (let from = 0; from < 5_000; from += 200) {
      const mutations = Array.from({ length: 200 }, (_, k) => {
        const n = from + k
        const place = { parentId: null, listId: user.id, sectionId: null, order: `a0${n.toString().padStart(5, '0')}V` }
        return { id: uuid(100_000 + n), name: 'task.create@1', args: { id: uuid(n), place, title: `Row ${n}` }, base: 0, clientAt: new Date().toISOString() }
      })
      const reply = await fetch(`/api/v1/spaces/${user.id}/mutations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
        body: JSON.stringify({ for: user.id, mutations }),
      })
      if (!reply.ok) throw new Error(await reply.text())
    }
  })
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '5001')
  assert.ok((await rows(page).count()) < 80)
  await rows(page).first().focus()
  await page.evaluate(() => scrollTo(0, 90_000))
  await expect(row(page, 'Row 2500')).toBeVisible()
  await expect(page.locator('[data-id]:focus')).toContainText('Row 0')
  await press(page, 'j')
  await expect(page.locator('[data-id]:focus')).toContainText('Row 1')
  await expect(page.locator('[data-id]:focus')).toBeInViewport()
  await press(page, 'End')
  await expect(page.locator('[data-id]:focus')).toContainText('Row 4999')
  await expect(page.locator('[data-id]:focus')).toHaveAttribute('aria-rowindex', '5000')
  assert.deepEqual(faults, [])
  await context.close()
})

test('on a phone: every command in a row’s menu, the round button adds, nothing is wider than the screen', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const { page, faults } = await start(context, 'thumb@example.test', 'Something to carry around all day, whatever the length of its title may be', 'Two')
  await page.getByRole('button', { name: 'New task' }).click()
  await expect(page.getByLabel('Add task')).toBeFocused()
  await page.keyboard.type('Three')
  await press(page, 'Enter')
  // Each is offered where it does something.
  const ways = page.getByRole('menuitem', { name: /^(Move up|Move down|Indent|Outdent)/ })
  for (const [title, offered] of [
    ['Something', [/^Move down/]],
    ['Three', [/^Move up/, /^Indent/]],
  ] as const) {
    await page.getByRole('button', { name: `More about ${title}` }).tap()
    await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible()
    await expect(ways).toHaveText([...offered])
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'More about Two' }).tap()
  await expect(ways).toHaveText([/^Move up/, /^Move down/, /^Indent/])
  await shoot(page, 'phone-menu')
  assert.deepEqual(await findings(page), [])
  await page.getByRole('menuitemradio', { name: 'Urgent' }).tap()
  await expect(row(page, 'Two')).toContainText('Priority: urgent')
  await page.getByRole('button', { name: 'More about Two' }).tap()
  await page.getByRole('menuitem', { name: 'Due day' }).tap()
  await page.getByRole('button', { name: /Today/ }).tap()
  await expect(row(page, 'Two')).toContainText('Today')
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await findings(page), [], colorScheme)
    await shoot(page, `phone-${colorScheme}`)
  }
  assert.deepEqual(faults, [])
  await context.close()
})
