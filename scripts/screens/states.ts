import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { password } from './account.ts'
import { said } from './said.ts'
import { people, type Seeded } from './seed.ts'

export interface Scene {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: string
  readonly seeded: Seeded
  readonly wide: boolean
  readonly shoot: (name: string, whole?: 'whole') => Promise<void>
}
/** What leads to a screen or state, by its name; each takes the pictures that belong to it and leaves the data as it was. */
export type States = Readonly<Record<string, (scene: Scene) => Promise<void>>>

const row = (page: Page, title: string | RegExp) => page.locator('[role=treegrid] [data-id]').filter({ hasText: title }).first()
const open = async ({ page, url }: Scene, path: string, heading: string | RegExp) => {
  await page.goto(`${url}${path}`)
  await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible({ timeout: 20_000 })
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}
/** What begins with what is said: a value stands behind it. */
const begins = (text: string) => new RegExp(said(text).source.slice(0, -1))
const button = (page: Page | Locator, text: string, values?: Readonly<Record<string, string>>) => page.getByRole('button', { name: said(text, values) })
const field = (page: Page, name: string) => page.locator('.panel').getByRole('button', { name: new RegExp(said(name).source.replace('$', ':')) })
const dialog = (page: Page, text: string) => page.getByRole('dialog', { name: said(text) })
const addField = (page: Page) => page.getByLabel(said('Add task'))
const openMove = (scene: Scene) => open(scene, `/list/${scene.seeded.lists.move}`, /Move to the new flat/)
const menuOf = async (page: Page, title: string) => button(row(page, title), 'More about {name}').click()
const drawer = async ({ page, wide }: Scene) => {
  if (!wide) await button(page, 'Lists').click()
}
const openTask = async (scene: Scene, title = 'Find a moving company') => {
  await open(scene, `/list/${scene.seeded.lists.move}?task=${scene.seeded.owner.id}/${scene.seeded.tasks.get(title)}`, /Move to the new flat/)
  await expect(scene.page.getByLabel(said('Task title'))).toHaveValue(title)
  await expect(scene.page.getByText(said('Fetching the notes …'))).toHaveCount(0)
}

export const signedOut: States = {
  'sign-up': async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-up?first`)
    await expect(page.getByText(said('Nobody is here yet. The first account owns this server.'))).toBeVisible()
    await shoot('first-run')
    await page.goto(`${url}/sign-up`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('sign-up')
  },
  'sign-in': async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-in`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await shoot('sign-in')
    await page.getByLabel(said('E-mail')).fill(people.owner.email)
    await page.getByLabel(begins('Password')).fill('not the password')
    await button(page, 'Sign in').click()
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
    await page.getByLabel(said('E-mail')).fill(people.owner.email)
    await page.getByLabel(begins('Password')).fill(password)
    await button(page, 'Sign in').click()
    await expect(page.getByText(said('Fetching your tasks …'))).toBeVisible()
    await page.waitForTimeout(800)
    await shoot('loading')
    await context.unroute('**/api/v1/spaces/**')
    if (!wide) await button(page, 'Lists').click()
    await button(page, 'Sign out').click()
    await expect(page.getByRole('heading', { name: said('Sign in to Muster') })).toBeVisible()
  },
  fresh: async ({ page, url, shoot }) => {
    await page.goto(`${url}/sign-up`)
    await page.getByLabel(said('Name')).fill('Newcomer')
    await page.getByLabel(said('E-mail')).fill(`new-${Math.random().toString(36).slice(2)}@example.test`)
    await page.getByLabel(begins('Password')).fill(password)
    await button(page, 'Create account').click()
    await expect(page.getByRole('heading', { name: said('Inbox') })).toBeVisible()
    await expect(page.getByText(said('The Inbox takes whatever comes to mind. Sort it into lists later.'))).toBeVisible({ timeout: 20_000 })
    await shoot('inbox-empty')
    await page.goto(`${url}/today`)
    await expect(page.getByText(said('Nothing is due today. A task that has a day comes here when its day does.'))).toBeVisible()
    await shoot('today-empty')
    await page.goto(`${url}/trash`)
    await expect(page.getByText(said('Nothing is in the trash. What you delete waits here for {days} days.'))).toBeVisible()
    await shoot('trash-empty')
  },
}

