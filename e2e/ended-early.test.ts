import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, onScreen, register, rename, rows, saved, signIn, tasksOnServer } from './people.ts'

const here = oneOfEach()

/** Pages whose worker hears of no change while `deaf` is set: as though each ended before it came to it. */
const start = async (email: string) => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  await context.addInitScript(() => {
    const { Worker } = globalThis
    globalThis.Worker = class extends Worker {
      override postMessage(message: unknown) {
        if (!sessionStorage.getItem('deaf') || (message as { do?: string }).do !== 'add') super.postMessage(message)
      }
    }
  })
  const opened = await openPage(context, here.muster.url)
  await register(opened.page, email)
  await add(opened.page, 'One')
  await saved(opened.page)
  return { context, ...opened }
}
const deaf = (page: Page, is: boolean) => page.evaluate((now) => (now ? sessionStorage.setItem('deaf', 'yes') : sessionStorage.removeItem('deaf')), is)
const written = (page: Page) => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('/unstored-')))

test('what was done right before a page ended, and its worker had not heard of yet, is done all the same', async () => {
  const { context, page, faults } = await start('ended@example.test')
  await deaf(page, true)
  await add(page, 'Two')
  await rename(page, 'One', 'First')
  await expect(rows(page)).toHaveText([/First/, /Two/])
  assert.equal(await inOutbox(page), 0)
  await deaf(page, false)
  await page.reload()
  await expect(rows(page)).toHaveText([/First/, /Two/])
  await saved(page)
  await expect.poll(() => tasksOnServer(page)).toEqual(['First', 'Two'])
  await expect.poll(() => written(page)).toEqual([])
  assert.deepEqual(faults, [])
  await context.close()
})

test('what was stored and sent after all is not done twice', async () => {
  const { context, page, faults } = await start('twice@example.test')
  await deaf(page, true)
  await add(page, 'Two')
  await rename(page, 'Two', 'Second')
  const left = await written(page)
  assert.ok(left.length > 0)
  await deaf(page, false)
  await page.reload()
  await saved(page)
  await expect.poll(() => tasksOnServer(page)).toEqual(['One', 'Second'])
  await rename(page, 'Second', 'Third')
  await saved(page)
  await expect.poll(() => inOutbox(page)).toBe(0)
  await page.evaluate((all) => all.forEach(([key, text]) => localStorage.setItem(key, text)), left)
  await page.reload()
  await saved(page)
  await expect.poll(() => written(page)).toEqual([])
  await expect(rows(page)).toHaveText([/One/, /Third/])
  await expect.poll(() => tasksOnServer(page)).toEqual(['One', 'Third'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('who signs out while notes are being written is signed out once they are saved, and asked nothing', async () => {
  const { context, page, faults } = await start('writes@example.test')
  await rows(page).first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add notes …' }).click()
  await page.getByLabel('Notes', { exact: true }).fill('To the last word')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  await signIn(page, 'writes@example.test')
  await rows(page).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('To the last word')).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})

for (const late of ['commands', 'rules'])
  test(`what was added before the ${late} had come is added all the same, in its order, by the next page of the tab`, async () => {
    const { context, page, faults } = await start(`early-${late}@example.test`)
    const code = new RegExp(`/assets/${late}-[^/]*\\.js$`)
    let came = false
    await page.route(code, (route) => (came ? route.continue() : undefined))
    await page.reload()
    await expect(rows(page)).toHaveText([/One/])
    await add(page, 'Two')
    await add(page, 'Three')
    await expect(page.getByLabel('Add task', { exact: true })).toHaveValue('')
    if (late === 'commands') {
      // Nothing is saved of it yet, and where no tasks are shown it is not forgotten.
      await expect(onScreen(page, '2 changes waiting', { exact: true })).toBeVisible()
      await page.goto(`${here.muster.url}/settings`)
      await expect(onScreen(page, '2 changes waiting', { exact: true })).toBeVisible()
      await page.getByRole('button', { name: 'Sign out' }).first().click()
      await expect(page.getByRole('dialog')).toContainText('Three')
      await page.goto(here.muster.url)
    }
    came = true
    await page.reload()
    await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
    await saved(page)
    await page.reload()
    await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
    await expect.poll(() => tasksOnServer(page)).toEqual(['One', 'Three', 'Two'])
    assert.deepEqual(faults, [])
    await context.close()
  })

/** Loads a page anew whose commands do not come. */
const heldBack = async (page: Page) => {
  await page.route(/\/assets\/commands-[^/]*\.js$/, () => undefined)
  await page.reload()
  await expect(rows(page)).toHaveText([/One/])
}
const added = (page: Page) => page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('/added-')))

test('what was added before its code had come is not lost with its tab, and comes once, whoever adds it', async () => {
  const { context, page, faults } = await start('closed@example.test')
  await heldBack(page)
  await add(page, 'Two')
  await expect(page.getByLabel('Add task', { exact: true })).toHaveValue('')
  const left = await added(page)
  // It goes on beside, and its code comes only after the other one has added it.
  const next = await openPage(context, here.muster.url)
  await expect(rows(next.page)).toHaveText([/One/, /Two/])
  await saved(next.page)
  await expect(rows(page)).toHaveText([/One/, /Two/])
  await page.close()
  // As though the page had ended between adding it and forgetting that it is to be added.
  await next.page.evaluate((all) => all.forEach(([key, text]) => localStorage.setItem(key, text)), left)
  await next.page.reload()
  await expect.poll(() => added(next.page)).toEqual([])
  await saved(next.page)
  await expect(rows(next.page)).toHaveText([/One/, /Two/])
  assert.deepEqual(await tasksOnServer(next.page), ['One', 'Two'])
  assert.deepEqual([...faults, ...next.faults], [])
  await context.close()
})

test('a page whose code comes after another one has added what it was to add does not add it again', async () => {
  const { context, page, faults } = await start('late-code@example.test')
  let letThrough = () => {}
  const free = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/\/assets\/commands-[^/]*\.js$/, (route) => free.then(() => route.continue()))
  await page.reload()
  await expect(rows(page)).toHaveText([/One/])
  await add(page, 'Two')
  const next = await openPage(context, here.muster.url)
  await expect(rows(next.page)).toHaveText([/One/, /Two/])
  await saved(next.page)
  letThrough()
  await add(page, 'Three')
  await expect(rows(page)).toHaveText([/One/, /Two/, /Three/])
  await saved(page)
  await expect.poll(() => tasksOnServer(page)).toEqual(['One', 'Three', 'Two'])
  assert.deepEqual([...faults, ...next.faults], [])
  await context.close()
})

