import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { BrowserContext, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { findings } from './axe.ts'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { onScreen, register, signIn } from './people.ts'

const here = oneOfEach()
const muster = () => here.muster.url

const enter = async (email: string, by = register) => {
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const opened = await openPage(context, muster(), madeFaults.signedOut, /status of 401 .*\/auth\/password$/, /status of 401 .*\/second-factor$/)
  await by(opened.page, email)
  return { context, ...opened }
}
/** Signs in where that leads to another page than the Inbox. */
const signInAgain = async (page: Page, email: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
const toSettings = async (page: Awaited<ReturnType<typeof enter>>['page']) => {
  await page.goto(`${muster()}/settings`)
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible()
}
/** What the address answers a program that shows a key and nothing else. */
const ask = (key: string, body?: object) =>
  fetch(`${muster()}/api/v1/tasks`, {
    headers: { Authorization: `Bearer ${key}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })

test('somebody sees where they are signed in, signs out there, and the other browser is signed out', async () => {
  const first = await enter('sessions@example.test')
  const second = await enter('sessions@example.test', signIn)
  await toSettings(second.page)
  await expect(onScreen(second.page, 'This browser')).toBeVisible()
  await expect(second.page.getByRole('button', { name: /^Sign out Chrome on/ })).toHaveCount(1)
  await second.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(second.page.getByRole('button', { name: /^Sign out Chrome on/ })).toHaveCount(0)
  await first.page.reload()
  await expect(first.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  assert.deepEqual([...first.faults, ...second.faults], [])
  await first.context.close()
  await second.context.close()
})

test('a new password is set where the one there is is right; what was typed stays where it is not; another tab goes on', async () => {
  const { page, context, faults } = await enter('password@example.test')
  const other = await context.newPage()
  await other.goto(muster())
  await toSettings(page)
  await page.getByText('Change password').first().click()
  await page.getByLabel('Password now').fill('wrong horse')
  await page.getByLabel('New password').fill('battery staple')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByRole('alert')).toHaveText(/password is wrong/)
  await expect(page.getByLabel('New password')).toHaveValue('battery staple')
  await page.getByLabel('Password now').fill('correct horse')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(onScreen(page, 'Password changed. You are signed out everywhere else.')).toBeVisible()
  await other.getByLabel('Add task', { exact: true }).fill('From the other tab')
  await other.getByLabel('Add task', { exact: true }).press('Enter')
  await expect(onScreen(other, 'All saved', { exact: true })).toBeVisible()
  await expect.poll(async () => (await other.evaluate(() => fetch('/api/v1/tasks').then((reply) => reply.text()))).includes('From the other tab')).toBe(true)
  assert.deepEqual(faults, [])
  await context.close()
})

test('a key is made, works for a program, is told of, and opens nothing once it is taken back', async () => {
  const { page, context, faults } = await enter('keys@example.test')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await toSettings(page)
  await expect(onScreen(page, 'No keys yet.')).toBeVisible()
  await page.getByText('Make a key').first().click()
  await page.getByLabel('What it is for').fill('Script at home')
  await page.getByRole('button', { name: 'Make a key' }).click()
  const key = await page.getByLabel('API key', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key)
  assert.equal((await ask(key, { title: 'By a program' })).status, 201)
  await page.goto(muster())
  await expect(onScreen(page, 'By a program')).toBeVisible()
  await toSettings(page)
  await expect(onScreen(page, /last used/)).toBeVisible()
  await expect(page.getByLabel('API key', { exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: 'Take back the key Script at home' }).click()
  await expect(onScreen(page, 'No keys yet.')).toBeVisible()
  assert.equal((await ask(key)).status, 401)
  assert.deepEqual(faults, [])
  await context.close()
})

test('an app is set up as a second factor: signing in asks for its code, or for one of recovery, until it is turned off', async () => {
  const { page, context, faults } = await enter('factor@example.test')
  await toSettings(page)
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await expect(page.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible()
  const secret = Secret.fromBase32(await page.getByLabel('Or type this into the app').inputValue())
  await page.getByLabel('Code that the app shows').fill('000000')
  await page.getByRole('button', { name: 'Turn on' }).click()
  await expect(page.getByRole('alert')).toHaveText(/code that the app shows now/)
  await page.getByLabel('Code that the app shows').fill(new TOTP({ secret }).generate())
  await page.getByRole('button', { name: 'Turn on' }).click()
  const codes = page.getByRole('region', { name: 'Recovery codes' })
  await expect(codes.getByRole('listitem')).toHaveCount(10)
  await expect(onScreen(page, /^On since .*10 recovery codes are left/)).toBeVisible()
  const recovery = await codes.getByRole('listitem').first().innerText()
  const [file] = await Promise.all([page.waitForEvent('download'), codes.getByRole('link', { name: 'Save the codes as a file' }).click()])
  assert.equal(file.suggestedFilename(), 'muster-recovery-codes.txt')
  assert.ok(readFileSync(await file.path(), 'utf8').startsWith(`${recovery}\n`))

  const other = await here.browser.newContext({ viewport: { width: 390, height: 844 } })
  const opened = await openPage(other, muster(), madeFaults.signedOut, /status of 401 .*\/auth\/login$/)
  await opened.page.getByLabel('E-mail').fill('factor@example.test')
  await opened.page.getByLabel('Password').fill('correct horse')
  await opened.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(opened.page.getByLabel(/^Code of your authenticator app/)).toBeFocused()
  await opened.page.keyboard.type(recovery)
  await opened.page.keyboard.press('Enter')
  await expect(opened.page.getByLabel('Add task', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Turn off' }).click()
  await expect(onScreen(page, /^Off\. With it/)).toBeVisible()
  assert.deepEqual([...faults, ...opened.faults], [])
  await other.close()
  await context.close()
})

/** A device of Chromium's own that makes and shows passkeys, and asks nobody. */
const giveDevice = async (context: BrowserContext, page: Page) => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  })
  return {
    heed: (isUserVerified: boolean) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  }
}

test('a passkey is added, signs in without a password, and opens nothing once it is taken away', async () => {
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 800 } })
  // The device answers by itself whatever it is asked: offered in a field, it would sign in before anybody asks for that.
  await context.addInitScript(() => {
    if ('PublicKeyCredential' in window) PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
  const named = muster().replace('127.0.0.1', 'localhost')
  const { page, faults } = await openPage(context, named, madeFaults.signedOut, /status of 401 .*\/auth\/passkey$/)
  const device = await giveDevice(context, page)
  await register(page, 'passkey@example.test')
  await page.goto(`${named}/settings`)
  await expect(onScreen(page, 'No passkeys yet.')).toBeVisible()
  await device.heed(false)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('alert')).toHaveText('The device made no passkey.')
  await device.heed(true)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('button', { name: /^Take away the passkey Chrome/ })).toBeVisible()
  assert.equal((await device.credentials()).length, 1)

  await page.getByRole('button', { name: 'Sign out' }).last().click()
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByLabel('Add task', { exact: true })).toBeVisible()
  await page.goto(`${named}/settings`)
  await expect(onScreen(page, /last used/)).toBeVisible()
  await page.getByRole('button', { name: /^Take away the passkey/ }).click()
  await expect(onScreen(page, 'No passkeys yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).last().click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('alert')).toHaveText(/sign in with the password/)
  assert.deepEqual(faults, [])
  await context.close()
})

test('whose session was continued in a second place is told so when they sign in again, once, and finds it on the page', async () => {
  const email = 'stolen@example.test'
  const { page, context, faults } = await enter(email)
  const cookieOf = (name: string, value: string) => `${name}=${value}`
  const own = (await context.cookies()).find(({ name }) => name.startsWith('muster-refresh')) ?? assert.fail()
  const refresh = async (cookie: string) => {
    const reply = await fetch(`${muster()}/api/v1/auth/refresh`, { method: 'POST', headers: { Cookie: cookie, Origin: muster() } })
    return {
      status: reply.status,
      cookie:
        reply.headers
          .getSetCookie()
          .find((one) => one.startsWith(own.name))
          ?.split(';')[0] ?? '',
    }
  }
  const copied = cookieOf(own.name, own.value)
  const first = await refresh(copied)
  assert.equal((await refresh(first.cookie)).status, 200)
  assert.equal((await refresh(copied)).status, 401)
  await page.reload()
  await signInAgain(page, email)
  await expect(page.getByRole('alert').filter({ hasText: 'You were signed out to be safe' })).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'Chrome on' })).toBeVisible()
  assert.deepEqual(await findings(page), [])
  const another = await enter(email, signIn)
  assert.ok(!another.page.url().includes('/settings'), 'told once')
  assert.deepEqual([...faults, ...another.faults], [])
  await context.close()
  await another.context.close()
})
