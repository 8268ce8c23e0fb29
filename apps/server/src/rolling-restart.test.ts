import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { openMongoStore } from './adapters/mongo/store.ts'
import { startBalancer } from './testing/balancer.ts'
import { until } from './testing/listen.ts'
import { freshDatabase, withoutMongo } from './testing/mongo.ts'
import { runMuster } from './testing/process.ts'
import { id } from './testing/server.ts'

/** How often all processes are restarted, one after the other: all of it within the life of an access token. */
const rounds = process.env['SOAK'] ? 10 : 1
const [people, tabs] = [3, 4]
const folder = mkdtempSync(join(tmpdir(), 'muster-rolling-'))
const running: Awaited<ReturnType<typeof runMuster>>[] = []
after(() => {
  for (const { child } of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test('processes that are restarted one after the other, as they come, fail no request and lose no write', { skip: withoutMongo }, async (t) => {
  const database = freshDatabase()
  // As anybody would run them: how long they go on serving is not said.
  const env = { STORE_URL: database, SECRETS: 'what all of the processes sign with, long enough' }
  const start = async () => {
    const one = await runMuster({ ...env, DATA_DIR: mkdtempSync(join(folder, 'data-')) })
    running.push(one)
    return { ...one, url: one.url ?? assert.fail(one.said()) }
  }
  const balancer = await startBalancer()
  t.after(() => balancer.close())
  let all: readonly Awaited<ReturnType<typeof start>>[] = await Promise.all([start(), start()])
  for (const { url } of all) await balancer.add(url)

  const failed: string[] = []
  const asked = { count: 0 }
  const send = async (path: string, init: RequestInit): Promise<unknown> => {
    asked.count++
    try {
      const reply = await fetch(`${balancer.url}/api/v1${path}`, init)
      const body = await reply.text()
      if (!reply.ok) failed.push(`${init.method ?? 'GET'} ${path}: ${reply.status} ${body}`)
      return reply.ok ? JSON.parse(body) : undefined
    } catch (error) {
      failed.push(`${init.method ?? 'GET'} ${path}: ${String(error)}`)
      return undefined
    }
  }
  let going = true
  /** Somebody who writes tasks and reads them, in several tabs. */
  const live = async (n: number) => {
    const json = { 'Content-Type': 'application/json', Origin: balancer.url }
    const body = JSON.stringify({ email: `rolling${n}@example.test`, password: 'correct horse', name: 'Somebody' })
    const reply = await fetch(`${balancer.url}/api/v1/auth/register`, { method: 'POST', headers: json, body })
    assert.equal(reply.status, 201)
    const { user, csrfToken } = (await reply.json()) as { user: { id: string }; csrfToken: string }
    const [access = ''] = reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
    const headers = { ...json, Cookie: access, 'X-CSRF-Token': csrfToken }
    const written: string[] = []
    const tab = async () => {
      while (going) {
        const task = id()
        const args = { id: task, place: { parentId: null, listId: user.id, sectionId: null, order: 'a1' }, title: 'Tea' }
        const mutation = { id: id(), name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }
        const pushed = (await send(`/spaces/${user.id}/mutations`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ for: user.id, mutations: [mutation] }),
        })) as PushReply | undefined
        if (pushed?.results[0]?.status === 'applied') written.push(task)
        await send('/tasks?limit=20', { headers })
      }
    }
    return { space: user.id, written, ended: Promise.all(Array.from({ length: tabs }, tab)) }
  }
  const everybody = await Promise.all(Array.from({ length: people }, (_, n) => live(n)))
  const some = () => {
    const before = asked.count
    return until('requests go on', () => asked.count > before + 60)
  }
  await some()
  for (let round = 0; round < rounds; round++)
    for (const one of all) {
      one.child.kill('SIGTERM')
      const [code, next] = await Promise.all([one.ended, start()])
      assert.equal(code, 0)
      await balancer.add(next.url)
      balancer.remove(one.url)
      all = all.map((each) => (each === one ? next : each))
      await some()
    }
  going = false
  await Promise.all(everybody.map(({ ended }) => ended))
  assert.deepEqual(failed, [], `${failed.length} of ${asked.count} failed`)
  const store = await openMongoStore(database)
  t.after(() => store.close())
  for (const { space, written } of everybody) {
    const found = new Set((await store.all(space, 'task')).map((task) => task.id))
    assert.ok(written.length > 0)
    for (const task of written) assert.ok(found.has(task), 'an answered task is lost')
    assert.equal(found.size, written.length)
  }
  t.diagnostic(`${asked.count} requests, none failed`)
})
