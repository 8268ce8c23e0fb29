import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { cookieNames, markName } from '../../accounts/cookie-names.ts'
import { startServer } from '../../testing/server.ts'

type Server = Awaited<ReturnType<typeof startServer>>
const shared = process.env['TEST_STORE'] === 'mongodb'
const newKey = () => randomBytes(32).toString('base64')

/** Servers of one instance, as many as its store lets work at once; each is replaced by another that begins with other keys. */
const startFleet = async (keys: readonly string[]) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-keys-'))
  const start = (ring: readonly string[]) => startServer(dataDir, { env: { SECRETS: ring.join('\n') } })
  const servers: Server[] = []
  for (let n = 0; n < (shared ? 3 : 1); n++) servers.push(await start(keys))
  return {
    any: () => servers[Math.floor(Math.random() * servers.length)] as Server,
    roll: async (ring: readonly string[]) => {
      for (const at of servers.keys()) {
        const before = servers[at] as Server
        // A file has one process; over a shared store the next one is there before.
        if (!shared) await before.stop()
        servers[at] = await start(ring)
        if (shared) await before.stop()
      }
    },
    end: async () => {
      for (const server of servers) await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
type Fleet = Awaited<ReturnType<typeof startFleet>>

/** Somebody at work in a browser: the cookies that it holds, the token of the page, and all that went wrong. */
const createPerson = (fleet: Fleet, email: string) => {
  const jar = new Map<string, string>()
  const faults: string[] = []
  let csrf = ''
  let refreshed = 0
  const send = async (method: string, path: string, body?: object): Promise<Response> => {
    for (;;) {
      const server = fleet.any()
      const headers = {
        Origin: server.url,
        'X-CSRF-Token': csrf,
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      }
      const reply = await server.request(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(() => undefined)
      if (reply === undefined || reply.status === 503) {
        // It is being replaced.
        await pause(5)
        continue
      }
      for (const set of reply.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        if (/; Max-Age=0(?:;|$)/.test(set)) jar.delete(name)
        else jar.set(name, value)
      }
      return reply
    }
  }
  const told = async (reply: Response, what: string) => {
    if (!reply.ok) return void faults.push(`${what}: ${reply.status} ${await reply.text()}`)
    csrf = ((await reply.json()) as { csrfToken: string }).csrfToken
  }
  let refreshing: Promise<void> | undefined
  const refreshOnce = async () => {
    await told(await send('POST', '/api/v1/auth/refresh'), 'refresh')
    refreshed++
    refreshing = undefined
  }
  /**
   * One at a time for all tabs, as pages do it by a lock of the browser's: an answer that comes after two later ones would put a token back
   * that nobody may hold any more, whatever the keys are.
   */
  const refresh = () => (refreshing ??= refreshOnce())
  return {
    jar,
    faults,
    refreshed: () => refreshed,
    refresh,
    me: async () => (await send('GET', '/api/v1/me')).status,
    register: async () => told(await send('POST', '/api/v1/auth/register', { email, password: 'correct horse', name: 'Worker' }), 'register'),
    /** One thing that a page does all day. */
    work: async () => {
      const dice = Math.random()
      if (dice < 0.15) return refresh()
      const reply = dice < 0.6 ? await send('GET', '/api/v1/tasks') : await send('POST', '/api/v1/tasks', { title: 'More work' })
      if (!reply.ok) faults.push(`${dice < 0.6 ? 'read' : 'write'}: ${reply.status} ${await reply.text()}`)
    },
  }
}

test('the key that signs is changed while people work, process by process, and nobody is signed out', async (t) => {
  const [old, fresh] = [newKey(), newKey()]
  const fleet = await startFleet([old])
  t.after(() => fleet.end())
  const people = Array.from({ length: 6 }, (_, n) => createPerson(fleet, `worker${n}@example.test`))
  const away = createPerson(fleet, 'away@example.test')
  for (const person of [...people, away]) await person.register()
  let [working, done] = [true, 0]
  // Each has two tabs open, which share cookies.
  const tabs = [...people, ...people].map(async (person) => {
    while (working) {
      await person.work()
      done++
    }
  })
  const someWork = async () => {
    const [began, before] = [done, people.map((person) => person.refreshed())]
    while (done < began + 60 || people.some((person, n) => person.refreshed() < (before[n] ?? 0) + 2)) await pause(5)
  }
  await someWork()
  // First all learn the key, then all sign with it, then the old one goes.
  await fleet.roll([old, fresh])
  await someWork()
  assert.equal(await away.me(), 200)
  await fleet.roll([fresh, old])
  await someWork()
  assert.equal(await away.me(), 200, 'who was away comes back by the old key')
  await fleet.roll([fresh])
  await someWork()
  working = false
  await Promise.all(tabs)
  t.diagnostic(`${done} requests of ${people.length} people`)
  assert.deepEqual(
    people.flatMap(({ faults }) => faults),
    [],
  )
  const names = cookieNames(Buffer.from(fresh), false)
  for (const { jar } of people)
    assert.deepEqual(
      // What a browser is known by opens nothing, and is given anew at the next sign-in.
      [...jar.keys()].filter((name) => !name.startsWith('muster-known-')).sort(),
      [names.access, names.refresh, markName(Buffer.from(fresh), false)].sort(),
      'nothing of the old key is left',
    )
  assert.equal(await away.me(), 401, 'a key that is gone opens nothing')
})

// A key of our own making is for one process.
if (!shared)
  test('a key of our own making is followed by a line before it', async (t) => {
    const first = await startServer()
    const { dataDir } = first
    const { headers } = await first.register()
    await first.stop()
    const file = join(dataDir, 'secrets')
    const old = readFileSync(file, 'utf8')
    writeFileSync(file, `${newKey()}\n${old}`)
    const second = await startServer(dataDir)
    t.after(() => second.remove())
    assert.equal((await second.request('/api/v1/me', { headers })).status, 200)
    const made = await second.post('/api/v1/tasks', { title: 'By the token of before' }, headers)
    assert.equal(made.status, 201)
  })
