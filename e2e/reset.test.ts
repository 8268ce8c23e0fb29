import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findings } from './axe.ts'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { linksIn } from './outbox-folder.ts'
import { onScreen, register } from './people.ts'

const here = oneOfEach()
const muster = () => here.muster.url

const links = () => linksIn(here.muster.dataDir, 'reset')

test('who forgot their password asks for a link, sets another by it, and signs in; the link works once, and the other browser is signed out', async () => {
  const email = 'forgot@example.test'
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const { page, faults } = await openPage(context, muster(), madeFaults.signedOut)
  await register(page, email)

  const elsewhere = await here.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  const opened = await openPage(elsewhere, `${muster()}/sign-in`, /status of 4(?:00|10) .*\/auth\/reset(?:\/preview)?$/)
  const phone = opened.page
  await phone.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(phone.getByRole('heading', { name: 'Set a new password' })).toBeVisible()
  assert.deepEqual(await findings(phone), [])
  await phone.getByLabel('E-mail').fill(email)
  await phone.getByRole('button', { name: 'Mail me a link' }).click()
  await expect(phone.getByRole('heading', { name: 'The link lies on the server' })).toBeFocused()
  await expect.poll(links).toHaveLength(1)
  const link = links()[0] ?? ''
  assert.ok(link.startsWith(`${muster()}/reset#`))

  // Another link of the same page: what stands behind # alone has changed.
  await phone.goto(`${link})`)
  await expect(onScreen(phone, `For ${email}.`)).toBeVisible()
  assert.deepEqual(await findings(phone), [])
  await phone.locator('input[name=password]').fill('12345678')
  await phone.getByRole('button', { name: 'Set password' }).click()
  await expect(phone.getByRole('alert')).toHaveText(/guessed first/)
  await phone.locator('input[name=password]').fill('battery staple')
  await phone.getByRole('button', { name: 'Set password' }).click()
  await expect(phone.getByRole('heading', { name: 'Your new password is set' })).toBeFocused()
  await phone.getByRole('link', { name: 'To signing in' }).click()
  await phone.getByLabel('E-mail').fill(email)
  await phone.getByLabel('Password').fill('battery staple')
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(phone.getByRole('heading', { name: 'Inbox' })).toBeVisible()

  await page.reload()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()

  await phone.goto(link)
  await expect(phone.getByRole('heading', { name: 'This link is no longer good' })).toBeVisible()
  await phone.getByRole('button', { name: 'Mail me a link' }).click()
  await expect(phone.getByLabel('E-mail')).toBeVisible()
  assert.deepEqual([...faults, ...opened.faults], [])
  await context.close()
  await elsewhere.close()
})

test('nothing of it is English where German is spoken', async () => {
  const context = await here.browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 800 } })
  const { page, faults } = await openPage(context, `${muster()}/reset`)
  await expect(page.getByRole('heading', { name: 'Neues Passwort setzen' })).toBeVisible()
  await page.getByLabel('E-Mail').fill('niemand@example.test')
  await page.getByRole('button', { name: 'Link schicken' }).click()
  await expect(page.getByRole('heading', { name: 'Der Link liegt auf dem Server' })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})
