import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, goOffline, inOutbox, onScreen, push, register, rows, saved, share } from './people.ts'

const here = oneOfEach()

/** Two people with one task open in each of their browsers, in a space that they share. */
const together = async (name: string) => {
  const contexts = [await here.browser.newContext(), await here.browser.newContext()] as const
  const one = await openPage(contexts[0], here.muster.url, madeFaults.cut)
  const two = await openPage(contexts[1], here.muster.url, madeFaults.cut)
  await register(one.page, `${name}-one@example.test`, 'Somebody')
  await register(two.page, `${name}-two@example.test`, 'Somebody else')
  await share(one.page, two.page, 'Kitchen')
  await one.page.getByLabel('Add list to Kitchen').fill('Shopping')
  await one.page.getByLabel('Add list to Kitchen').press('Enter')
  for (const { page } of [one, two])
    await page
      .getByRole('navigation', { name: 'Lists', exact: true })
      .getByRole('link', { name: /Shopping/ })
      .click()
  await add(one.page, 'Weekend')
  for (const { page } of [one, two]) {
    await expect(rows(page)).toHaveText([/Weekend/])
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Add notes …' })).toBeVisible()
  }
  return {
    one,
    two,
    end: async () => {
      assert.deepEqual([...one.faults, ...two.faults], [])
      for (const context of contexts) await context.close()
    },
  }
}
const notes = (page: Page) => page.getByLabel('Notes', { exact: true })
const edit = async (page: Page) => {
  await page.getByRole('button', { name: 'Edit notes' }).click()
  await expect(notes(page)).toBeFocused()
}
const caretTo = (page: Page, text: string) =>
  notes(page).evaluate((field: HTMLTextAreaElement, found) => {
    const at = field.value.indexOf(found) + found.length
    field.setSelectionRange(at, at)
  }, text)
const textOnServer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const texts: string[] = []
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    for (const { kind, id } of docs as { kind: string; id: string }[]) {
      if (kind !== 'membership' || id === user.id) continue
      const space = await (await fetch(`/api/v1/spaces/${id}/changes`)).json()
      for (const doc of space.docs as { kind: string; text?: string }[]) if (doc.kind === 'notes') texts.push(doc.text ?? '')
    }
    return texts.join('\n---\n')
  })

test('two people in one note: what the other writes comes into the open editor, the caret stays, both texts are there', async () => {
  const { one, two, end } = await together('editors')
  await one.page.getByRole('button', { name: 'Add notes …' }).click()
  await notes(one.page).fill('Milk\nBread\nEggs')
  await one.page.keyboard.press('Escape')
  await expect(onScreen(two.page, 'Bread')).toBeVisible()
  for (const { page } of [one, two]) await edit(page)
  await caretTo(two.page, 'Eggs')
  await two.page.keyboard.type(', ten')
  await caretTo(one.page, '')
  await one.page.keyboard.type('Oat ')
  await one.page.keyboard.press('Escape')
  // Merged into what is being typed; the next letters go where the last ones went.
  await expect(notes(two.page)).toHaveValue('Oat Milk\nBread\nEggs, ten')
  await two.page.keyboard.type(' big ones')
  await two.page.keyboard.press('Escape')
  for (const { page } of [one, two]) await expect(onScreen(page, 'Eggs, ten big ones')).toBeVisible()
  for (const { page } of [one, two]) await saved(page)
  assert.equal(await textOnServer(one.page), 'Oat Milk\nBread\nEggs, ten big ones')
  await end()
})

test('two people write the same line, one of them offline: both texts stay, on the server and in both browsers', async () => {
  const { one, two, end } = await together('lines')
  await one.page.getByRole('button', { name: 'Add notes …' }).click()
  await notes(one.page).fill('Milk\nBread\nEggs')
  await one.page.keyboard.press('Escape')
  await expect(onScreen(two.page, 'Bread')).toBeVisible()
  await saved(two.page)
  await goOffline(two.page)
  await edit(two.page)
  await caretTo(two.page, 'Bread')
  await two.page.keyboard.type(' with seeds')
  await two.page.keyboard.press('Escape')
  await expect(onScreen(two.page, '1 change waiting, offline')).toBeVisible()
  await edit(one.page)
  await caretTo(one.page, 'Bread')
  await one.page.keyboard.type(' without crust')
  await one.page.keyboard.press('Escape')
  await saved(one.page)
  await two.page.context().setOffline(false)
  for (const { page } of [one, two]) {
    for (const text of ['Bread with seeds', 'Bread without crust']) await expect(onScreen(page, text)).toBeVisible()
    await saved(page)
  }
  const text = await textOnServer(one.page)
  assert.match(text, /^Milk\n/)
  assert.match(text, /\nEggs$/)
  for (const line of ['Bread with seeds', 'Bread without crust']) assert.equal(text.split(line).length, 2, text)
  await end()
})

