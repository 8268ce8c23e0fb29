import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import type { Store } from '../ports/store.ts'
import { addTask, checkLedger } from '../testing/ledger.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { runMuster } from '../testing/process.ts'

const rounds = process.env['SOAK'] ? 30 : 3
const writers = 40
const folder = mkdtempSync(join(tmpdir(), 'muster-drain-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What became of one change: answered as applied at a rev, refused for now, or nobody knows. */
type Fate = { readonly rev: number } | 'not applied' | 'not known'

/** Tells a server to end while many write to one space, again and again, and holds what each of them was told against what the store keeps. */
const drain = async (env: Readonly<Record<string, string>>, open: () => Promise<Store>) => {
  const start = async () => {
    const muster = await runMuster({ ...env, DRAIN_MS: '0' })
    return { ...muster, url: muster.url ?? assert.fail(muster.said()) }
  }
  let running = await start()
  const { url: first } = running
  const registered = await fetch(`${first}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: first },
    body: JSON.stringify({ email: 'drain@example.test', password: 'correct horse', name: 'Somebody' }),
  })
  const { user, csrfToken } = (await registered.json()) as { user: { id: string }; csrfToken: string }
  const Cookie = registered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  const fates = new Map<string, Fate>()
  let answered = 0

  const send = async (url: string, mutation: ReturnType<typeof addTask>): Promise<Fate | 'closed'> => {
    try {
      const reply = await fetch(`${url}/api/v1/spaces/${user.id}/mutations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: url, Cookie, 'X-CSRF-Token': csrfToken },
        body: JSON.stringify({ for: user.id, mutations: [mutation] }),
      })
      const body = (await reply.json()) as PushReply & { readonly code?: string }
      if (reply.status === 503) return body.code === 'outcome_unknown' ? 'not known' : 'not applied'
      assert.equal(reply.status, 200, JSON.stringify(body))
      const [result] = body.results
      assert.ok(result?.status === 'applied', JSON.stringify(result))
      answered++
      return { rev: result.rev }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return 'closed'
    }
  }
  const write = async (url: string) => {
    for (;;) {
      const mutation = addTask(user.id)
      fates.set(mutation.id, 'not known')
      const fate = await send(url, mutation)
      if (fate === 'closed') return
      fates.set(mutation.id, fate)
    }
  }
  for (let round = 1; round <= rounds; round++) {
    const before = answered
    const load = Array.from({ length: writers }, () => write(running.url))
    // While they are in full flow.
    while (answered < before + writers) await new Promise((resolve) => setTimeout(resolve, 1))
    running.child.kill('SIGTERM')
    const code = await running.ended
    assert.equal(code, 0, running.said())
    await Promise.all(load)
    if (round < rounds) running = await start()
  }

  const store = await open()
  try {
    const told = [...fates].flatMap(([id, fate]) => (typeof fate === 'object' ? [[id, fate.rev] as const] : []))
    const possible = new Set([...fates].filter(([, fate]) => fate !== 'not applied').map(([id]) => id))
    await checkLedger(store, user.id, possible, new Map(told))
  } finally {
    await store.close()
  }
}

test(`SQLite, told to end ${rounds} times under load: what was answered as applied is there, once, and what was refused is not`, async () => {
  const dataDir = join(folder, 'sqlite')
  await drain({ DATA_DIR: dataDir }, async () => createSqliteStore(join(dataDir, 'muster.db')))
})

test(`MongoDB, told to end ${rounds} times under load: the same`, { skip: withoutMongo }, async () => {
  const url = freshDatabase()
  await drain({ DATA_DIR: join(folder, 'mongodb'), STORE_URL: url, SECRETS: 'a secret of the tests, long enough to sign with' }, () => openMongoStore(url))
})
