import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Route } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, goOffline, onScreen, push, register, restSaved, rows, saved, signIn, tasksOnServer, toCreate } from './people.ts'

const here = oneOfEach()

test('somebody else signs in on the same browser: they see and send nothing of the first, who finds everything again', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.signedOut)
  await register(page, 'first@example.test')
  await add(page, 'Mine and sent')
  await saved(page)
  await context.clearCookies()
  await add(page, 'Mine and unsent')
  await expect(onScreen(page, 'Signed out. 1 change kept on this device')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in to go on' }).click()
  await toCreate(page)
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

test('somebody else signs in in another tab: the first one’s tab sends nothing in their name, and says so', async () => {
  const context = await here.browser.newContext()
  const first = await openPage(context, here.muster.url, /status of 409 .*\/mutations$/, madeFaults.signedOut)
  await register(first.page, 'one-tab@example.test')
  await saved(first.page)
  const other = await context.newPage()
  await other.goto(`${here.muster.url}/healthz`)
  const status = await other.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify({ name: 'Other', email: 'other-tab@example.test', password: 'correct horse' })
    return (await fetch('/api/v1/auth/register', { method: 'POST', headers, body })).status
  })
  assert.equal(status, 201)
  await add(first.page, 'Only mine')
  await expect(onScreen(first.page, 'Signed out. 1 change kept on this device')).toBeVisible()
  assert.deepEqual(await tasksOnServer(other), [])
  await first.page.getByRole('button', { name: 'Sign in to go on' }).click()
  await signIn(first.page, 'one-tab@example.test')
  await saved(first.page)
  assert.deepEqual(await tasksOnServer(first.page), ['Only mine'])
  assert.deepEqual(first.faults, [])
  await context.close()
})

test('signing out offline names what is lost, leaves nothing here, and ends the session before anything else is sent', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut, /status of 401 .*\/auth\/login$/)
  await register(page, 'leaver@example.test')
  await add(page, 'On the server')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  const session = await context.cookies()
  await goOffline(page)
  await add(page, 'Never sent')
  await expect(onScreen(page, '1 change waiting, offline')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign out' })
  await expect(dialog).toContainText('1 change would be lost')
  await expect(dialog.getByRole('listitem')).toHaveText(['Add task “Never sent”'])
  const file = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  const { changes } = JSON.parse(readFileSync(await (await file).path(), 'utf8')) as { changes: { words: string; args: { title: string } }[] }
  assert.deepEqual(
    changes.map(({ words, args }) => [words, args.title]),
    [['Add task “Never sent”', 'Never sent']],
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(rows(page)).toHaveText([/On the server/, /Never sent/])
  await page.getByLabel('Add task', { exact: true }).fill('Half a thought')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(dialog).toContainText('1 text that you began and did not finish would be lost')
  await expect(dialog.getByRole('listitem')).toHaveText(['Add task “Never sent”', 'Half a thought'])
  await dialog.getByRole('button', { name: 'Sign out all the same' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
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
  const thief = await here.browser.newContext()
  await thief.addCookies(session)
  assert.equal((await thief.request.get(`${here.muster.url}/api/v1/me`)).status(), 401)
  await thief.close()
  await signIn(page, 'leaver@example.test')
  await expect(rows(page)).toHaveText([/On the server/])
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['On the server'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('somebody else signs in after the first signed out offline: they see and send nothing of the first', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'offline-leaver@example.test')
  await add(page, 'Known to the server')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect(rows(page)).toHaveCount(1)
  await goOffline(page)
  await add(page, 'A secret never sent')
  await page.getByLabel('Add task').fill('A secret half written')
  await expect(onScreen(page, '1 change waiting, offline')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign out all the same' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/mutations')) sent.push(request.postData() ?? '')
  })
  // Whoever comes next may find the page as it was left, closed and opened again without a network.
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  await context.setOffline(false)
  await register(page, 'next@example.test')
  await expect(page.getByLabel('Add task')).toHaveValue('')
  await expect(rows(page)).toHaveCount(0)
  await add(page, 'Theirs alone')
  await saved(page)
  await expect(rows(page)).toHaveText([/Theirs alone/])
  assert.deepEqual(await tasksOnServer(page), ['Theirs alone'])
  assert.ok(sent.length > 0)
  assert.deepEqual(
    sent.filter((body) => body.includes('secret')),
    [],
  )
  const left = await page.evaluate(async () => [...Object.values(localStorage), ...(await indexedDB.databases()).map(({ name }) => name ?? '')])
  assert.deepEqual(
    left.filter((text) => text.includes('secret')),
    [],
  )
  assert.equal(left.filter((name) => name.startsWith('muster-outbox-')).length, 1)
  const elsewhere = await here.browser.newContext()
  const first = await openPage(elsewhere, here.muster.url)
  await signIn(first.page, 'offline-leaver@example.test')
  await expect(rows(first.page)).toHaveText([/Known to the server/])
  assert.deepEqual([...faults, ...first.faults], [])
  await elsewhere.close()
  await context.close()
})