test('a half-written note survives a reload and a killed tab, and is merged with what others wrote meanwhile', async () => {
  const { one, two, end } = await together('draft')
  await one.page.getByRole('button', { name: 'Add notes …' }).click()
  await notes(one.page).fill('Milk\nBread')
  await one.page.keyboard.press('Escape')
  await expect(onScreen(two.page, 'Bread')).toBeVisible()
  await edit(two.page)
  await caretTo(two.page, 'Bread')
  await two.page.keyboard.type('\nButter')
  const died = two.page.waitForEvent('crash')
  const address = two.page.url()
  await two.page.goto('chrome://crash').catch(() => {})
  await died
  const context = two.page.context()
  await two.page.close()
  assert.equal(await textOnServer(one.page), 'Milk\nBread')
  await edit(one.page)
  await caretTo(one.page, 'Milk')
  await one.page.keyboard.type(', oats')
  await one.page.keyboard.press('Escape')
  await saved(one.page)
  const again = await openPage(context, address)
  await expect(notes(again.page)).toHaveValue('Milk, oats\nBread\nButter')
  await notes(again.page).focus()
  await again.page.keyboard.press('Escape')
  for (const page of [one.page, again.page]) await expect(onScreen(page, 'Butter')).toBeVisible()
  assert.deepEqual(again.faults, [])
  await end()
})

test('two people tick neighbouring boxes at once, one of them offline: both are ticked, and nothing is there twice', async () => {
  const { one, two, end } = await together('boxes')
  await one.page.getByRole('button', { name: 'Add notes …' }).click()
  await notes(one.page).fill('- [ ] Milk\n- [ ] Bread\n- [ ] Eggs')
  await one.page.keyboard.press('Escape')
  const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true })
  await expect(box(two.page, 'Bread')).toBeVisible()
  await saved(two.page)
  await goOffline(two.page)
  await box(two.page, 'Bread').click()
  await expect(onScreen(two.page, '1 change waiting, offline')).toBeVisible()
  for (const name of ['Milk', 'Eggs']) await box(one.page, name).click()
  await saved(one.page)
  await two.page.context().setOffline(false)
  for (const { page } of [one, two]) {
    for (const name of ['Milk', 'Bread', 'Eggs']) await expect(box(page, name)).toBeChecked()
    await saved(page)
  }
  assert.equal(await textOnServer(one.page), '- [x] Milk\n- [x] Bread\n- [x] Eggs')
  // Taking back one's own leaves the others'.
  await two.page.getByRole('button', { name: 'Close task' }).focus()
  await two.page.keyboard.press('Control+z')
  await expect(box(one.page, 'Bread')).not.toBeChecked()
  for (const name of ['Milk', 'Eggs']) await expect(box(two.page, name)).toBeChecked()
  await end()
})

/** The notes of a task of the signed-in person's own, asked by the page itself. */
const notesOnServer = (page: Page, taskId: string): Promise<string | undefined> =>
  page.evaluate(async (id) => {
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    return docs.find((doc: { kind: string; id: string }) => doc.kind === 'notes' && doc.id === id)?.text
  }, taskId)

/** One person with a task whose notes were written from beside the page, as another device or program would; its panel is open. */
const withNotes = async (name: string, text: string) => {
  const context = await here.browser.newContext()
  const one = await openPage(context, here.muster.url)
  await register(one.page, `${name}@example.test`)
  await add(one.page, 'Weekend')
  await expect(rows(one.page)).toHaveText([/Weekend/])
  await saved(one.page)
  const taskId = await rows(one.page).first().getAttribute('data-id')
  assert.deepEqual(await push(one.page, [{ name: 'notes.set@1', args: { taskId, base: '', text } }]), ['applied'])
  await rows(one.page).first().focus()
  await one.page.keyboard.press('Enter')
  return {
    ...one,
    taskId: taskId ?? '',
    end: async () => {
      assert.deepEqual(one.faults, [])
      await context.close()
    },
  }
}

