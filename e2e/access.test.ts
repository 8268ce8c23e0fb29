import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from '@playwright/test'
import { findings } from './axe.ts'
import { expect, madeFaults, oneOfEach, openPage } from './muster.ts'
import { add, onScreen, push, register, rows, saved, share, toCreate } from './people.ts'

const here = oneOfEach()

const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 800 }

/** Nothing that axe finds, and nothing wider than the screen, in both themes and at both sizes. */
const examine = async (page: Page, screen: string, sizes: readonly { readonly width: number; readonly height: number }[] = [desktop, phone]) => {
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      // The theme changes colours and nothing else: the second time only what they decide is looked at.
      const found = await findings(page, colorScheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined)
      assert.deepEqual(found, [], `${screen}, ${colorScheme}, ${size.width} wide`)
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${screen} is wider than ${size.width}`)
  }
  await page.setViewportSize(desktop)
}

test('axe finds nothing before signing in: signing in and up, an invitation that stands and one that does not', { timeout: 240_000 }, async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, /status of 410 .*\/invites\/preview$/)
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
  await examine(page, 'the first account')
  await page.goto(`${here.muster.url}/sign-in`)
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  await examine(page, 'signing in')
  await toCreate(page)
  await expect(page.getByLabel('Name')).toBeVisible()
  await examine(page, 'signing up')
  const other = await here.browser.newContext()
  const owner = await openPage(other, here.muster.url)
  await register(owner.page, 'inviter@example.test')
  await owner.page.getByRole('button', { name: 'New shared space' }).click()
  await owner.page.getByLabel('Name', { exact: true }).fill('Garden')
  await owner.page.keyboard.press('Enter')
  await owner.page.getByRole('button', { name: 'Make a link' }).click()
  const link = await owner.page.getByLabel('Invitation link').inputValue()
  await saved(owner.page)
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Join “Garden”' })).toBeVisible()
  await examine(page, 'an invitation')
  await owner.page.getByRole('button', { name: /^Withdraw/ }).click()
  await saved(owner.page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible()
  await examine(page, 'an invitation that is withdrawn')
  assert.deepEqual([...faults, ...owner.faults], [])
  await other.close()
  await context.close()
})

test('axe finds nothing on any screen: lists, Today, trash, a task at large, settings, a shared space, what was refused', { timeout: 400_000 }, async () => {
  const context = await here.browser.newContext({ viewport: desktop })
  const { page, faults } = await openPage(context, here.muster.url, madeFaults.cut)
  await register(page, 'screens@example.test')
  await examine(page, 'an empty list')
  for (const title of ['Write the report', 'Call the printer', 'Buy stamps']) await add(page, title)
  await rows(page).nth(1).focus()
  await page.keyboard.press('Control+]')
  await rows(page).first().focus()
  await page.keyboard.press('p')
  await page.keyboard.press('1')
  await page.getByRole('button', { name: 'Complete Buy stamps' }).click()
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Show 1 done' }).click()
  await expect(rows(page)).toHaveCount(3)
  await examine(page, 'a list')

  await rows(page).first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add notes …' }).click()
  await page.getByLabel('Notes', { exact: true }).fill('# Three parts\n\n- [ ] numbers\n- [x] words\n\n[a page](https://example.test/)')
  await examine(page, 'notes being written', [desktop])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'Three parts' })).toBeVisible()
  await examine(page, 'a task at large')
  await page.getByRole('button', { name: 'Close task' }).click()

  await page.goto(`${here.muster.url}/today`)
  await expect(page.getByRole('heading', { name: 'Today', exact: true })).toBeVisible()
  await examine(page, 'Today, empty')
  await page.getByLabel('Add task').fill('Today’s own')
  await page.getByLabel('Add task').press('Enter')
  await expect(page.locator('[role=treegrid] [data-id]')).toHaveCount(1)
  await examine(page, 'Today')
  await page.locator('[role=treegrid] [data-id]').first().focus()
  await page.keyboard.press('Delete')
  await page.goto(`${here.muster.url}/trash`)
  await expect(page.getByRole('button', { name: 'Restore Today’s own' })).toBeVisible()
  await examine(page, 'the trash')
  await page.goto(`${here.muster.url}/settings`)
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await examine(page, 'the settings')

  const other = await here.browser.newContext()
  const guest = await openPage(other, here.muster.url)
  await register(guest.page, 'member@example.test', 'Somebody else')
  await share(page, guest.page, 'Garden')
  await expect(onScreen(page, 'Somebody else', { exact: true })).toBeVisible()
  await examine(page, 'a shared space')
  await examine(guest.page, 'a shared space as an editor sees it')

  await page.getByLabel('Add list to Garden').fill('Beds')
  await page.getByLabel('Add list to Garden').press('Enter')
  await page.getByRole('navigation', { name: 'Lists', exact: true }).getByRole('link', { name: /Beds/ }).click()
  await expect(page.getByRole('heading', { name: 'Beds', level: 1 })).toBeVisible()
  await saved(page)
  const [space, list] = await page.evaluate(async () => {
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    const club = docs.find(({ kind, id }: { kind: string; id: string }) => kind === 'membership' && id !== user.id).id as string
    return [club, location.pathname.split('/').at(-1) ?? ''] as const
  })
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.route('**/mutations', (route) => route.abort())
  await add(page, 'Dig over')
  await onScreen(page, '1 change waiting').click()
  await expect(page.getByRole('dialog').getByText('Add task “Dig over”', { exact: true })).toBeVisible()
  await examine(page, 'what waits', [desktop])
  await page.keyboard.press('Escape')
  assert.deepEqual(await push(guest.page, [{ name: 'list.delete@1', args: { id: list }, space }]), ['applied'])
  await page.unroute('**/mutations')
  await onScreen(page, '1 change refused: look').click()
  await expect(onScreen(page, 'Add task “Dig over”', { exact: true })).toBeVisible()
  await examine(page, 'what was refused', [desktop])
  await page.setViewportSize(phone)
  await page.getByRole('button', { name: 'Lists', exact: true }).click()
  await examine(page, 'what was refused, in the drawer', [phone])
  assert.deepEqual([...faults, ...guest.faults], [])
  await other.close()
  await context.close()
})