test('a space comes with its membership and leaves with it alone; unsent changes are kept, and one that fails holds up no other', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut, /status of 404 .*\/spaces\//)
  await register(page, 'shared@example.test')
  const [club, list] = [crypto.randomUUID(), crypto.randomUUID()]
  const made = await push(page, [
    { name: 'space.create@1', args: { id: club, name: 'Chess club', color: 'green', memberName: 'Somebody' } },
    { name: 'list.create@1', args: { id: list, name: 'Openings', color: 'red', emoji: null, folderId: null, order: 'a1' }, space: club },
  ])
  assert.deepEqual(made, ['applied', 'applied'])
  await page.getByRole('link', { name: /Openings/ }).click()
  await add(page, 'Sicilian')
  await saved(page)
  // Its address answers nonsense: it is paused, and nothing of it goes away.
  await page.route(`**/spaces/${club}/**`, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not here</h1>' }))
  await add(page, 'French')
  await expect(onScreen(page, '1 change waiting')).toBeVisible()
  await page.getByRole('link', { name: /Inbox/ }).click()
  await add(page, 'My own')
  await expect.poll(() => tasksOnServer(page)).toEqual(['My own'])
  await page.reload()
  await page.getByRole('link', { name: /Openings/ }).click()
  await expect(rows(page)).toHaveText([/Sicilian/, /French/])
  // The membership ends: the space leaves, and what was not sent is told.
  await page.route(`**/spaces/${club}/mutations`, (route) => route.abort())
  await page.unroute(`**/spaces/${club}/**`)
  const gone = await context.newPage()
  await gone.goto(`${here.muster.url}/healthz`)
  assert.deepEqual(await push(gone, [{ name: 'space.delete@1', args: {}, space: club }]), ['applied'])
  await expect(page.getByRole('link', { name: /Openings/ })).toHaveCount(0)
  await expect(onScreen(page, '1 change refused: look')).toBeVisible()
  await page.reload()
  await onScreen(page, '1 change refused: look').click()
  await expect(onScreen(page, 'Add task “French”', { exact: true })).toBeVisible()
  // Sent again it cannot be: it does not wait for ever, but comes back with its text.
  await page.getByRole('button', { name: /^Send again/ }).click()
  await expect(onScreen(page, 'Add task “French”', { exact: true })).toBeHidden()
  await onScreen(page, '1 change refused: look').click()
  await expect(onScreen(page, 'Add task “French”', { exact: true })).toBeVisible()
  await restSaved(page)
  assert.deepEqual(faults, [])
  await context.close()
})

test('after its history was replaced, a space whose membership is gone without a word is dropped, its unsent changes kept', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut, /status of 410/)
  await register(page, 'reset@example.test')
  const [club, kept] = [crypto.randomUUID(), crypto.randomUUID()]
  const spaces = [club, kept].map((id, n) => ({
    name: 'space.create@1',
    args: { id, name: n === 0 ? 'Left' : 'Kept', color: 'green', memberName: 'Somebody' },
  }))
  assert.deepEqual(await push(page, spaces), ['applied', 'applied'])
  const list = {
    name: 'list.create@1',
    args: { id: crypto.randomUUID(), name: 'Openings', color: 'red', emoji: null, folderId: null, order: 'a1' },
    space: club,
  }
  assert.deepEqual(await push(page, [list]), ['applied'])
  await page.getByRole('link', { name: /Openings/ }).click()
  await page.route(`**/spaces/${club}/**`, (route) => route.abort())
  await add(page, 'Not sent')
  await expect(onScreen(page, '1 change waiting')).toBeVisible()
  await page.getByRole('link', { name: /Inbox/ }).click()
  // As after a restored backup: the cursor is unknown, and what begins anew knows nothing of that membership.
  let resets = 0
  const withoutIt = async (route: Route) => {
    const reply = await route.fetch()
    const { docs, ...rest } = (await reply.json()) as { docs: { kind: string; id: string }[] }
    return route.fulfill({ response: reply, json: { ...rest, docs: docs.filter(({ kind, id }) => kind !== 'membership' || id !== club) } })
  }
  await page.route('**/snapshot/*/*', withoutIt)
  await page.route('**/changes?since=*', async (route) => {
    if (route.request().url().includes(kept)) return route.continue()
    if (resets > 0) return withoutIt(route)
    resets++
    const problem = { type: 'about:blank', title: 'Gone', status: 410, code: 'sync_reset' }
    return route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify(problem) })
  })
  await add(page, 'After that')
  await expect(page.getByRole('link', { name: /Openings/ })).toHaveCount(0)
  await expect(onScreen(page, 'Kept', { exact: true }).first()).toBeVisible()
  await onScreen(page, '1 change refused: look').click()
  await expect(onScreen(page, 'Add task “Not sent”', { exact: true })).toBeVisible()
  await expect(rows(page)).toHaveText([/After that/])
  await restSaved(page)
  assert.equal(resets, 1)
  assert.deepEqual(await tasksOnServer(page), ['After that'])
  assert.deepEqual(faults, [])
  await context.close()
})

test('a clock that is days behind does not date what is written', async () => {
  const context = await here.browser.newContext({ serviceWorkers: 'block' })
  const setBack = `{
    const now = Date.now.bind(Date)
    const behind = 3 * 86_400_000
    globalThis.Date = class extends Date {
      constructor(...args) {
        super(...(args.length === 0 ? [now() - behind] : args))
      }
      static now() {
        return now() - behind
      }
    }
  }`
  // The page and its worker go by one clock.
  await context.addInitScript(setBack)
  await context.route('**/assets/main-*.js', async (route) => {
    const reply = await route.fetch()
    await route.fulfill({ response: reply, body: `${setBack};\n${await reply.text()}` })
  })
  const { page, faults } = await openPage(context, here.muster.url)
  await register(page, 'clock@example.test')
  await add(page, 'Written today')
  await saved(page)
  const made = await page.evaluate(async () => {
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    return docs.find(({ kind }: { kind: string }) => kind === 'task').createdAt as string
  })
  assert.ok(Math.abs(Date.now() - Date.parse(made)) < 3_600_000, made)
  assert.deepEqual(faults, [])
  await context.close()
})
