import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { guard } from '../../../../scripts/testing/guard.ts'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { openMongoStore } from '../adapters/mongo/store.ts'
import type { Store } from '../ports/store.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { id } from '../testing/server.ts'

/** 500 in the long form. */
const rounds = process.env['SOAK'] ? 500 : 10
const writers = 10
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const folder = mkdtempSync(join(tmpdir(), 'muster-crash-'))
const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const start = async (env: Readonly<Record<string, string>>) => {
  const server = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  guard(server)
  children.push(server)
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  return { server, url: /http:\S+/.exec(line.toString())?.[0] ?? assert.fail(line.toString()) }
}

/** Acknowledged, found, acknowledged or unanswered: each holds the one before; each at most once; revs without a gap. */
const audit = async (store: Store, space: string, asked: ReadonlyMap<string, 'asked' | 'answered'>) => {
  const found = new Set((await store.all(space, 'task')).map((task) => task.id))
  const answered = [...asked].filter(([, state]) => state === 'answered').map(([task]) => task)
  assert.ok(answered.length > rounds, `only ${answered.length} were answered`)
  for (const task of answered) assert.ok(found.has(task), 'an answered task is lost')
  for (const task of found) assert.ok(asked.has(task), 'a task that nobody sent')
  const head = await store.head(space)
  assert.ok(head)
  const made: string[] = []
  for (let rev = 2; rev <= head.rev; rev++) {
    const entry = await store.entry(space, rev)
    assert.ok(entry, `there is no entry ${rev} of ${head.rev}`)
    for (const { after: rows } of entry.mutations) made.push(...Object.keys(rows).filter((key) => key.startsWith('task:')))
  }
  assert.equal(new Set(made).size, made.length, 'a mutation took effect twice')
  assert.equal(made.length, found.size)
  assert.equal(await store.entry(space, head.rev + 1), undefined)
}

/** Kills a server of its own under load, again and again, and holds what it answered against what the store keeps. */
const crash = async (env: Readonly<Record<string, string>>, open: () => Promise<Store>) => {
  let running = await start(env)
  const { url: first } = running
  const registered = await fetch(`${first}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: first },
    body: JSON.stringify({ email: 'crash@example.test', password: 'correct horse', name: 'Somebody' }),
  })
  const { user, csrfToken } = (await registered.json()) as { user: { id: string }; csrfToken: string }
  const cookie = registered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  const asked = new Map<string, 'asked' | 'answered'>()

  let count = 0
  const answers = () => count
  const write = async () => {
    for (;;) {
      const task = id()
      const args = { id: task, place: { parentId: null, listId: user.id, sectionId: null, order: 'a1' }, title: 'Kept' }
      const mutation = { id: id(), name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }
      asked.set(task, 'asked')
      const { url } = running
      try {
        const reply = await fetch(`${url}/api/v1/spaces/${user.id}/mutations`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Origin: url, Cookie: cookie, 'X-CSRF-Token': csrfToken },
          body: JSON.stringify({ for: user.id, mutations: [mutation] }),
        })
        if (!reply.ok) {
          // Told to come again: another writer, or what a killed one left behind, holds the space.
          assert.equal(reply.status, 503)
          await pause(100)
          continue
        }
        const [result] = ((await reply.json()) as PushReply).results
        if (result?.status === 'applied') {
          asked.set(task, 'answered')
          count++
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
        return
      }
    }
  }
  for (let round = 0; round < rounds; round++) {
    const load = Array.from({ length: writers }, write)
    // Some time after the first answer: before it, all that is killed is a start.
    const before = answers()
    while (answers() === before) await pause(5)
    await pause(Math.random() * 120)
    const { server } = running
    server.kill('SIGKILL')
    await Promise.all([once(server, 'exit'), ...load])
    if (round < rounds - 1) running = await start(env)
  }

  const store = await open()
  try {
    await audit(store, user.id, asked)
  } finally {
    await store.close()
  }
}
test(`SQLite, killed ${rounds} times under load: what was answered is there, once, and revs have no gap`, async () => {
  const dataDir = join(folder, 'sqlite')
  await crash({ DATA_DIR: dataDir }, async () => {
    const store = createSqliteStore(join(dataDir, 'muster.db'))
    assert.equal(store.database.pragma('integrity_check', { simple: true }), 'ok')
    return store
  })
})

test(`MongoDB, the server killed ${rounds} times under load: the same`, { skip: withoutMongo }, async () => {
  const url = freshDatabase()
  await crash({ DATA_DIR: join(folder, 'mongodb'), STORE_URL: url, SECRETS: 'a secret of the tests, long enough to sign with' }, () => openMongoStore(url))
})
