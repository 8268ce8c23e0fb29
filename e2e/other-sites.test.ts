import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext } from '@playwright/test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { startServer } from '../apps/server/src/testing/server.ts'
import { launchBrowser } from './muster.ts'

/** What pages of other sites come to in a real browser, whose person is signed in: with nothing of ours about them but its address. */
const built = join(import.meta.dirname, '../apps/web/dist')

/** A site that is not ours: an empty page, at every address. */
const startSite = async () => {
  const site = createServer(
    (_request, reply) => void reply.setHeader('Content-Type', 'text/html; charset=utf-8').end('<!doctype html><title>Another site</title>'),
  )
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  return {
    port: (site.address() as AddressInfo).port,
    close: () => {
      site.closeAllConnections()
      site.close()
    },
  }
}

let [board, evil]: Awaited<ReturnType<typeof startSite>>[] = []
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let context: BrowserContext
let person: Awaited<ReturnType<typeof server.register>>
before(async () => {
  board = await startSite()
  evil = await startSite()
  server = await startServer(undefined, { pages: built, env: { CORS_ORIGINS: `http://127.0.0.1:${board.port}` } })
  browser = await launchBrowser('--host-resolver-rules=MAP evil.test 127.0.0.1')
  person = await server.register('visitor@example.test')
  context = await browser.newContext()
  const cookies = person.headers.Cookie.split('; ').map((pair) => pair.split('=') as [string, string])
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: server.url, httpOnly: true, sameSite: 'Strict' as const })))
})
after(async () => {
  await browser?.close()
  await server?.remove()
  board?.close()
  evil?.close()
})

/** Each is a frame, and a process of the browser's: what types there are at a server is crossed in `forgery.test.ts`. */
const forms = process.env['SOAK'] ? ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'] : ['text/plain']

/** Every request that changes something, as a page can send it without being asked. */
const targets = () =>
  endpoints.filter(({ method }) => method !== 'GET').map(({ method, path }) => ({ method, url: server.url + path.replace(/:\w+/g, person.userId) }))

for (const [what, from, cookies] of [
  ['of another site', () => `http://evil.test:${evil?.port}/`, false],
  ['of another port of this machine, from where the browser sends our cookies', () => `http://127.0.0.1:${evil?.port}/`, true],
] as const)
  test(`a page ${what} changes nothing and reads nothing, whatever it tries`, async () => {
    const page = await context.newPage()
    // Who is signed in here is so all the while.
    const own = await context.newPage()
    await own.goto(`${server.url}/`)
    await own.close()
    const untouched = await server.stored()
    const reached: boolean[] = []
    server.http.on('request', ({ headers }: IncomingMessage) => reached.push(headers.cookie?.includes('muster-access') === true))
    await page.goto(from())
    const read = await page.evaluate(
      async ([all, forms]) => {
        const read: string[] = []
        const body = JSON.stringify({ title: 'Forged', name: 'Forged', email: 'forged@example.test', password: 'correct horse', scopes: ['tasks:read'] })
        const attempt = async (url: string, init: RequestInit) => {
          try {
            const reply = await fetch(url, { credentials: 'include', ...init })
            const text = await reply.text()
            if (text !== '') read.push(`${init.method} ${url} ${text}`)
          } catch {
            // The browser keeps it.
          }
        }
        const submit = async (url: string, enctype: string) => {
          const frame = document.createElement('iframe')
          frame.name = `frame${Math.random()}`
          const form = document.createElement('form')
          Object.assign(form, { action: url, method: 'POST', enctype, target: frame.name })
          const input = document.createElement('input')
          Object.assign(input, { name: '{"title":"Forged","x":"', value: '"}' })
          form.append(input)
          document.body.append(frame, form)
          const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
          form.submit()
          await loaded
          frame.remove()
        }
        const picture = (url: string) =>
          new Promise<unknown>((resolve) => {
            const image = new Image()
            image.addEventListener('load', () => resolve(read.push(`image ${url}`)))
            image.addEventListener('error', resolve)
            image.src = url
          })
        for (const { method, url } of all) {
          navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))
          await Promise.all([
            ...['text/plain', 'application/json', 'application/x-www-form-urlencoded'].map((type) =>
              attempt(url, { method, body, headers: { 'Content-Type': type } }),
            ),
            attempt(url, { method: 'POST', body, mode: 'no-cors', headers: { 'Content-Type': 'text/plain' } }),
            attempt(url, { method: 'GET' }),
            ...forms.map((enctype) => submit(url, enctype)),
            picture(url),
          ])
        }
        return read
      },
      [targets(), forms] as const,
    )
    assert.deepEqual(read, [], 'what it could read')
    assert.ok(reached.length > targets().length * 5, `${reached.length} requests came`)
    assert.equal(reached.filter(Boolean).length > targets().length * 3, cookies, 'with our cookies')
    // A page that leads here by a form of its own is let nowhere either.
    for (const { url } of targets().slice(0, 5)) {
      await page.goto(from())
      await page.evaluate((action) => {
        const form = document.createElement('form')
        Object.assign(form, { action, method: 'POST', enctype: 'text/plain' })
        document.body.append(form)
        form.submit()
      }, url)
      await page.waitForURL((address) => address.origin === server.url)
    }
    assert.ok((await server.stored()) === untouched, 'something was stored')
    assert.equal((await server.request('/api/v1/me', { headers: person.headers })).status, 200)
    await page.close()
  })

test('a page of an origin that is named works by a key, and by cookies never; without a name not even by a key', async () => {
  const made = await server.post('/api/v1/me/keys', { name: 'Board', scopes: ['tasks:read', 'tasks:write'] }, person.headers)
  const { token } = (await made.json()) as { token: string }
  const tried = async (origin: string) => {
    const page = await context.newPage()
    await page.goto(origin)
    const told = await page.evaluate(
      async ([api, key]) => {
        const statusOf = async (path: string, init: RequestInit) => {
          try {
            const reply = await fetch(api + path, init)
            return `${reply.status} ${reply.headers.get('Location') ?? ''}`.trim()
          } catch {
            return 'kept from it'
          }
        }
        const headers = { Authorization: `Bearer ${key}` }
        return [
          await statusOf('/api/v1/tasks', { headers }),
          await statusOf('/api/v1/tasks', { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: '{"title":"From the board"}' }),
          await statusOf('/api/v1/me', {}),
          await statusOf('/api/v1/me', { credentials: 'include' }),
          await statusOf('/api/v1/tasks', { credentials: 'include', headers }),
        ]
      },
      [server.url, token] as const,
    )
    await page.close()
    return told
  }
  const [list, created, ...rest] = await tried(`http://127.0.0.1:${board?.port}/`)
  assert.equal(list, '200')
  assert.match(created ?? '', /^201 \/api\/v1\/spaces\//)
  assert.deepEqual(rest, ['401', 'kept from it', 'kept from it'])
  assert.deepEqual(
    await tried(`http://127.0.0.1:${evil?.port}/`),
    Array.from({ length: 5 }, () => 'kept from it'),
  )
})
