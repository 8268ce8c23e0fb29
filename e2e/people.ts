import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { expect, openPage } from './muster.ts'

/** What people do in a page, for the tests that are about something else. */
/** Brings the form for a new account, which on a new server is what the page opens on. */
export const toCreate = async (page: Page) => {
  const create = page.getByRole('button', { name: 'Create an account' })
  await expect(page.getByRole('heading', { name: 'Create your account' }).or(create)).toBeVisible()
  if (await create.isVisible()) await create.click()
}
export const register = async (page: Page, email: string, name = 'Somebody') => {
  await toCreate(page)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
}
/**
 * Somebody new in a browser profile of their own, on their Inbox.
 * @param options of the profile; a wide page without them
 * @param prepare is done to the profile before its first page
 */
export const newcomer = async (
  { browser, muster }: { readonly browser: Browser; readonly muster: { readonly url: string } },
  email: string,
  options: BrowserContextOptions = {},
  prepare?: (context: BrowserContext) => Promise<unknown>,
) => {
  const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 800 }, ...options })
  await prepare?.(context)
  const { page, faults } = await openPage(context, muster.url)
  await register(page, email)
  /** Nothing broke meanwhile. */
  const end = async () => {
    assert.deepEqual(faults, [])
    await context.close()
  }
  return { context, page, end }
}
export const signIn = async (page: Page, email: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
}
export const add = async (page: Page, title: string) => {
  await page.getByLabel('Add task', { exact: true }).fill(title)
  await page.getByLabel('Add task', { exact: true }).press('Enter')
}
/** Gives a task of the list another title, by key. */
export const rename = async (page: Page, from: string, to: string) => {
  await rows(page).filter({ hasText: from }).first().focus()
  await page.keyboard.press('F2')
  await page.getByLabel('Title', { exact: true }).fill(to)
  await page.keyboard.press('Enter')
}
export const rows = (page: Page) => page.getByRole('treegrid', { name: /Tasks in/ }).locator('[data-id]')
/** What stands on the screen with that text; what is only said to screen readers is not meant. */
export const onScreen = (page: Page, text: string | RegExp, options?: { readonly exact?: boolean }) =>
  page.getByText(text, options).and(page.locator(':not([aria-live=polite])'))

export const saved = (page: Page) => expect(onScreen(page, 'All saved', { exact: true })).toBeVisible()
/** All but what was refused. */
export const restSaved = (page: Page) => expect(onScreen(page, 'Everything else is saved', { exact: true })).toBeVisible()

/** Takes the network away once this browser has stored all of the page's code: on a slow machine it is still being fetched. */
export const goOffline = async (page: Page): Promise<void> => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await page.context().setOffline(true)
}

/** What the server holds of the signed-in person's tasks, asked by the page itself. */
export const tasksOnServer = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { user } = await (await fetch('/api/v1/me')).json()
    const { docs } = await (await fetch(`/api/v1/spaces/${user.id}/changes`)).json()
    return docs
      .filter((doc: { kind: string }) => doc.kind === 'task')
      .map((doc: { title: string }) => doc.title)
      .sort()
  })

