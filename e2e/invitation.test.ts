import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { onScreen, register, saved, toCreate } from './people.ts'

const here = oneOfEach()

test('a link made in one browser is looked at, and accepted, by somebody without an account; then it is used up', async () => {
  const [one, two] = [await here.browser.newContext(), await here.browser.newContext()]
  const owner = await openPage(one, here.muster.url, /status of 410 .*\/invites\/preview$/)
  await register(owner.page, 'owner@example.test', 'Somebody')
  await owner.page.getByRole('button', { name: 'New shared space' }).click()
  await owner.page.getByLabel('Name', { exact: true }).fill('Garden')
  await owner.page.keyboard.press('Enter')
  await expect(owner.page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible()
  await owner.page.getByRole('button', { name: 'Make a link' }).click()
  const link = await owner.page.getByLabel('Invitation link').inputValue()
  await saved(owner.page)
  await expect(onScreen(owner.page, 'Editor, by you')).toBeVisible()

  // As a mail program makes it of a link at the end of a sentence.
  const guest = await openPage(two, `${link}/).`)
  await expect(guest.page.getByRole('heading', { name: 'Join “Garden”' })).toBeVisible()
  await guest.page.getByRole('button', { name: 'Sign in or create an account' }).click()
  await toCreate(guest.page)
  await guest.page.getByLabel('Name').fill('Somebody else')
  await guest.page.getByLabel('E-mail').fill('guest@example.test')
  await guest.page.getByLabel('Password').fill('correct horse')
  await guest.page.getByRole('button', { name: 'Create account' }).click()
  await guest.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(guest.page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible()
  await expect(onScreen(owner.page, 'Somebody else', { exact: true })).toBeVisible()
  // It lets nobody in any more, and is not offered on.
  await expect(owner.page.getByLabel('Invitation link')).toHaveCount(0)

  await owner.page.goto(link)
  await expect(owner.page.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible()
  assert.deepEqual([...owner.faults, ...guest.faults], [])
  await one.close()
  await two.close()
})
