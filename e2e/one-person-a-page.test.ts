import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext, Page } from '@playwright/test'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, onScreen, register, rows, saved, signIn } from './people.ts'

const here = oneOfEach()

/** A tab of somebody with a task and a half written one, whose session has run out; it stands at the sign-in form. */
const ranOut = async (context: BrowserContext, email: string) => {
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.signedOut)
  await register(page, email)
  await add(page, 'Only for the first')
  await saved(page)
  await page.getByLabel('Add task').fill('Half written by the first')
  await context.clearCookies()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await onScreen(page, 'Sign in to go on').click()
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  return { page, faults }
}
const form = (page: Page) => page.getByRole('heading', { name: 'Sign in to Muster' })

for (const told of [true, false])
  test(`a session ends in one tab, and somebody else signs in in another${told ? '' : ', of which the first hears nothing, and then in the first'}: nothing of the first person is seen`, async () => {
    const context = await here.browser.newContext({ serviceWorkers: 'block' })
    if (!told) await context.addInitScript(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true))
    const emails = [`p-${told}@example.test`, `q-${told}@example.test`] as const
    const { page, faults } = await ranOut(context, emails[0])
    const other = await openPage(context, `${here.muster.url}/today`, madeFaults.signedOut)
    await form(other.page)
      .or(other.page.getByRole('button', { name: 'Sign in to go on' }))
      .first()
      .waitFor()
    const go = other.page.getByRole('button', { name: 'Sign in to go on' })
    if (await go.isVisible()) await go.click()
    await register(other.page, emails[1])
    await add(other.page, 'Of the second')
    await saved(other.page)
    if (!told) {
      await expect(form(page)).toBeVisible()
      await signIn(page, emails[1])
    }
    await expect(rows(page)).toHaveText([/Of the second/])
    await expect(page.getByLabel('Add task')).toHaveValue('')
    await expect(onScreen(page, /first/)).toHaveCount(0)
    // What the first had begun is theirs when they come back, also after the other signed out.
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(form(page)).toBeVisible()
    await signIn(page, emails[0])
    await expect(rows(page)).toHaveText([/Only for the first/])
    await expect(page.getByLabel('Add task')).toHaveValue('Half written by the first')
    const slots = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])
    assert.ok(slots.length > 0)
    assert.deepEqual([...faults, ...other.faults], [])
    await context.close()
  })