/** Sends changes as the signed-in person from beside the replica, as another device would, and did it `at` a time; the answers' statuses. */
export const push = (page: Page, mutations: readonly { name: string; args: unknown; space?: string; at?: string }[]): Promise<string[]> =>
  page.evaluate(async (all) => {
    const { user, csrfToken } = await (await fetch('/api/v1/me')).json()
    const statuses: string[] = []
    for (const { name, args, space, at } of all) {
      const mutation = { id: crypto.randomUUID(), name, args, base: 0, clientAt: at ?? new Date().toISOString() }
      const reply = await fetch(`/api/v1/spaces/${space ?? user.id}/mutations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
        body: JSON.stringify({ for: user.id, mutations: [mutation] }),
      })
      const { results } = await reply.json()
      statuses.push(results?.[0]?.status ?? `${reply.status}`)
    }
    return statuses
  }, mutations)

/** Writes down every frame's titles from now on; what comes back says which frames showed a title twice or took one back. */
export const watchFrames = (page: Page, title: string) =>
  page.evaluate((wanted) => {
    const seen: number[] = []
    const count = () => {
      const now = [...document.querySelectorAll('[role=treegrid] [data-title]')].filter((one) => one.textContent === wanted).length
      if (seen.at(-1) !== now) seen.push(now)
    }
    new MutationObserver(count).observe(document.body, { subtree: true, childList: true, characterData: true })
    const frame = () => {
      count()
      requestAnimationFrame(frame)
    }
    frame()
    ;(window as unknown as Record<string, unknown>)[`seen ${wanted}`] = seen
  }, title)
/** How often the title stood on screen, each time that changed: 0, 1 means that it came once and stayed. */
export const framesOf = (page: Page, title: string): Promise<number[]> =>
  page.evaluate((wanted) => (window as unknown as Record<string, number[]>)[`seen ${wanted}`] ?? [], title)
/** Which worker holds the lead. */
export const leader = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => (await navigator.locks.query()).held?.find(({ name }) => name?.startsWith('muster-lead-'))?.clientId)

/** How many changes lie in this browser's outbox, on disk. */
export const inOutbox = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const name = (await indexedDB.databases()).map((one) => one.name ?? '').find((one) => one.startsWith('muster-outbox-'))
    if (name === undefined) return 0
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const count = await new Promise<number>((resolve) => {
      const request = database.transaction('pending').objectStore('pending').count()
      request.onsuccess = () => resolve(request.result)
    })
    database.close()
    return count
  })

/** What this browser stores of the person's own space: the buckets, the keys beside them, and of what tasks there are notes; `meta` is set beside. */
export const stored = (page: Page, space: string, meta?: object): Promise<{ buckets: number; titles: string[]; beside: string[]; notes: string[] }> =>
  page.evaluate(
    async ({ of, more }) => {
      const asked = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error ?? new Error('it cannot be read'))
        })
      const database = await asked(indexedDB.open(`muster-replica-${of}`))
      const tx = database.transaction(['buckets', 'overlay', 'meta', 'notes'], 'readwrite')
      const all = IDBKeyRange.bound([of], [of, []])
      if (more) tx.objectStore('meta').put({ ...(await asked(tx.objectStore('meta').get(of))), ...more }, of)
      const buckets: string[] = await asked(tx.objectStore('buckets').getAll(all))
      const keys = await asked(tx.objectStore('overlay').getAllKeys(all))
      const notes = (await asked(tx.objectStore('notes').getAllKeys(all))) as [string, string][]
      database.close()
      const docs = buckets.flatMap((json) => JSON.parse(json) as { kind: string; title: string }[])
      const titles = docs.filter(({ kind }) => kind === 'task').map(({ title }) => title)
      return { buckets: buckets.length, titles: titles.sort(), beside: keys.map(String), notes: notes.map(([, id]) => id) }
    },
    { of: space, more: meta },
  )

/** Makes a shared space in one browser, and lets the other person in by its link; both stand on the page of the space. */
export const share = async (owner: Page, guest: Page, name: string, role = 'editor'): Promise<string> => {
  await owner.getByRole('button', { name: 'New shared space' }).click()
  await owner.getByLabel('Name', { exact: true }).fill(name)
  await owner.keyboard.press('Enter')
  await expect(owner.getByRole('heading', { name, level: 1 })).toBeVisible()
  await owner.getByLabel('Role of the invited').selectOption(role)
  await owner.getByRole('button', { name: 'Make a link' }).click()
  const link = await owner.getByLabel('Invitation link').inputValue()
  await saved(owner)
  await guest.goto(link)
  await guest.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(guest.getByRole('heading', { name, level: 1 })).toBeVisible()
  return new URL(owner.url()).pathname.split('/').at(-1) ?? ''
}