test('a named character in notes is the character, and spoils no page', async () => {
  const { page, end } = await withNotes('entities', 'AT&amp;T &hellip; &nosuch;')
  await expect(onScreen(page, 'AT&T … &nosuch;')).toBeVisible()
  await page.reload()
  await expect(onScreen(page, 'AT&T … &nosuch;')).toBeVisible()
  await end()
})

test('a click ticks the box that was clicked, where notes at the foot come in another order than they were written', async () => {
  const { page, taskId, end } = await withNotes('feet', '[^1]: - [ ] a\n\n- [ ] b')
  await page.getByRole('checkbox', { name: 'b', exact: true }).click()
  await expect(page.getByRole('checkbox', { name: 'b', exact: true })).toBeChecked()
  await saved(page)
  assert.equal(await notesOnServer(page, taskId), '[^1]: - [ ] a\n\n- [x] b')
  await end()
})

test('notes that would take for ever to lay out are shown as they were written, and hold nothing up', async () => {
  for (const [name, text] of [
    ['stars', '*_'.repeat(32_000)],
    ['quotes', '>'.repeat(64_000)],
  ] as const) {
    const { page, end } = await withNotes(name, text)
    await expect(onScreen(page, 'This cannot be laid out: it is shown as it was written.')).toBeVisible()
    // What is typed meanwhile is heard: nothing stands still.
    await page.getByLabel('Add subtask').fill('Goes on')
    await page.getByLabel('Add subtask').press('Enter')
    await expect(page.getByRole('button', { name: 'Goes on', exact: true })).toBeVisible()
    await end()
  }
})

test('long notes are laid out beside the page, and a box in them is ticked as in short ones', async () => {
  const text = `${'Some words of no weight.\n\n'.repeat(400)}- [ ] a\n- [ ] b\n`
  const { page, taskId, end } = await withNotes('long', text)
  await page.getByRole('checkbox', { name: 'b', exact: true }).click()
  await expect(page.getByRole('checkbox', { name: 'b', exact: true })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'a', exact: true })).not.toBeChecked()
  await saved(page)
  assert.equal(await notesOnServer(page, taskId), text.replace('[ ] b', '[x] b'))
  await end()
})

test('two tabs write in the same notes: a tab that dies leaves what it wrote to the next one, and takes nothing from one that lives', async () => {
  const context = await here.browser.newContext()
  const first = await openPage(context, here.muster.url)
  await register(first.page, 'tabs@example.test')
  await add(first.page, 'Weekend')
  await rows(first.page).first().focus()
  await first.page.keyboard.press('Enter')
  await first.page.getByRole('button', { name: 'Add notes …' }).click()
  await notes(first.page).fill('Milk\nBread\nEggs')
  await first.page.keyboard.press('Escape')
  await saved(first.page)
  const address = first.page.url()
  const second = await openPage(context, address)
  await edit(second.page)
  await caretTo(second.page, 'Eggs')
  await second.page.keyboard.type(', ten')
  await edit(first.page)
  await caretTo(first.page, 'Milk')
  await first.page.keyboard.type(', oats')
  const third = await openPage(context, address)
  await expect(onScreen(third.page, 'Bread')).toBeVisible()
  const died = second.page.waitForEvent('crash')
  await second.page.goto('chrome://crash').catch(() => {})
  await died
  await second.page.close()
  const fourth = await openPage(context, address)
  await expect(notes(fourth.page)).toHaveValue('Milk\nBread\nEggs, ten')
  await fourth.page.keyboard.press('Escape')
  await first.page.bringToFront()
  await expect(notes(first.page)).toHaveValue('Milk, oats\nBread\nEggs, ten')
  await notes(first.page).focus()
  await first.page.keyboard.press('Escape')
  await expect(onScreen(fourth.page, 'Milk, oats')).toBeVisible()
  for (const { faults } of [first, third, fourth]) assert.deepEqual(faults, [])
  await context.close()
})

