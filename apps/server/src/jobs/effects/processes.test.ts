import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { openMongoStore } from '../../adapters/mongo/store.ts'
import { createSqliteStore } from '../../adapters/sqlite/store.ts'
import type { Store } from '../../ports/store.ts'
import { askRunning } from '../../cli/control.ts'
import { countedFor } from '../../testing/counting.ts'
import { until } from '../../testing/listen.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { runMuster } from '../../testing/process.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { id } from '../../testing/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-effect-processes-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const patience = 60_000
const secret = 'what all of the processes sign with, long enough'

type Started = Awaited<ReturnType<ReturnType<typeof starting>>>
/** Starts processes of the same instance, with effects, and ends them with the test. */
const starting =
  (t: TestContext, receiver: string, env: Readonly<Record<string, string>>) =>
  async (own: Readonly<Record<string, string>> = {}) => {
    const folderOfOne = mkdtempSync(join(folder, 'data-'))
    const one = await runMuster(
      { DATA_DIR: folderOfOne, RECEIVER: receiver, DRAIN_MS: '0', ...env, ...own },
      [],
      join(import.meta.dirname, '../../testing/effects-main.ts'),
    )
    t.after(() => {
      one.child.kill('SIGKILL')
    })
    return { ...one, url: one.url ?? assert.fail(one.said()), pid: one.child.pid }
  }
