import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { expect, type Browser } from '@playwright/test'
import { launchBrowser, openPage, startMuster } from './muster.ts'
import { add, push, register, rows, saved, signIn, tasksOnServer } from './people.ts'

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

test('somebody else signs in on the same browser: they see and send nothing of the first, who finds everything again', async () => {
  const context = await browser.newContext()
  const { page, faults } = await openPage(context, muster.url)
  await register(page, 'first@example.test')
  await add(page, 'Mine and sent')
  await saved(page)
  await context.clearCookies()
  await add(page, 'Mine and unsent')
  await expect(page.getByText('Signed out. 1 change kept on this device')).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Sign in to go on' }).click()
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Other')
  await page.getByLabel('E-mail').fill('second@example.test')
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await add(page, 'Theirs')
  await saved(page)
  await expect(rows(page)).toHaveText([/Theirs/])
  assert.deepEqual(await tasksOnServer(page), ['Theirs'])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signIn(page, 'first@example.test')
  await saved(page)
  await expect(rows(page)).toHaveText([/Mine and sent/, /Mine and unsent/])
  assert.deepEqual(await tasksOnServer(page), ['Mine and sent', 'Mine and unsent'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('signing out offline names what is lost, leaves nothing here, and ends the session before anything else is sent', async () => {
  const context = await browser.newContext()
  const { page, faults } = await openPage(context, muster.url)
  await register(page, 'leaver@example.test')
  await add(page, 'On the server')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  const session = await context.cookies()
  await context.setOffline(true)
  await add(page, 'Never sent')
  await expect(page.getByText('1 change waiting, offline')).toBeVisible()
  let asked = ''
  page.once('dialog', (dialog) => {
    asked = dialog.message()
    void dialog.accept()
  })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  assert.match(asked, /1 change is not on the server[^]*Add task “Never sent”/)
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), [])
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) sent.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  await context.setOffline(false)
  await page.getByLabel('E-mail').fill('nobody@example.test')
  await page.getByLabel('Password').fill('wrong horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  assert.deepEqual(sent, ['GET /api/v1/me', 'POST /api/v1/auth/logout', 'POST /api/v1/auth/login'])
  // The session that was left is over, also for somebody who kept its cookies.
  const thief = await browser.newContext()
  await thief.addCookies(session)
  assert.equal((await thief.request.get(`${muster.url}/api/v1/me`)).status(), 401)
  await thief.close()
  await signIn(page, 'leaver@example.test')
  await expect(rows(page)).toHaveText([/On the server/])
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['On the server'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a space comes with its membership and leaves with it alone; unsent changes are kept, and one that fails holds up no other', async () => {
  const context = await browser.newContext()
  const { page, faults } = await openPage(context, muster.url)
  await register(page, 'shared@example.test')
  const [club, list] = [crypto.randomUUID(), crypto.randomUUID()]
  const made = await push(page, [
    { name: 'space.create@1', args: { id: club, name: 'Chess club', color: 'green', memberName: 'Somebody' } },
    { name: 'list.create@1', args: { id: list, name: 'Openings', color: 'red', emoji: null, folderId: null, order: 'a1' }, space: club },
  ])
  assert.deepEqual(made, ['applied', 'applied'])
  await page.getByRole('link', { name: /Openings/ }).click({ timeout: 20_000 })
  await add(page, 'Sicilian')
  await saved(page)
  // Its address answers nonsense: it is paused, and nothing of it goes away.
  await page.route(`**/spaces/${club}/**`, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not here</h1>' }))
  await add(page, 'French')
  await expect(page.getByText('1 change waiting')).toBeVisible()
  await page.getByRole('link', { name: /Inbox/ }).click()
  await add(page, 'My own')
  await expect.poll(() => tasksOnServer(page)).toEqual(['My own'])
  await page.reload()
  await page.getByRole('link', { name: /Openings/ }).click()
  await expect(rows(page)).toHaveText([/Sicilian/, /French/])
  // The membership ends: the space leaves, and what was not sent is told.
  await page.unroute(`**/spaces/${club}/**`)
  await page.route(`**/spaces/${club}/mutations`, (route) => route.abort())
  const gone = await context.newPage()
  await gone.goto(`${muster.url}/healthz`)
  assert.deepEqual(await push(gone, [{ name: 'space.delete@1', args: {}, space: club }]), ['applied'])
  await expect(page.getByRole('link', { name: /Openings/ })).toHaveCount(0, { timeout: 20_000 })
  await page.getByText('1 change refused: look').click()
  await expect(page.getByText('Add task “French”', { exact: true })).toBeVisible()
  assert.deepEqual(faults, [])
  await context.close()
})
