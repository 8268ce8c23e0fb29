import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { ChangesReply, PushReply } from '@muster/core/contract/schemas/sync.ts'
import type { Clock } from '../ports/clock.ts'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { registered } from '../jobs/effects/registered.ts'
import type { PostTimes } from '../mail/post.ts'
import { newId } from '../new-id.ts'
import { storedInMongo, storedInSqlite } from './stored.ts'

/** An id as a client would make it. */
export const id = () => newId(new Date())

/** The store the tests run on: SQLite, or with TEST_STORE=mongodb a database of its own at MONGODB_TEST_URI. */
const storeOf = (dataDir: string): Record<string, string> => {
  const uri = process.env['MONGODB_TEST_URI']
  if (process.env['TEST_STORE'] !== 'mongodb' || !uri) return {}
  const database = `muster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 20)}`
  return { STORE_URL: uri.replace('/?', `/${database}?`), SECRETS: 'a secret of the tests, long enough to sign with' }
}

/** A real server on a free loopback port over its own data folder, and people who talk to it over HTTP. */
export const startServer = async (
  dataDir = mkdtempSync(join(tmpdir(), 'muster-')),
  options: {
    readonly env?: Readonly<Record<string, string>>
    readonly now?: () => Date
    readonly clock?: Clock
    readonly pages?: string
    readonly mail?: Partial<PostTimes>
  } = {},
) => {
  const context = await createContext(
    readConfig({ DATA_DIR: dataDir, PORT: '0', ...storeOf(dataDir), ...options.env }, () => ''),
    options.now,
    options.clock,
    { effects: registered, mail: { paceMs: 0, ...options.mail } },
  )
  const app = buildApp(context, options.pages ?? null, { checkReplies: true })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const request = (path: string, init: RequestInit = {}) => fetch(url + path, init)
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: url, ...headers }, body: JSON.stringify(body) })

  const signIn = async (path: string, body: unknown) => {
    const reply = await post(path, body)
    const cookie = reply.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ')
    const told = (await reply.json()) as { user: { id: string }; csrfToken: string }
    const headers = { Cookie: cookie, 'X-CSRF-Token': told.csrfToken }
    const mutation = (name: MutationName, args: unknown, mutationId = id()) => ({ id: mutationId, name, args, base: 0, clientAt: new Date().toISOString() })
    return {
      status: reply.status,
      userId: told.user?.id,
      headers,
      mutation,
      push: async (mutations: readonly unknown[], space = told.user.id) => post(`/api/v1/spaces/${space}/mutations`, { for: told.user.id, mutations }, headers),
      results: async (mutations: readonly unknown[]) =>
        ((await (await post(`/api/v1/spaces/${told.user.id}/mutations`, { for: told.user.id, mutations }, headers)).json()) as PushReply).results,
      pull: async (since = '', space = told.user.id) => request(`/api/v1/spaces/${space}/changes${since}`, { headers }),
      changes: async (since = '') => (await (await request(`/api/v1/spaces/${told.user.id}/changes${since}`, { headers })).json()) as ChangesReply,
    }
  }
  let people = 0
  return {
    url,
    dataDir,
    context,
    /** The HTTP server itself. */
    http: app.server,
    request,
    post,
    register: (email = `person${++people}@example.test`) => signIn('/api/v1/auth/register', { email, password: 'correct horse', name: 'Somebody' }),
    login: (email: string, password = 'correct horse') => signIn('/api/v1/auth/login', { email, password }),
    /** All that the store holds, to be compared with what it holds later. */
    stored: async () => (context.sqlite ? storedInSqlite(context.sqlite.database) : storedInMongo(storeOf(dataDir).STORE_URL ?? '')),
    stop: () => app.close(),
    remove: async () => {
      await app.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
