import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, goOffline, onScreen, register, restSaved, rows, saved, share } from './people.ts'

const here = oneOfEach()

const lists = (page: Page) => page.getByRole('navigation', { name: 'Lists', exact: true })
const two = async (name: string) => {
  const contexts = [await here.browser.newContext(), await here.browser.newContext()] as const
  const owner = await openPage(contexts[0], here.muster.url)
  const guest = await openPage(contexts[1], here.muster.url, madeFaults.cut, /status of 40[34] .*\/spaces\//)
  await register(owner.page, `${name}-owner@example.test`, 'Somebody')
  await register(guest.page, `${name}-guest@example.test`, 'Somebody else')
  return {
    owner: owner.page,
    guest: guest.page,
    end: async () => {
      assert.deepEqual([...owner.faults, ...guest.faults], [])
      for (const context of contexts) await context.close()
    },
  }
}
const openList = async (owner: Page, guest: Page) => {
  await owner.getByLabel('Add list to Garden').fill('Beds')
  await owner.getByLabel('Add list to Garden').press('Enter')
  for (const page of [owner, guest]) {
    await lists(page).getByRole('link', { name: /^Beds/ }).click()
    await expect(page.getByRole('heading', { name: 'Beds', level: 1 })).toBeVisible()
  }
}
const setRole = async (owner: Page, role: string) => {
  await owner.getByRole('link', { name: 'Members of Garden' }).click()
  await owner.getByLabel('Role of Somebody else').selectOption(role)
}

test('invited by a link, let in, changes live in both, made a viewer, made an editor again, removed, and invited anew', { timeout: 240_000 }, async () => {
  const { owner, guest, end } = await two('whole')
  await share(owner, guest, 'Garden')
  await openList(owner, guest)
  await add(owner, 'Dig over')
  await expect(rows(guest)).toHaveText([/Dig over/])
  await add(guest, 'Sow peas')
  await expect(rows(owner)).toHaveText([/Dig over/, /Sow peas/])
  await guest.getByRole('button', { name: 'Complete Dig over' }).click()
  await expect(rows(owner)).toHaveText([/Sow peas/])

  // A viewer is offered nothing that would be refused.
  await setRole(owner, 'viewer')
  await expect(guest.getByLabel('Add task', { exact: true })).toHaveCount(0)
  await expect(guest.getByLabel('Add list to Garden')).toHaveCount(0)
  await expect(guest.getByRole('button', { name: 'New task' })).toHaveCount(0)
  await expect(guest.getByRole('button', { name: 'Complete Sow peas' })).toHaveCount(0)
  await rows(guest).first().focus()
  for (const key of ['e', 'Delete', 'F2', 'Space', 'Alt+ArrowDown', 'p', '1', 's', 'm']) await guest.keyboard.press(key)
  await expect(guest.getByLabel('Title', { exact: true })).toHaveCount(0)
  await expect(guest.getByRole('dialog')).toHaveCount(0)
  await expect(rows(guest)).toHaveText([/Sow peas/])
  await rows(guest).first().focus()
  await guest.keyboard.press('Enter')
  const panel = guest.getByRole('complementary', { name: 'Task' })
  await expect(panel).toContainText('Sow peas')
  await expect(panel.getByLabel('Task title')).not.toBeEditable()
  await expect(panel.getByRole('textbox')).toHaveCount(1)
  await expect(panel.getByRole('button', { name: 'Add notes …' })).toHaveCount(0)
  await guest.keyboard.press('Escape')
  // What others do still comes.
  await lists(owner).getByRole('link', { name: /^Beds/ }).click()
  await add(owner, 'Plant beans')
  await expect(rows(guest)).toHaveText([/Sow peas/, /Plant beans/])
  await expect(onScreen(guest, 'All saved', { exact: true })).toBeVisible()
  await expect(onScreen(guest, /refused: look/)).toHaveCount(0)

  await setRole(owner, 'editor')
  await add(guest, 'Water them')
  await lists(owner).getByRole('link', { name: /^Beds/ }).click()
  await expect(rows(owner)).toHaveText([/Sow peas/, /Plant beans/, /Water them/])

  await owner.getByRole('link', { name: 'Members of Garden' }).click()
  await owner.getByRole('button', { name: 'Remove Somebody else' }).click()
  await owner.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(lists(guest).getByRole('link', { name: /^Beds/ })).toHaveCount(0)
  await expect(guest.getByRole('heading', { name: 'This list is not here' })).toBeVisible()
  await guest.reload()
  await expect(guest.getByRole('heading', { name: 'This list is not here' })).toBeVisible()
  await guest.getByRole('link', { name: /^Inbox/ }).click()
  await saved(guest)
  assert.equal(await guest.evaluate(async () => (await indexedDB.databases()).length), 2)

  await owner.getByRole('button', { name: 'Make a link' }).click()
  const link = await owner.getByLabel('Invitation link').inputValue()
  await saved(owner)
  await guest.goto(link)
  await guest.getByRole('button', { name: 'Join', exact: true }).click()
  await lists(guest).getByRole('link', { name: /^Beds/ }).click()
  await expect(rows(guest)).toHaveText([/Sow peas/, /Plant beans/, /Water them/])
  await end()
})

test('what somebody wrote while they were being removed, or made a viewer, comes back to them with its text', async () => {
  const { owner, guest, end } = await two('late')
  await share(owner, guest, 'Garden')
  await openList(owner, guest)
  await saved(guest)
  await goOffline(guest)
  await add(guest, 'Written as an editor')
  await expect(onScreen(guest, '1 change waiting, offline')).toBeVisible()
  await setRole(owner, 'viewer')
  await saved(owner)
  await guest.context().setOffline(false)
  await onScreen(guest, '1 change refused: look').click()
  await expect(onScreen(guest, 'Add task “Written as an editor”', { exact: true })).toBeVisible()
  await expect(rows(guest)).toHaveCount(0)
  await setRole(owner, 'editor')
  await expect(guest.getByLabel('Add task', { exact: true })).toBeVisible()
  await guest.getByRole('button', { name: /^Send again/ }).click()
  await saved(guest)
  await expect(rows(guest)).toHaveText([/Written as an editor/])
  await goOffline(guest)
  await add(guest, 'Written as a member')
  await expect(onScreen(guest, '1 change waiting, offline')).toBeVisible()
  await owner.getByRole('button', { name: 'Remove Somebody else' }).click()
  await owner.getByRole('button', { name: 'Remove', exact: true }).click()
  await saved(owner)
  await guest.context().setOffline(false)
  await expect(guest.getByRole('heading', { name: 'This list is not here' })).toBeVisible()
  await onScreen(guest, '1 change refused: look').click()
  await expect(onScreen(guest, 'Add task “Written as a member”', { exact: true })).toBeVisible()
  await restSaved(guest)
  await end()
})
