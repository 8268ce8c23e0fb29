import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { startServer } from '../../testing/server.ts'

/** Eight people who register at once on a new server, each with an e-mail of their own: what they were answered, and who owns the server. */
const race = async (t: TestContext, registration: string) => {
  const server = await startServer(undefined, { env: { REGISTRATION: registration } })
  t.after(() => server.remove())
  const register = (n: number) => server.post('/api/v1/auth/register', { email: `person${n}@example.test`, password: 'correct horse', name: 'Somebody' })
  const statuses = (await Promise.all(Array.from({ length: 8 }, (_, n) => register(n)))).map(({ status }) => status)
  const accounts = (await server.context.store.list('users', '', 100)).map(({ value }) => value as { readonly id: string; readonly instanceOwner: boolean })
  return { server, statuses: statuses.toSorted((a, b) => a - b), accounts, owners: accounts.filter(({ instanceOwner }) => instanceOwner) }
}

test('of many who register at once on a new server one owns it, and all get in', async (t) => {
  const { server, statuses, accounts, owners } = await race(t, 'open')
  assert.deepEqual(statuses, Array<number>(8).fill(201))
  assert.deepEqual([accounts.length, owners.length], [8, 1])
  assert.deepEqual((await server.context.store.record('instance', 'first'))?.value, { userId: owners[0]?.id })
})

test('where registration is closed, one of many who come first at once gets in', async (t) => {
  const { statuses, accounts, owners } = await race(t, 'closed')
  assert.deepEqual(statuses, [201, ...Array<number>(7).fill(403)])
  assert.deepEqual([accounts.length, owners.length], [1, 1])
})

test('a new server opens on making the first account, until there is one; what asks for the page itself gets it', async (t) => {
  const pages = mkdtempSync(join(tmpdir(), 'muster-pages-'))
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Muster</title>')
  const server = await startServer(undefined, { pages })
  t.after(async () => {
    await server.remove()
    rmSync(pages, { recursive: true })
  })
  const visit = async (path: string, accept = 'text/html,*/*') => {
    const reply = await server.request(path, { headers: { Accept: accept }, redirect: 'manual' })
    return [reply.status, reply.headers.get('location'), reply.headers.get('cache-control')]
  }
  const page = [200, null, 'no-cache']
  assert.deepEqual(await visit('/'), [302, '/sign-up?first', 'no-store'])
  assert.deepEqual(await visit('/sign-up?first'), page)
  assert.deepEqual(await visit('/today'), page)
  // A service worker stores the page under its own address.
  assert.deepEqual(await visit('/', '*/*'), page)
  await server.register()
  assert.deepEqual(await visit('/'), page)
})
