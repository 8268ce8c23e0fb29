import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { toCreate } from './people.ts'

const here = oneOfEach()

const hostile = [
  '# A heading',
  '<script>hit()</script>',
  '<img src=x onerror=hit()>',
  '<svg onload=hit()><a xlink:href="javascript:hit()">svg</a></svg>',
  '<iframe srcdoc="<script>parent.hit()</script>"></iframe>',
  '[plain](javascript:hit())',
  '[cased](JaVaScRiPt:hit())',
  '[spaced](<java script:hit()>)',
  '[coded](&#106;avascript:hit())',
  '[data](data:text/html,<script>hit()</script>)',
  '[relative](//evil.test/x)',
  '![picture](https://evil.test/x.png)',
  '<javascript:hit()>',
  '| a | b |\n| - | - |\n| <b onclick=hit()>cell</b> | `<script>` |',
  '- [ ] <details ontoggle=hit() open>task</details>',
  '[good](https://example.test/)',
]

test('nothing in notes is run, fetched or taken for markup; what is meant as Markdown is shown as it', async () => {
  const context = await here.browser.newContext()
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const { page, faults } = await openPage(context, here.muster.url)
  await page.exposeFunction('hit', () => faults.push('a script of the notes was run'))
  await toCreate(page)
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('E-mail').fill('notes@example.test')
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByLabel('Add task').fill('Look closely')
  await page.getByLabel('Add task').press('Enter')
  const row = page.getByRole('treegrid').locator('[data-id]')
  await expect(row).toHaveCount(1)
  const person = await page.evaluate(async () => ((await (await fetch('/api/v1/me')).json()) as { user: { id: string } }).user.id)
  await page.goto(`${here.muster.url}/?task=${person}/${await row.getAttribute('data-id')}`)
  await page.getByRole('button', { name: 'Add notes' }).click()
  await page.getByRole('textbox', { name: 'Notes' }).fill(hostile.join('\n\n'))
  await page.getByRole('textbox', { name: 'Notes' }).press('Control+Enter')
  const notes = page.locator('.prose')
  await expect(notes.getByRole('heading', { name: 'A heading' })).toBeVisible()
  await expect(notes.getByRole('table')).toBeVisible()
  const shown = await notes.evaluate((root) => ({
    tags: [...new Set([...root.querySelectorAll('*')].map(({ tagName }) => tagName.toLowerCase()))].sort(),
    links: [...root.querySelectorAll('a')].map(({ href }) => href),
    attributes: [...new Set([...root.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()))].filter((name) => name.startsWith('on')),
  }))
  // A picture is a link: it is fetched by who follows it.
  assert.deepEqual(shown.links, ['https://evil.test/x.png', 'https://example.test/'])
  assert.deepEqual(shown.attributes, [])
  for (const tag of ['script', 'img', 'svg', 'iframe', 'details', 'b']) assert.ok(!shown.tags.includes(tag), tag)
  assert.deepEqual(
    asked.filter((url) => /^https?:/.test(url) && !url.startsWith(here.muster.url)),
    [],
  )
  assert.deepEqual(faults, [])
  await context.close()
})

test('the browser itself refuses text as markup, and script from elsewhere', async () => {
  const context = await here.browser.newContext()
  const { page } = await openPage(context, here.muster.url)
  await expect(page.getByRole('heading', { name: 'Sign in to Muster' })).toBeVisible()
  const refused = await page.evaluate(async () => {
    const tries: Record<string, () => unknown> = {
      markup: () => (document.createElement('div').innerHTML = '<b>x</b>'),
      document: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
      frame: () => (document.createElement('iframe').srcdoc = '<b>x</b>'),
      script: () => (document.createElement('script').text = '1'),
      address: () => (document.createElement('script').src = 'https://evil.test/x.js'),
      worker: () => new Worker('https://evil.test/x.js'),
      data: () => new Worker('data:text/javascript,1'),
      rules: () => (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy('theirs', {}),
    }
    const names: string[] = []
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        attempt()
      } catch {
        names.push(name)
      }
    }
    try {
      await fetch('https://evil.test/')
    } catch {
      names.push('fetch')
    }
    return names
  })
  assert.deepEqual(refused, ['markup', 'document', 'frame', 'script', 'address', 'worker', 'data', 'rules', 'fetch'])
  await context.close()
})

test('a script that is not ours is not run, and the browser reports it', async () => {
  const context = await here.browser.newContext()
  const page = await context.newPage()
  await page.goto(here.muster.url)
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.append('globalThis.ran = true')
    try {
      document.body.append(script)
    } catch {
      // Some browsers refuse the text before they refuse the script.
    }
  })
  await expect.poll(() => here.muster.warned()).toContain('"csp":"blocked"')
  assert.equal(await page.evaluate(() => 'ran' in globalThis), false)
  await context.close()
})
