import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from '@playwright/test'
import { expect, launchBrowser, madeFaults, openPage, startMuster } from './muster.ts'
import { add, onScreen, register, rows, saved, share } from './people.ts'

let muster: Awaited<ReturnType<typeof startMuster>>
let browser: Browser
before(async () => {
  muster = await startMuster()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await muster?.stop()
})

/** Two people with one task open in each of their browsers, in a space that they share. */
const together = async (name: string) => {
  const contexts = [await browser.newContext(), await browser.newContext()] as const
  const one = await openPage(contexts[0], muster.url, madeFaults.cut)
  const two = await openPage(contexts[1], muster.url, madeFaults.cut)
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
  await two.page.context().setOffline(true)
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
