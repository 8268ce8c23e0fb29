import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, inOutbox, onScreen, register, rows, saved } from './people.ts'

const here = oneOfEach()
const noServiceWorker = { serviceWorkers: 'block' } as const
/** How often the page was loaded, from now on. */
const loads = (page: Page) => {
  let count = 0
  page.on('load', () => count++)
  return () => count
}
const settings = (page: Page) => page.getByRole('link', { name: 'Settings' })
const inbox = (page: Page) => page.getByRole('link', { name: /^Inbox/ }).first()
const start = async (email: string, ...made: readonly RegExp[]) => {
  const context = await here.browser.newContext(noServiceWorker)
  const opened = await openPage(context, here.muster.url, ...made)
  await register(opened.page, email)
  await add(opened.page, 'One')
  await saved(opened.page)
  await expect.poll(() => inOutbox(opened.page)).toBe(0)
  return { context, ...opened }
}

test('a part of the build that is missing loads the page anew once, with what is being written, and then says so; all else goes on', async () => {
  const { context, page } = await start('missing@example.test')
  await page.route(/\/assets\/settings-[^/]*\.js$/, (route) => route.fulfill({ status: 404, body: '' }))
  await page.reload()
  await expect(rows(page)).toHaveText([/One/])
  await page.getByLabel('Add task', { exact: true }).fill('Half a thought')
  const count = loads(page)
  await settings(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This could not be fetched' })).toBeVisible()
  assert.equal(count(), 1)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This could not be fetched' })).toBeVisible()
  await inbox(page).click()
  await expect(page.getByLabel('Add task', { exact: true })).toHaveValue('Half a thought')
  await page.getByLabel('Add task', { exact: true }).press('Enter')
  await expect(rows(page)).toHaveText([/One/, /Half a thought/])
  await settings(page).click()
  await page.unroute(/\/assets\/settings-[^/]*\.js$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible()
  assert.equal(count(), 1)
  await context.close()
})

for (const [what, path, file] of [
  ['Signing in', '/', /\/assets\/sign-in-[^/]*\.js$/],
  ['The invitation', '/join/nothing', /\/assets\/join-[^/]*\.js$/],
] as const)
  test(`${what}: where its part of the build is missing the page is loaded anew once, and then says so`, async () => {
    const context = await here.browser.newContext(noServiceWorker)
    const page = await context.newPage()
    const count = loads(page)
    await page.route(file, (route) => route.fulfill({ status: 404, body: '' }))
    await page.goto(`${here.muster.url}${path}`)
    const said = page.getByRole('alert').filter({ hasText: /could not be fetched/ })
    await expect(said).toBeVisible()
    assert.equal(count(), 2)
    await page.reload()
    await expect(said).toBeVisible()
    assert.equal(count(), 3)
    await page.unroute(file)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByRole('heading', { name: path === '/' ? /Sign in|Create your account/ : /does not work any more/ })).toBeVisible()
    assert.equal(count(), 3)
    await context.close()
  })

test('offline a part that is not here yet says so, and comes by itself when there is a line; the page is not loaded anew', async () => {
  const { context, page, faults } = await start('away@example.test', madeFaults.cut, /could not be fetched/)
  // What is fetched when idle does not come.
  const held = /\/assets\/settings-[^/]*\.js$/
  await page.route(held, (route) => route.abort())
  await page.reload()
  await expect(rows(page)).toHaveText([/One/])
  await expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()
  await context.setOffline(true)
  const count = loads(page)
  await settings(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This is not on this device yet' })).toBeVisible()
  await inbox(page).click()
  await expect(rows(page)).toHaveText([/One/])
  await settings(page).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This is not on this device yet' })).toBeVisible()
  await page.unroute(held)
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible()
  assert.equal(count(), 0)
  assert.deepEqual(faults, [])
  await context.close()
})

test('a view that breaks spoils its own place alone, and can be tried again', async () => {
  const { context, page } = await start('breaks@example.test')
  await page.evaluate(() => {
    const { supportedValuesOf } = Intl
    Object.assign(globalThis, { mend: () => Object.assign(Intl, { supportedValuesOf }) })
    Object.assign(Intl, {
      supportedValuesOf: () => {
        throw new Error('broken on purpose')
      },
    })
  })
  await settings(page).click()
  const said = page.getByRole('alert').filter({ hasText: 'Something broke here' })
  await expect(said).toBeVisible()
  // It stands in the frame of the view: under its name, and where that begins.
  const heading = page.getByRole('heading', { name: 'Settings', level: 1 })
  await expect(heading).toBeVisible()
  const leftOf = (one: Locator) => one.evaluate((element) => element.getBoundingClientRect().left)
  assert.equal(await leftOf(said.locator('p')), await leftOf(heading))
  await inbox(page).click()
  await expect(rows(page)).toHaveText([/One/])
  await add(page, 'Two')
  await saved(page)
  await settings(page).click()
  await page.evaluate(() => (globalThis as unknown as { mend: () => void }).mend())
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Keyboard' })).toBeVisible()
  await context.close()
})

test('an address with a section scrolls to it: opened, followed from elsewhere, and followed on the same page', async () => {
  const { context, page, faults } = await start('section@example.test', /status of 404/)
  const labels = page.getByRole('heading', { name: 'Labels', exact: true })
  const keys = page.getByRole('heading', { name: 'Keyboard', exact: true })
  await page.setViewportSize({ width: 1280, height: 400 })
  await page.goto(`${here.muster.url}/settings#labels`)
  await expect(labels).toBeInViewport()
  await expect(page).toHaveTitle('Settings · Muster')
  await page.keyboard.press('?')
  await page.getByRole('link', { name: 'Change keys' }).click()
  await expect(keys).toBeInViewport()
  await expect(page).toHaveURL(/\/settings#keys$/)
  await page.goBack()
  await expect(labels).toBeInViewport()
  await page.goto(`${here.muster.url}/nothing/here`)
  await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible()
  await expect(page).toHaveTitle('There is nothing at this address · Muster')
  assert.deepEqual(faults, [])
  await context.close()
})
