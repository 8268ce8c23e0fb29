import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, push, register, rows } from './people.ts'

const here = oneOfEach()
const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`
const short = '# Heading\n\n- one\n- two\n- three\n\nA paragraph that does not fit into one line of a panel.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n'
const texts = [short, short.repeat(10), '']

for (const [width, height] of [
  [1_280, 800],
  [390, 844],
] as const)
  for (const [n, text] of texts.entries())
    test(`the first panel of a page load, with notes of ${text.length} characters, ${width} px wide: nothing on the page moves when they come`, async () => {
      const context = await here.browser.newContext({ viewport: { width, height }, serviceWorkers: 'block' })
      await context.addInitScript(() => {
        const moved: string[] = []
        // Also what moves just after a key, which browsers do not count against a page.
        new PerformanceObserver((list) => {
          for (const { sources } of list.getEntries() as unknown as { sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] }[])
            for (const { node, previousRect, currentRect } of sources)
              moved.push(`${node?.textContent?.slice(0, 30)}: from ${previousRect.y} to ${currentRect.y}`)
        }).observe({ type: 'layout-shift' })
        Object.assign(globalThis, { moved })
      })
      const { page, faults } = await openPage(context, here.muster.url)
      await register(page, `panel-${width}-${n}@example.test`)
      const inbox: string = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.id)
      const place = (parentId: string | null, order: string) => ({ parentId, listId: parentId === null ? inbox : null, sectionId: null, order })
      const sent = await push(page, [
        { name: 'task.create@1', args: { id: id(1), place: place(null, 'a0'), title: 'With notes' } },
        { name: 'task.create@1', args: { id: id(2), place: place(id(1), 'a0'), title: 'Below it' } },
        ...(text === '' ? [] : [{ name: 'notes.set@1', args: { taskId: id(1), base: '', text } }]),
      ])
      assert.deepEqual(new Set(sent), new Set(['applied']))
      await expect(rows(page)).toHaveCount(2)
      await expect.poll(() => inOutbox(page)).toBe(0)
      await page.reload()
      await expect(rows(page)).toHaveCount(2)
      await rows(page).first().focus()
      await expect.poll(() => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/rendered-notes-')))).toBe(true)
      await page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved.splice(0))
      await page.keyboard.press('Enter')
      await expect(page.getByLabel('Task title')).toHaveValue('With notes')
      if (text === '') await expect(page.getByRole('button', { name: 'Add notes …' })).toBeVisible()
      else await expect(page.getByRole('heading', { name: 'Heading' }).first()).toBeVisible()
      await expect(page.getByRole('button', { name: 'Complete subtask Below it' })).toBeVisible()
      // What was told of the last frame.
      await page.waitForTimeout(500)
      assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved), [])
      assert.deepEqual(faults, [])
      await context.close()
    })

for (const colorScheme of ['light', 'dark'] as const)
  test(`in the list the row of the task that is open is marked, and no other, in ${colorScheme} colours`, async () => {
    const context = await here.browser.newContext({ viewport: { width: 1_280, height: 800 }, colorScheme })
    const { page, faults } = await openPage(context, here.muster.url)
    await register(page, `marked-${colorScheme}@example.test`)
    for (const title of ['One', 'Two', 'Three']) await add(page, title)
    const marked = page.locator('[role=treegrid] [aria-current=true]')
    await expect(marked).toHaveCount(0)
    await rows(page).nth(1).click()
    await expect(page.getByLabel('Task title')).toHaveValue('Two')
    await expect(marked).toHaveText([/Two/])
    const line = await marked.evaluate((row) => {
      const { borderInlineStartWidth: width, borderInlineStartColor: color } = getComputedStyle(row, '::before')
      return { width, drawn: color !== getComputedStyle(row).backgroundColor }
    })
    assert.deepEqual(line, { width: '3px', drawn: true })
    await rows(page).nth(2).click()
    await expect(marked).toHaveText([/Three/])
    await page.getByRole('button', { name: 'Close task' }).click()
    await expect(marked).toHaveCount(0)
    assert.deepEqual(faults, [])
    await context.close()
  })