/** Somebody with a space of their own, who adds a task at a time. */
const somebody = async (url: string) => {
  const signUp = { email: `${id()}@example.test`, password: 'correct horse', name: 'Somebody' }
  const json = (at: string) => ({ 'Content-Type': 'application/json', Origin: at })
  const reply = await fetch(`${url}/api/v1/auth/register`, { method: 'POST', headers: json(url), body: JSON.stringify(signUp) })
  assert.equal(reply.status, 201)
  const { user, csrfToken } = (await reply.json()) as { user: { id: string }; csrfToken: string }
  const cookie = reply.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  return {
    space: user.id,
    /** Sent until it is answered, under one id. */
    add: async (at = () => url): Promise<void> => {
      const args = { id: id(), place: { parentId: null, listId: user.id, sectionId: null, order: 'a1' }, title: 'Counted' }
      const mutations = [{ id: id(), name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }]
      for (;;) {
        try {
          const headers = { ...json(at()), Cookie: cookie, 'X-CSRF-Token': csrfToken }
          const answer = await fetch(`${at()}/api/v1/spaces/${user.id}/mutations`, {
            method: 'POST',
            headers,
            body: JSON.stringify({ for: user.id, mutations }),
          })
          if (answer.ok && ((await answer.json()) as PushReply).results[0]?.status === 'applied') return
        } catch {
          // Its server was killed.
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}
const writeUntil = async (people: readonly Awaited<ReturnType<typeof somebody>>[], isOver: () => boolean, at?: () => string) => {
  await Promise.all(
    people.map(async ({ add }) => {
      while (!isOver()) await add(at)
    }),
  )
}

/** Nothing is left to be done; each event was counted once, in order, and was received, first in order. */
const audit = async (store: Store, spaces: readonly string[], received: readonly string[]): Promise<number> => {
  await until('nothing is pending', async () => (await store.longestPending(1)).length === 0, patience)
  let events = 0
  for (const space of spaces) {
    const head = (await store.head(space)) ?? assert.fail()
    const [count, send]: [string[], string[]] = [[], []]
    for (let rev = 1; rev <= head.rev; rev++) {
      const entry = await store.entry(space, rev)
      if (!entry?.effects) continue
      assert.deepEqual(entry.effects, ['count', 'send'])
      count.push(`${space}:${rev}.${entry.tag}:count`)
      send.push(`${space}:${rev}.${entry.tag}:send`)
    }
    assert.ok(count.length > 0)
    assert.deepEqual(await countedFor(store, space), count)
    assert.deepEqual([...new Set(received.filter((key) => key.startsWith(`${space}:`)))], send)
    events += count.length
  }
  return events
}

test(
  'three processes over MongoDB whose clocks are an hour apart, one killed half-way, one frozen past its lease: each event counts once',
  { skip: withoutMongo },
  async (t) => {
    const url = freshDatabase()
    const receiver = await startReceiver()
    t.after(() => receiver.close())
    const start = starting(t, receiver.url, { STORE_URL: url, SECRETS: secret })
    const api = await start({ ROLE: 'api' })
    const [killed, frozen, ahead]: Started[] = await Promise.all([
      start({ ROLE: 'jobs' }),
      start({ ROLE: 'jobs', AHEAD_MS: '-3600000' }),
      start({ ROLE: 'jobs', AHEAD_MS: '3600000' }),
    ])
    assert.ok(killed && frozen && ahead)
    const people = await Promise.all([1, 2, 3, 4].map(() => somebody(api.url)))
    let over = false
    const writing = writeUntil(people, () => over)

    const last = await receiver.holdNext(killed.pid)
    killed.child.kill('SIGKILL')
    last.answer()
    await until('another one does what the killed one had begun', () => receiver.sendersOf(last.key).size > 1, patience)

    for (let round = 0; round < 3; round++) {
      const held = await receiver.holdNext(frozen.pid)
      frozen.child.kill('SIGSTOP')
      await until('another one does what the frozen one had begun', () => receiver.sendersOf(held.key).size > 1, patience)
      held.answer()
      frozen.child.kill('SIGCONT')
    }
    // Frozen wherever it is, with a transaction open or not, and killed there.
    await receiver.holdNext(frozen.pid).then(({ answer }) => answer())
    frozen.child.kill('SIGSTOP')
    frozen.child.kill('SIGKILL')
    over = true
    await writing

    const store = await openMongoStore(url)
    t.after(() => store.close())
    const spaces = people.map(({ space }) => space)
    const events = await audit(store, spaces, receiver.keys)
    t.diagnostic(`${events} events, ${receiver.keys.length - events} of them received again`)
  },
)

test('one process over SQLite that is killed half-way, again and again: each event counts once', async (t) => {
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const dataDir = join(folder, 'sqlite')
  const start = starting(t, receiver.url, { DATA_DIR: dataDir })
  let running = await start()
  const people = await Promise.all([1, 2].map(() => somebody(running.url)))
  let over = false
  const writing = writeUntil(
    people,
    () => over,
    () => running.url,
  )
  for (let round = 0; round < 5; round++) {
    const { answer } = await receiver.holdNext(running.pid)
    running.child.kill('SIGKILL')
    answer()
    await running.ended
    running = await start()
  }
  over = true
  await writing
  const nothingWaits = async () => (await askRunning(dataDir, { command: 'jobs' }))?.startsWith('Nothing waits') ?? false
  await until('nothing waits', nothingWaits, patience)
  running.child.kill('SIGTERM')
  assert.equal(await running.ended, 0)
  const store = createSqliteStore(join(dataDir, 'muster.db'))
  t.after(() => store.close())
  const events = await audit(
    store,
    people.map(({ space }) => space),
    receiver.keys,
  )
  t.diagnostic(`${events} events, ${receiver.keys.length - events} of them received again`)
})

test('a process that is told to end finishes what it has begun, and the next goes on at once, however long its lease', { skip: withoutMongo }, async (t) => {
  const url = freshDatabase()
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const start = starting(t, receiver.url, { STORE_URL: url, SECRETS: secret, LEASE_MS: '600000' })
  const [api, first] = [await start({ ROLE: 'api' }), await start({ ROLE: 'jobs' })]
  const me = await somebody(api.url)
  const begun = receiver.holdNext(first.pid)
  await me.add()
  await me.add()
  const held = await begun
  first.child.kill('SIGTERM')
  const gone = async () => !(await fetch(`${first.url}/readyz`).catch(() => undefined))?.ok
  await until('it says that it ends', gone, patience)
  assert.equal(first.child.exitCode, null, 'it waits for what it has begun')
  held.answer()
  assert.equal(await first.ended, 0)
  const store = await openMongoStore(url)
  t.after(() => store.close())
  await start({ ROLE: 'jobs' })
  await audit(store, [me.space], receiver.keys)
  assert.equal(receiver.sendersOf(held.key).size, 1, 'nobody had to send it again')
})

test('a process that answers requests does no work after commits and keeps no house; one that does jobs does both', { skip: withoutMongo }, async (t) => {
  const receiver = await startReceiver()
  t.after(() => receiver.close())
  const urls = [freshDatabase(), freshDatabase()] as const
  const on = (url: string) => starting(t, receiver.url, { STORE_URL: url, SECRETS: secret })
  // Each over a store of its own: what is done in the first is done by it.
  const api = await on(urls[0])({ ROLE: 'api' })
  const me = await somebody(api.url)
  await me.add()
  const store = await openMongoStore(urls[0])
  t.after(() => store.close())
  assert.deepEqual(await store.due(10), [me.space])
  const [answers, works] = [await on(urls[1])({ ROLE: 'api' }), await on(urls[1])({ ROLE: 'jobs' })]
  const other = await somebody(answers.url)
  for (let n = 0; n < 20; n++) await other.add()
  await until('the one that does jobs has done them', () => receiver.keys.filter((key) => key.startsWith(other.space)).length >= 20, patience)
  assert.deepEqual([...receiver.sendersOf(receiver.keys[0] ?? '')], [String(works.pid)])
  assert.deepEqual(await store.due(10), [me.space], 'due still, and leased by nobody')
  assert.deepEqual((await store.longestPending(1))[0]?.effectsRev, ((await store.head(me.space))?.rev ?? 0) - 1)
  assert.ok(receiver.keys.every((key) => !key.startsWith(me.space)))
})