test('a long paste is kept, said in words with its length, and saved once it fits', async () => {
  const context = await here.browser.newContext({ viewport: { width: 390, height: 800 } })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'paste@example.test')
  const tooLong = (length: string, fits: string) => onScreen(page, `${length} characters, and ${fits} fit: it is not saved until it is shorter.`)
  const field = page.getByLabel('Add task', { exact: true })
  await field.focus()
  await page.keyboard.insertText('x'.repeat(806))
  await expect(field).toHaveValue('x'.repeat(806))
  await expect(tooLong('806', '500')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('x'.repeat(806))
  await expect(rows(page)).toHaveCount(0)
  await field.fill('https://example.test/'.padEnd(500, 'x'))
  await expect(tooLong('806', '500')).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(rows(page)).toHaveCount(1)
  await expect.poll(() => inOutbox(page)).toBe(0)
  await page.getByText('https://example.test/').first().click()
  if (!(await page.getByRole('dialog', { name: 'Task' }).isVisible())) {
    await page.keyboard.press('Escape')
    await rows(page).first().focus()
    await page.keyboard.press('Enter')
  }
  // A word that long is broken, and makes nothing wider than the screen.
  const title = page.getByLabel('Task title')
  await expect(title).toBeVisible()
  assert.ok(await page.evaluate(() => [...document.querySelectorAll('[role=dialog] *')].every((one) => one.getBoundingClientRect().right <= innerWidth)))
  await title.focus()
  await page.keyboard.press('End')
  await page.keyboard.insertText('y'.repeat(200))
  await expect(tooLong('700', '500')).toBeVisible()
  await page.getByRole('button', { name: 'Add notes …' }).click()
  assert.equal((await title.inputValue()).length, 700)
  await page.keyboard.insertText('z'.repeat(145_000))
  await expect(tooLong('145,000', '64,000')).toBeVisible()
  await page.keyboard.press('Escape')
  assert.equal((await notes(page).inputValue()).length, 145_000)
  await page.reload()
  assert.equal((await notes(page).inputValue()).length, 145_000)
  await notes(page).fill('Short')
  await page.keyboard.press('Escape')
  await expect.poll(() => inOutbox(page)).toBe(0)
  await expect(onScreen(page, 'Short', { exact: true })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})

test('notes that are open are whole after their space was loaded anew, and what is being written in them loses nothing', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, /status of 410/)
  await register(page, 'anew@example.test')
  const me = await page.evaluate(async () => ((await (await fetch('/api/v1/me')).json()) as { user: { id: string } }).user.id)
  const task = '00000000-0000-7000-8000-0000000000d1'
  const place = { parentId: null, listId: me, sectionId: null, order: 'a1' }
  await push(page, [{ name: 'task.create@1', args: { id: task, place, title: 'Weekend', notes: 'one\ntwo\nthree' } }])
  await page.goto(`${here.muster.url}/?task=${me}/${task}`)
  await edit(page)
  await caretTo(page, 'two')
  await page.keyboard.type(' and more')
  const anew = async (title: string) => {
    const problem = { type: 'about:blank', title: 'Gone', status: 410, code: 'sync_reset' }
    await page.route('**/changes?since=*', (route) => route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify(problem) }), {
      times: 1,
    })
    const loading = page.waitForRequest('**/snapshot/reach')
    await push(page, [{ name: 'task.create@1', args: { id: crypto.randomUUID(), place, title } }])
    await loading
    await expect(rows(page).filter({ hasText: title })).toHaveCount(1)
    await saved(page)
  }
  await anew('Once')
  // A snapshot of before the task was made is shown with the changes since: whoever is writing in it writes on.
  await expect(page.getByLabel('Notes', { exact: true })).toHaveValue('one\ntwo and more\nthree')
  await expect(page.getByLabel('Notes', { exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByText('two and more')).toBeVisible()
  await expect
    .poll(() => page.evaluate(async (path) => ((await (await fetch(path)).json()) as { text: string }).text, `/api/v1/spaces/${me}/tasks/${task}/notes`))
    .toBe('one\ntwo and more\nthree')
  await anew('Again')
  await expect(page.getByText('two and more')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Edit notes' })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})