test('who signs out before what they added has been done is told what would be lost', async () => {
  const { context, page, faults } = await start('unadded@example.test')
  await heldBack(page)
  await add(page, 'Buy tea')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('dialog').getByText('Buy tea')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out all the same' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('/added-'))), [])
  assert.deepEqual(faults, [])
  await context.close()
})

for (const late of ['commands', 'rules'])
  test(`what was completed before the ${late} had come stands as done at once, waits, outlasts the page, and is done once`, async () => {
    const { context, page, faults } = await start(`circle-${late}@example.test`)
    await add(page, 'Two')
    await saved(page)
    await expect.poll(() => inOutbox(page)).toBe(0)
    let came = false
    await page.route(new RegExp(`/assets/${late}-[^/]*\\.js$`), (route) => (came ? route.continue() : undefined))
    await deaf(page, true)
    await page.reload()
    await expect(rows(page)).toHaveText([/One/, /Two/])
    await rows(page).first().getByRole('button', { name: 'Complete One' }).click()
    await expect(rows(page).first().locator('[data-title]')).toHaveCSS('text-decoration-line', 'line-through')
    await expect(rows(page)).toHaveText([/Two/])
    if (late === 'commands') await expect(onScreen(page, '1 change waiting', { exact: true })).toBeVisible()
    assert.equal((await written(page)).length, 1)
    await deaf(page, false)
    came = true
    await page.reload()
    await expect(rows(page)).toHaveText([/Two/])
    await saved(page)
    await expect.poll(() => written(page)).toEqual([])
    assert.deepEqual(faults, [])
    const me = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.id as string)
    await context.close()
    const done = (await here.muster.journal(me)).map(({ name }) => name).filter((name) => name.startsWith('task.'))
    assert.deepEqual(done, ['task.create@1', 'task.create@1', 'task.update@1'])
  })

test('what was completed before the commands had come can be taken back once they have', async () => {
  const { context, page, faults } = await start('taken-back@example.test')
  let letThrough = () => {}
  const free = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/\/assets\/commands-[^/]*\.js$/, (route) => free.then(() => route.continue()))
  await page.reload()
  await rows(page).first().getByRole('button', { name: 'Complete One' }).click()
  await expect(rows(page)).toHaveCount(0)
  letThrough()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows(page)).toHaveText([/One/])
  await saved(page)
  assert.deepEqual(faults, [])
  await context.close()
})
