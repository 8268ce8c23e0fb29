import { expect, type BrowserContext, type Page } from '@playwright/test'
import { password } from './account.ts'
import { people, type Seeded } from './seed.ts'

export interface Scene {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: string
  readonly seeded: Seeded
  readonly wide: boolean
  readonly shoot: (name: string) => Promise<void>
}
/** What leads to a screen or state, by its name; each takes the pictures that belong to it and leaves the data as it was. */
export type States = Readonly<Record<string, (scene: Scene) => Promise<void>>>

const row = (page: Page, title: string | RegExp) => page.locator('[role=treegrid] [data-id]').filter({ hasText: title }).first()
const open = async ({ page, url }: Scene, path: string, heading: string | RegExp) => {
  await page.goto(`${url}${path}`)
  await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible({ timeout: 20_000 })
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}
const openMove = (scene: Scene) => open(scene, `/list/${scene.seeded.lists.move}`, /Move to the new flat/)
const menuOf = async (page: Page, title: string) =>
  row(page, title)
    .getByRole('button', { name: /^More about/ })
    .click()
const drawer = async ({ page, wide }: Scene) => {
  if (!wide) await page.getByRole('button', { name: 'Lists', exact: true }).click()
}
const openTask = async (scene: Scene, title = 'Find a moving company') => {
  await open(scene, `/list/${scene.seeded.lists.move}?task=${scene.seeded.owner.id}/${scene.seeded.tasks.get(title)}`, /Move to the new flat/)
  await expect(scene.page.getByLabel('Task title')).toHaveValue(title)
  await expect(scene.page.getByText('Fetching the notes')).toHaveCount(0)
}

export const signedOut: States = {
  'sign-up': async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-up`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('sign-up')
  },
  'sign-in': async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-in`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('sign-in')
    await page.getByLabel('E-mail').fill(people.owner.email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await shoot('sign-in-refused')
  },
  join: async ({ page, url, seeded, shoot }) => {
    await page.goto(`${url}/join/${seeded.invitation}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('join')
    await page.goto(`${url}/join/${seeded.shared}.bm90LWEtdG9rZW4`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('join-invalid')
  },
  slow: async ({ page, context, url, wide, shoot }) => {
    await context.route('**/api/v1/spaces/**', () => {})
    await page.goto(`${url}/sign-in`)
    await page.getByLabel('E-mail').fill(people.owner.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('Fetching your tasks')).toBeVisible()
    await page.waitForTimeout(800)
    await shoot('loading')
    await context.unroute('**/api/v1/spaces/**')
    if (!wide) await page.getByRole('button', { name: 'Lists', exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  },
  fresh: async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-up`)
    await page.getByLabel('Name').fill('Newcomer')
    await page.getByLabel('E-mail').fill(`new-${Math.random().toString(36).slice(2)}@example.test`)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
    await expect(page.getByText('The Inbox takes')).toBeVisible({ timeout: 20_000 })
    await shoot('inbox-empty')
    await page.goto(`${url}/today`)
    await expect(page.getByText('Nothing is due today')).toBeVisible()
    await shoot('today-empty')
    await page.goto(`${url}/trash`)
    await expect(page.getByText('Nothing is in the trash')).toBeVisible()
    await shoot('trash-empty')
  },
}

