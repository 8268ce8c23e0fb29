import assert from 'node:assert/strict'
import type { Browser, Page } from '@playwright/test'
import { expect, madeFaults, openPage } from '../muster.ts'
import { add, register, rows, saved, share } from '../people.ts'

const lists = (page: Page) => page.getByRole('navigation', { name: 'Lists', exact: true })
/** Answers that somebody gets while there is nobody to give a better one. */
const away = /status of (503|429)/

/** Two people, each in a browser of their own, who look at one list of a space that they share. */
export const openTwo = async (browser: Browser, url: string) => {
  // So tall that every row is on it.
  const viewport = { width: 1280, height: 12_000 }
  const contexts = [await browser.newContext({ viewport }), await browser.newContext({ viewport })] as const
  const owner = await openPage(contexts[0], url, madeFaults.cut, away)
  const guest = await openPage(contexts[1], url, madeFaults.cut, away, /status of 40[34] .*\/spaces\//)
  await register(owner.page, 'owner@example.test', 'Somebody')
  await register(guest.page, 'guest@example.test', 'Somebody else')
  const space = await share(owner.page, guest.page, 'Garden')
  await owner.page.getByLabel('Add list to Garden').fill('Beds')
  await owner.page.getByLabel('Add list to Garden').press('Enter')
  for (const { page } of [owner, guest]) {
    await lists(page).getByRole('link', { name: /^Beds/ }).click()
    await expect(page.getByRole('heading', { name: 'Beds', level: 1 })).toBeVisible()
  }
  const titles: string[] = []
  return {
    space,
    titles: (): readonly string[] => titles,
    /** What one adds the other sees, both ways, and nobody has loaded anything anew. */
    eachSeesTheOther: async (after: string): Promise<void> => {
      for (const [from, to, who] of [
        [owner.page, guest.page, 'owner'],
        [guest.page, owner.page, 'guest'],
      ] as const) {
        // No title has another in it: mixed faults have the names of their own.
        const title = `${who} ${titles.length + 1} after ${after}`
        await add(from, title)
        titles.push(title)
        await expect(rows(to).filter({ hasText: title })).toHaveCount(1)
        await saved(from)
      }
    },
    end: async (): Promise<void> => {
      for (const { page } of [owner, guest]) for (const title of titles) await expect(rows(page).filter({ hasText: title })).toHaveCount(1)
      assert.deepEqual([...owner.faults, ...guest.faults], [])
      for (const context of contexts) await context.close()
    },
  }
}