export const signedIn: States = {
  inbox: async (scene) => {
    await open(scene, '/', said('Inbox'))
    await expect(row(scene.page, 'Renew passport')).toBeVisible({ timeout: 20_000 })
    await scene.shoot('inbox')
  },
  today: async (scene) => {
    await open(scene, '/today', said('Today'))
    await expect(row(scene.page, 'Book train tickets')).toBeVisible()
    await scene.shoot('today')
  },
  list: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await shoot('list')
    await addField(page).click()
    await addField(page).fill('Borrow a sack truck')
    await shoot('list-adding')
    await addField(page).fill('')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('F2')
    await shoot('list-editing')
    await page.keyboard.press('Escape')
    await row(page, 'Find a moving').focus()
    await page.keyboard.press('j')
    await shoot('list-focus')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    const done = button(page, 'Show {count} done')
    await done.scrollIntoViewIfNeeded()
    await done.click()
    await button(page, 'Hide {count} done').scrollIntoViewIfNeeded()
    await shoot('list-done')
    await button(page, 'Show older').click()
    await page.getByText(said('No older tasks')).and(page.locator(':not([aria-live])')).scrollIntoViewIfNeeded()
    await shoot('list-no-older')
    await button(page, 'Hide {count} done').click()
  },
  typing: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await addField(page).fill('Carry the boxes upstairs. '.repeat(30))
    await expect(addField(page)).toHaveAttribute('aria-invalid', 'true')
    await shoot('add-too-long')
    await addField(page).fill('')
    await addField(page).evaluate((element) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'Buy tape\n  Wide\n  Narrow\nBorrow a sack truck from the neighbours on the third floor, if they are at home')
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await expect(dialog(page, 'Pasted lines')).toBeVisible()
    await shoot('pasted')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('g')
    await shoot('go-chord')
    await page.keyboard.press('Escape')
    await open(scene, '/settings', said('Settings'))
    await page.keyboard.press('q')
    await expect(dialog(page, 'Add task to Inbox')).toBeVisible()
    await shoot('quick-add')
    await page.keyboard.press('Escape')
  },
  'list-menus': async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await menuOf(page, 'Give notice')
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('row-menu')
    await page.keyboard.press('Escape')
    await button(page, 'More about this list').click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('list-menu')
    await page.keyboard.press('Escape')
    await button(page, 'Sort: {sort}').click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('sort-menu')
    await page.keyboard.press('Escape')
    await button(page, 'More about section {name}', { name: 'New flat' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('section-menu')
    await page.keyboard.press('Escape')
  },
  dialogs: async (scene) => {
    const { page, shoot } = scene
    await openMove(scene)
    await row(page, 'Give notice').focus()
    await page.keyboard.press('s')
    await expect(dialog(page, 'Due day')).toBeVisible()
    await shoot('date-box')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('m')
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('move')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('l')
    await expect(dialog(page, 'Labels')).toBeVisible()
    await shoot('labels')
    await page.keyboard.press('Escape')
    await row(page, 'Give notice').focus()
    await page.keyboard.press('p')
    await shoot('priority-chord')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(dialog(page, 'Keyboard')).toBeVisible()
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
    await expect(page.getByRole('toolbar', { name: said('Selected tasks') })).toBeVisible()
    await shoot('selection')
    await button(page.getByRole('toolbar'), 'Priority').click()
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
    await page.getByRole('button', { name: /^(Keys for Due day|Tasten für Fälligkeit)/ }).click()
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
    await button(page, 'Edit notes').click()
    await expect(page.getByLabel(said('Notes'))).toBeFocused()
    await shoot('task-notes-edited')
    await page.keyboard.press('Escape')
    await page.getByLabel(said('Add subtask')).scrollIntoViewIfNeeded()
    await shoot('task-subtasks')
    await field(page, 'Due').click()
    await expect(dialog(page, 'Due day')).toBeVisible()
    await shoot('task-due')
    await page.keyboard.press('Escape')
    await field(page, 'Labels').click()
    await expect(dialog(page, 'Labels')).toBeVisible()
    await shoot('task-labels')
    await page.keyboard.press('Escape')
    await field(page, 'Priority').click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('task-priority')
    await page.keyboard.press('Escape')
    await field(page, 'Duration').click()
    await shoot('task-duration')
    await page.keyboard.press('Escape')
    await button(page, 'More about this task').click()
    await shoot('task-menu')
    await page.keyboard.press('Escape')
    await page.getByLabel(said('Add subtask')).fill('Ask at work')
    await page.getByLabel(said('Add subtask')).press('Enter')
    await page.getByLabel(said('Add subtask')).scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: said('Complete subtask {title}', { title: 'Ask at work' }) }).click()
    await shoot('task-toast')
    // In a field it would be the field's own.
    await page.getByLabel(said('Add subtask')).blur()
    for (const left of ['Ask at work', 'nothing']) {
      await page.keyboard.press('Control+z')
      await expect(page.locator('.panel li').filter({ hasText: 'Ask at work' })).toHaveCount(left === 'nothing' ? 0 : 1)
    }
    await page.getByLabel(said('Task title')).fill('A title that goes on and on, and is longer than a title may be. '.repeat(10))
    await shoot('task-too-long')
    await page.keyboard.press('Escape')
    await openTask(scene, 'Ask neighbours whom they took')
    await shoot('task-third-level')
    await openTask(scene, 'Register at the town hall')
    await field(page, 'Due').click()
    await shoot('task-due-zone')
    await page.keyboard.press('Escape')
  },
  sidebar: async (scene) => {
    const { page, shoot } = scene
    await open(scene, '/', said('Inbox'))
    await drawer(scene)
    await expect(page.getByRole('link', { name: /Garden/ })).toBeVisible()
    await shoot('sidebar')
    await button(page, 'More about {name}', { name: 'Garden' }).click({ force: true })
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot('sidebar-menu')
    await page.getByRole('menuitem', { name: begins('Rename') }).click()
    await shoot('sidebar-rename')
    await page.keyboard.press('Escape')
    await button(page, 'More about {name}', { name: 'Garden' }).click({ force: true })
    await page.getByRole('menuitem', { name: begins('Colour, emoji, folder …') }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('list-dialog')
    await page.keyboard.press('Escape')
    await button(page, 'New shared space').click()
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
    await expect(page.getByText(said('Tasks of this list go here, in sections if you like.'))).toBeVisible()
    await shoot('list-empty')
    await open(scene, `/list/${seeded.lists.long}`, /unusually long/)
    await shoot('list-long-name')
    await open(scene, `/list/${seeded.lists.stalls}`, 'Stalls')
    await shoot('list-shared')
    await row(page, 'Print posters').focus()
    await page.keyboard.press('i')
    await expect(dialog(page, 'Assignees')).toBeVisible()
    await shoot('assignees')
    await page.keyboard.press('Escape')
  },
  trash: async (scene) => {
    await open(scene, '/trash', said('Trash'))
    await expect(scene.page.getByText('accordion')).toBeVisible()
    await scene.shoot('trash')
  },
  sharing: async (scene) => {
    const { page, shoot, seeded } = scene
    await open(scene, `/space/${seeded.shared}`, 'Summer fair')
    await button(page, 'Make a link').click()
    await expect(page.getByLabel(said('Invitation link'))).toBeVisible()
    await expect(page.getByText(said('Asking the server …'))).toHaveCount(0)
    await shoot('space')
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await shoot('space-foot')
    await shoot('space-whole', 'whole')
    await button(page, 'Delete space').click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('space-delete')
    await page.keyboard.press('Escape')
    await button(page, 'Withdraw the invitation as {role}').first().click()
  },
  settings: async (scene) => {
    await open(scene, '/settings', said('Settings'))
    await scene.shoot('settings')
    await scene.shoot('settings-whole', 'whole')
    await scene.page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await scene.shoot('settings-foot')
  },
  states: async (scene) => {
    const { page, context, shoot, url, seeded } = scene
    await open(scene, '/nowhere/at/all', said('There is nothing at this address'))
    await shoot('unknown-address')
    await open(scene, `/list/${crypto.randomUUID()}`, said('This list is not here'))
    await shoot('unknown-list')
    await openMove(scene)
    await context.setOffline(true)
    await addField(page).fill('Buy tape')
    await addField(page).press('Enter')
    await expect(
      page
        .getByText(/offline/i)
        .filter({ visible: true })
        .first(),
    ).toBeVisible()
    await addField(page).press('Escape')
    await shoot('offline')
    await drawer(scene)
    await shoot('offline-sidebar')
    await page.locator('[role=status] button').click()
    await shoot('offline-outbox')
    await page.keyboard.press('Escape')
    await drawer(scene)
    await context.setOffline(false)
    await page.goto(`${url}/list/${seeded.lists.move}`)
    await row(page, 'Buy tape').focus()
    await page.keyboard.press('Delete')
    await expect(row(page, 'Buy tape')).toHaveCount(0)
    await expect(page.getByText(said('All saved')).first()).toBeAttached()
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
    await expect(page.getByLabel(said('Title'), { exact: true })).toBeFocused()
    await page.keyboard.type(' that is cheap')
    await page.keyboard.press('Enter')
    await drawer(scene)
    await page.locator('summary', { hasText: /refused: look|abgelehnt: zeigen/ }).click({ timeout: 20_000 })
    await shoot('refused')
    await button(page, 'Sign out').click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await shoot('sign-out')
    await page.keyboard.press('Escape')
    await button(page, 'Drop: {change}').first().click()
    await page.unroute('**/mutations')
  },
  failing: async (scene) => {
    const { page, context, shoot, url, seeded } = scene
    await openMove(scene)
    await context.route('**/api/v1/**', (route) => route.fulfill({ status: 500, contentType: 'text/plain', body: 'no' }))
    await addField(page).fill('Buy tape')
    await addField(page).press('Enter')
    await addField(page).press('Escape')
    await expect(
      page
        .getByText(/does not answer|antwortet nicht/)
        .filter({ visible: true })
        .first(),
    ).toBeVisible({ timeout: 30_000 })
    await shoot('failing')
    await drawer(scene)
    await shoot('failing-sidebar')
    await context.unroute('**/api/v1/**')
    await page.goto(`${url}/list/${seeded.lists.move}`)
    await row(page, 'Buy tape').focus()
    await page.keyboard.press('Delete')
    await expect(row(page, 'Buy tape')).toHaveCount(0)
  },
}
