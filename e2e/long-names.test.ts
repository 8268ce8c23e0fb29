import { test } from 'node:test'
import type { Locator, Page } from '@playwright/test'
import { expect, oneOfEach } from './muster.ts'
import { add, newcomer, onScreen, rows, saved } from './people.ts'

const here = oneOfEach()
const long = `${'Too long. '.repeat(25)}End`
const tooLong = (page: Page) => onScreen(page, '253 characters, and 200 fit: it is not saved until it is shorter.')
const keptNote = (page: Page) => onScreen(page, /Too long to save, but kept/)

const side = (page: Page) => page.getByRole('complementary', { name: 'Lists and sync' })

/** Too long to be saved: said so, not saved by Enter, and offered again after the page was loaded anew. */
const outlasts = async (page: Page, open: () => Promise<Locator>) => {
  const field = await open()
  await field.fill(long)
  await expect(tooLong(page)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue(long)
  await page.reload()
  const again = await open()
  await expect(again).toHaveValue(long)
  return again
}

test('the name of a list outlasts the page, when it is made, when it is renamed, and in its dialog', async () => {
  const { page, end } = await newcomer(here, 'long-list@example.test')
  const made = page.getByLabel('Add list', { exact: true })
  const field = await outlasts(page, () => Promise.resolve(made))
  await field.fill('Kitchen')
  await field.press('Enter')
  await expect(made).toHaveValue('')
  const list = side(page).getByRole('link', { name: /^Kitchen/ })
  const renamed = await outlasts(page, async () => {
    await list.focus()
    await page.keyboard.press('F2')
    return page.getByLabel('List name')
  })
  // Left for another, it is kept.
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await page.getByRole('button', { name: 'New folder in my lists' }).click()
  await expect(keptNote(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await list.focus()
  await page.keyboard.press('F2')
  await expect(renamed).toHaveValue(`${long}!`)
  await page.keyboard.press('Escape')
  await expect(list).toBeFocused()
  const dialog = page.getByRole('dialog', { name: 'Edit Kitchen' })
  const inDialog = await outlasts(page, async () => {
    await side(page).getByRole('button', { name: 'More about Kitchen' }).click()
    await page.getByRole('menuitem', { name: /Colour, emoji/ }).click()
    return dialog.getByLabel('Name', { exact: true })
  })
  // Whoever saves by the button is led to what does not fit.
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(inDialog).toBeFocused()
  await expect(tooLong(page)).toBeVisible()
  await inDialog.fill('Pantry')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(side(page).getByRole('link', { name: /^Pantry/ })).toBeVisible()
  await end()
})

test('the name of a folder and of a space outlasts the page', async () => {
  const { page, end } = await newcomer(here, 'long-folder@example.test')
  await page.getByRole('button', { name: 'New folder in my lists' }).click()
  await page.keyboard.press('Escape')
  const folder = await outlasts(page, async () => {
    await side(page).getByRole('button', { name: 'New folder', exact: true }).focus()
    await page.keyboard.press('F2')
    return page.getByLabel('Folder name')
  })
  await folder.fill('House')
  await page.keyboard.press('Enter')
  await expect(side(page).getByRole('button', { name: 'House', exact: true })).toBeVisible()
  const dialog = page.getByRole('dialog', { name: 'New shared space' })
  const fresh = await outlasts(page, async () => {
    await page.getByRole('button', { name: 'New shared space' }).click()
    return dialog.getByLabel('Name', { exact: true })
  })
  await dialog.getByRole('button', { name: 'Make space' }).click()
  await expect(fresh).toBeFocused()
  await fresh.fill('Choir')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Choir', level: 1 })).toBeVisible()
  await saved(page)
  await page.getByRole('button', { name: 'New shared space' }).click()
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('')
  await page.keyboard.press('Escape')
  const name = await outlasts(page, () => Promise.resolve(page.getByLabel('Name of the space')))
  await page
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible()
  await side(page).getByRole('link', { name: 'Members of Choir' }).click()
  await expect(name).toHaveValue(long)
  await name.focus()
  await page.keyboard.press('Escape')
  await expect(name).toHaveValue('Choir')
  await end()
})

test('the name of a label outlasts the page, and another label that is renamed meanwhile', async () => {
  const { page, end } = await newcomer(here, 'long-label@example.test')
  await add(page, 'One')
  const picker = page.getByRole('combobox', { name: 'Labels' })
  const open = async () => {
    await rows(page).first().focus()
    await page.keyboard.press('l')
    return picker
  }
  const fresh = await outlasts(page, open)
  for (const name of ['Garden', 'House']) {
    await fresh.fill(name)
    await fresh.press('Enter')
    await expect(page.getByRole('option', { name })).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await saved(page)
  await page.goto(`${here.muster.url}/settings`)
  const [garden, house] = [page.getByLabel('Name of Garden'), page.getByLabel('Name of House')]
  await outlasts(page, () => Promise.resolve(garden))
  await house.fill('Home')
  await house.press('Enter')
  await expect(page.getByLabel('Name of Home')).toHaveValue('Home')
  await expect(garden).toHaveValue(long)
  await garden.fill('Yard')
  await garden.press('Enter')
  await expect(page.getByLabel('Name of Yard')).toHaveValue('Yard')
  await end()
})