export const signedIn: States = {
  inbox: async (scene) => {
    await open(scene, '/', 'Inbox')
    await expect(row(scene.page, 'Renew passport')).toBeVisible({ timeout: 20_000 })
    await scene.shoot('inbox')
  },
  today: async (scene) => {
    await open(scene, '/today', 'Today')
    await scene.shoot('today')
  },
  list: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await shoot('list')
    await page.getByLabel('Add task').click()
    await page.getByLabel('Add task').fill('Borrow a sack truck')
    await shoot('list-adding')
    await page.getByLabel('Add task').fill('')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('F2')
    await shoot('list-editing')
    await page.keyboard.press('Escape')
    await row(page, 'Find a moving').focus()
    await page.keyboard.press('j')
    await shoot('list-focus')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    const done = page.getByRole('button', { name: /\d+ done/ })
    await done.scrollIntoViewIfNeeded()
    await done.click()
    await page.getByRole('button', { name: /Hide \d+ done/ }).scrollIntoViewIfNeeded()
    await shoot('list-done')
    await page.getByRole('button', { name: /Hide \d+ done/ }).click()
  },
  'list-menus': async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await menuOf(page, 'Give notice')
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('row-menu')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More about this list' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('list-menu')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Sort/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('sort-menu')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More about section New flat' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('section-menu')
    await page.keyboard.press('Escape')
  },
  dialogs: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await row(page, 'Give notice').focus()
    await page.keyboard.press('s')
    await expect(page.getByRole('dialog', { name: 'Due day' })).toBeVisible()
    await shoot('date-box')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('m')
    await expect(page.getByRole('dialog', { name: /Move/ })).toBeVisible()
    await shoot('move')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('p')
    await shoot('priority-chord')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
    await shoot('help')
    await page.keyboard.press('Escape')
  },
  selection: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await row(page, 'Find a moving').focus()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect(page.getByRole('toolbar', { name: 'Selected tasks' })).toBeVisible()
    await shoot('selection')
    await page.getByRole('toolbar').getByRole('button', { name: 'Priority' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('selection-priority')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
  },
  undo: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await row(page, 'Give notice').focus()
    await page.keyboard.press('e')
    await shoot('completed')
    await expect(row(page, 'Give notice')).toHaveCount(0)
    await shoot('undo-toast')
    await page.keyboard.press('Control+z')
    await expect(row(page, 'Give notice')).toBeVisible()
    await shoot('redo-toast')
  },
  keys: async ({ page, url, shoot }) => {
    await page.goto(`${url}/settings#keys`)
    await page.getByRole('button', { name: /^Keys for Due day/ }).click()
    await page.keyboard.press('j')
    await shoot('settings-keys')
    await page.keyboard.press('Escape')
  },
  drag: async (scene) => {
    const { page, shoot, wide } = scene
    if (!wide) return
    await openMove(scene)
    await row(page, 'Give notice').hover()
    await page.waitForTimeout(500)
    await page.mouse.down()
    const { x = 0, y = 0 } = (await row(page, 'Draw the floor').boundingBox()) ?? {}
    await page.mouse.move(x + 200, y - 20, { steps: 5 })
    await page.mouse.move(x + 300, y + 30, { steps: 5 })
    await shoot('drag')
    await page.keyboard.press('Escape')
    await page.mouse.up()
  },
  task: async (scene) => {
    const { page, shoot } = scene
    await openTask(scene)
    await shoot('task')
    await page.getByRole('button', { name: 'Edit notes' }).click()
    await expect(page.getByLabel('Notes', { exact: true })).toBeFocused()
    await shoot('task-notes-edited')
    await page.keyboard.press('Escape')
    await page.getByLabel('Add subtask').scrollIntoViewIfNeeded()
    await shoot('task-subtasks')
    await page.getByRole('button', { name: /^Due:/ }).click()
    await expect(page.getByRole('dialog', { name: 'Due day' })).toBeVisible()
    await shoot('task-due')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Labels:/ }).click()
    await expect(page.getByRole('dialog', { name: 'Labels' })).toBeVisible()
    await shoot('task-labels')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Priority:/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('task-priority')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Duration:/ }).click()
    await shoot('task-duration')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More about this task' }).click()
    await shoot('task-menu')
    await page.keyboard.press('Escape')
    await openTask(scene, 'Ask neighbours whom they took')
    await shoot('task-third-level')
    await openTask(scene, 'Register at the town hall')
    await page.getByRole('button', { name: /^Due:/ }).click()
    await shoot('task-due-zone')
    await page.keyboard.press('Escape')
  },
  sidebar: async (scene) => {
    const { page, shoot } = scene
    await open(scene, '/', 'Inbox')
    await drawer(scene)
    await expect(page.getByRole('link', { name: /Garden/ })).toBeVisible()
    await shoot('sidebar')
    await page.getByRole('button', { name: 'More about Garden' }).click({ force: true })
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('sidebar-menu')
    await page.getByRole('menuitem', { name: /Rename/ }).click()
    await shoot('sidebar-rename')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'More about Garden' }).click({ force: true })
    await page.getByRole('menuitem', { name: /Colour/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('list-dialog')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New shared space' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('new-space')
    await page.keyboard.press('Escape')
  },
  'other-lists': async (scene) => {
    const { page, shoot, seeded } = scene
    await open(scene, `/list/${seeded.lists.languages}`, 'Languages')
    await shoot('languages')
    await open(scene, `/list/${seeded.lists.many}`, 'Reading')
    await shoot('many')
    await page.evaluate(() => scrollTo(0, 6_000))
    await page.waitForTimeout(200)
    await shoot('many-scrolled')
    await open(scene, `/list/${seeded.lists.empty}`, 'Garden')
    await expect(page.getByText('Tasks of this list')).toBeVisible()
    await shoot('list-empty')
    await open(scene, `/list/${seeded.lists.long}`, /unusually long/)
    await shoot('list-long-name')
    await open(scene, `/list/${seeded.lists.stalls}`, 'Stalls')
    await shoot('list-shared')
  },
  trash: async (scene) => {
    await open(scene, '/trash', 'Trash')
    await expect(scene.page.getByText('accordion')).toBeVisible()
    await scene.shoot('trash')
  },
  sharing: async (scene) => {
    const { page, shoot, seeded } = scene
    await open(scene, `/space/${seeded.shared}`, 'Summer fair')
    await page.getByRole('button', { name: 'Make a link' }).click()
    await expect(page.getByLabel('Invitation link')).toBeVisible()
    await expect(page.getByText('Looking …')).toHaveCount(0)
    await shoot('space')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await shoot('space-foot')
    await page.getByRole('button', { name: 'Delete space' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('space-delete')
    await page.keyboard.press('Escape')
    await page
      .getByRole('button', { name: /^Withdraw/ })
      .first()
      .click()
  },
  settings: async (scene) => {
    await open(scene, '/settings', 'Settings')
    await scene.shoot('settings')
    await scene.page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await scene.shoot('settings-foot')
  },
  states: async (scene) => {
    const { page, context, shoot, url, seeded } = scene
    await open(scene, '/nowhere/at/all', /nothing|address/i)
    await shoot('unknown-address')
    await open(scene, `/list/${crypto.randomUUID()}`, /not here/)
    await shoot('unknown-list')
    await openMove(scene)
    await context.setOffline(true)
    await page.getByLabel('Add task').fill('Buy tape')
    await page.getByLabel('Add task').press('Enter')
    await expect(
      page
        .getByText(/Offline|waiting, offline/)
        .filter({ visible: true })
        .first(),
    ).toBeVisible()
    await page.getByLabel('Add task').press('Escape')
    await shoot('offline')
    await drawer(scene)
    await shoot('offline-sidebar')
    await drawer(scene)
    await context.setOffline(false)
    await page.goto(`${url}/list/${seeded.lists.move}`)
    await row(page, 'Buy tape').focus()
    await page.keyboard.press('Delete')
    await page.route('**/mutations', async (route) => {
      const { mutations } = route.request().postDataJSON() as { mutations: readonly { id: string }[] }
      const problem = {
        type: 'about:blank',
        code: 'forbidden',
        status: 403,
        title: 'You may not do that here.',
        detail: 'Only editors of this space change its tasks.',
      }
      await route.fulfill({
        contentType: 'application/json',
        body: JSON.stringify({ results: mutations.map(({ id }) => ({ id, status: 'refused', problem })) }),
      })
    })
    await row(page, 'Find a moving').focus()
    await page.keyboard.press('F2')
    await page.keyboard.type(' that is cheap')
    await page.keyboard.press('Enter')
    await drawer(scene)
    await page.getByText(/refused: look/).click({ timeout: 20_000 })
    await shoot('refused')
    await page.getByRole('button', { name: /^Drop/ }).first().click()
    await page.unroute('**/mutations')
  },
}
