import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findings } from './axe.ts'
import { expect, oneOfEach, openPage } from './muster.ts'
import { linksIn } from './outbox-folder.ts'
import { onScreen, register } from './people.ts'

const here = oneOfEach()

test('somebody has another address confirmed by the link that is mailed to it, and signs in with it from then on', async () => {
  const [email, next] = ['before@example.test', 'after@example.test']
  const muster = here.muster.url
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 800 } })
  const { page, faults } = await openPage(context, muster, /status of 410 .*\/auth\/confirm-address$/)
  await register(page, email)
  await page.goto(`${muster}/settings`)
  await expect(onScreen(page, `${email}, not confirmed yet`)).toBeVisible()
  await page.getByText('Change address').click()
  await page.getByLabel('New address').fill(next)
  await page.getByRole('button', { name: 'Mail the link' }).click()
  await expect(onScreen(page, `This server sends no mail: the link for ${next} lies in its folder “outbox”. It is good for an hour.`)).toBeVisible()
  const links = () => linksIn(here.muster.dataDir, 'confirm')
  await expect.poll(links).toHaveLength(1)
  await page.goto(links()[0] ?? '')
  await expect(page.getByRole('heading', { name: 'Confirm your address' })).toBeVisible()
  assert.deepEqual(await findings(page), [])
  await page.getByRole('button', { name: 'It is mine' }).click()
  await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeFocused()
  await page.getByRole('link', { name: 'To Muster' }).click()
  await page.goto(`${muster}/settings`)
  await expect(onScreen(page, `${next}, confirmed`)).toBeVisible()
  await page.goto(links()[0] ?? '')
  await page.getByRole('button', { name: 'It is mine' }).click()
  await expect(page.getByRole('alert')).toHaveText(/used before, or is too old/)
  assert.deepEqual(faults, [])
  await context.close()
})
