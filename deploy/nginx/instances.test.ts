import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { openMongoStore } from '../../apps/server/src/adapters/mongo/store.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import { withoutMongo } from '../../apps/server/src/testing/mongo.ts'
import { id } from '../../apps/server/src/testing/server.ts'
import type { Told } from './testing/ask.ts'
import { prepareFront, withoutNginx, type Front } from './testing/front.ts'
import { startInstances } from './testing/instances.ts'
import { register, type Person } from './testing/person.ts'

const skip = withoutNginx || withoutMongo

/** A port that nobody listens at: the system gives those below to root alone, and nothing asks for them. */
const nobody = [2, 3, 4, 5]

/** A change that adds a task, under an id by which it is known. */
const adding = ({ space }: Person, task: string, mutationId = id()) => {
  const args = { id: task, place: { parentId: null, listId: space, sectionId: null, order: 'a1' }, title: 'Tea' }
  return JSON.stringify({ for: space, mutations: [{ id: mutationId, name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }] })
}
const applied = ({ status, text }: Told): boolean => status === 200 && (JSON.parse(text) as PushReply).results[0]?.status === 'applied'

test("a space's requests go to one instance, all others to whichever has least to do", { skip }, async (t) => {
  const front = await prepareFront(t)
  const { all } = await startInstances(t, front, 3)
  const nginx = await front.start(all.map(({ port }) => port))
  const spaces = Array.from({ length: 60 }, () => id())
  for (let round = 0; round < 3; round++)
    for (const space of spaces)
      for (const path of ['tasks', 'changes', 'mutations'])
        assert.equal((await front.ask(`/api/v1/spaces/${space}/${path}`)).status, path === 'mutations' ? 405 : 401)
  for (let n = 0; n < 60; n++) assert.equal((await front.ask('/api/v1/me')).status, 401)
  await until('all is written down', () => nginx.said().length === 60 * 9 + 60)
  const byPath = Map.groupBy(nginx.said(), ({ path }) => /spaces\/([^/]+)/.exec(String(path))?.[1] ?? 'none')
  const instancesOf = (key: string) => new Set(byPath.get(key)?.map(({ instance }) => String(instance)))
  for (const space of spaces) assert.equal(instancesOf(space).size, 1, 'a space went to two')
  const shares = Map.groupBy(spaces, (space) => [...instancesOf(space)][0])
  assert.equal(shares.size, 3)
  for (const [, some] of shares) assert.ok(some.length >= 6, `${some.length} of 60 spaces at one instance`)
  assert.equal(instancesOf('none').size, 3)
})

/** Somebody who reads, writes and deletes until they are told to stop; a write that nobody knows the outcome of is sent again under its id. */
const live = ({ ask }: Pick<Front, 'ask'>, person: Person, over: () => boolean, failed: string[]) => {
  const written: string[] = []
  const state = { asked: 0, repeated: 0, written }
  const { headers, space } = person
  const tell = (what: string, { status, text }: Told) => failed.push(`${what}: ${status} ${text.slice(0, 200)}`)
  const one = async (path: string, method = 'GET'): Promise<void> => {
    state.asked++
    const told = await ask(path, { method, headers })
    if (told.status !== (method === 'DELETE' ? 204 : 200)) tell(`${method} ${path}`, told)
  }
  const write = async (task: string): Promise<void> => {
    const body = adding(person, task)
    for (let tries = 0; ; tries++) {
      state.asked++
      const told = await ask(`/api/v1/spaces/${space}/mutations`, { method: 'POST', headers, body })
      if (applied(told)) break
      if (told.status !== 503 || tries > 50) return void tell('POST', told)
      state.repeated++
    }
    written.push(task)
  }
  const tab = async () => {
    while (!over()) {
      const task = id()
      await write(task)
      await one(`/api/v1/spaces/${space}/tasks?limit=20`)
      await one('/api/v1/tasks?limit=20')
      await one(`/api/v1/spaces/${space}/tasks/${task}`)
      if (written.length % 3 === 0) {
        await one(`/api/v1/spaces/${space}/tasks/${task}`, 'DELETE')
      }
    }
  }
  return { state, ended: Promise.all([tab(), tab(), tab()]) }
}

test(
  'instances that are killed, or told to end, under load fail no read and no deletion; a write sent again under its id takes effect once',
  { skip },
  async (t) => {
    const front = await prepareFront(t)
    const { all, database, start } = await startInstances(t, front, 3)
    const [first, ...others] = all
    const later = await start()
    later.child.kill('SIGTERM')
    await later.ended
    // Most of the ports that are named have nobody: nginx is started once, however many instances there are.
    await front.start([...nobody, ...all.map(({ port }) => port), later.port])
    const people = [await register(front), await register(front), await register(front)]
    const failed: string[] = []
    let over = false
    const lives = people.map((person) => live(front, person, () => over, failed))
    const count = () => lives.reduce((sum, { state }) => sum + state.asked, 0)
    const some = () => {
      const before = count()
      return until('requests go on', () => count() > before + 100, 30_000)
    }
    await some()
    // One more is found by itself.
    await start(later.port)
    await some()
    // Whichever a space goes to is among them.
    for (const one of others) {
      one.child.kill('SIGKILL')
      await some()
      await start(one.port)
      await some()
    }
    first?.child.kill('SIGTERM')
    assert.equal(await first?.ended, 0)
    await some()
    over = true
    await Promise.all(lives.map(({ ended }) => ended))
    assert.deepEqual(failed, [], `${failed.length} of ${count()} failed`)
    const store = await openMongoStore(database)
    t.after(() => store.close())
    for (const [n, { space }] of people.entries()) {
      const rows = await store.all(space, 'task')
      const written = lives[n]?.state.written ?? []
      assert.ok(written.length > 0)
      assert.deepEqual(new Set(rows.map((row) => row.id)), new Set(written))
      assert.equal(rows.length, written.length)
    }
    t.diagnostic(`${count()} requests, ${lives.reduce((sum, { state }) => sum + state.repeated, 0)} writes sent again`)
  },
)

test('a stream is live through nginx; whether its instance drains or is killed, it was told when to come back, and does to another', { skip }, async (t) => {
  const front = await prepareFront(t)
  const { all, start } = await startInstances(t, front, 1)
  const second = await start()
  second.child.kill('SIGTERM')
  await second.ended
  // Alone at first, so that it is known whose the stream is.
  await front.start([all[0]?.port ?? 0, second.port])
  const person = await register(front)
  const write = async () => {
    const told = await front.ask(`/api/v1/spaces/${person.space}/mutations`, { method: 'POST', headers: person.headers, body: adding(person, id()) })
    assert.ok(applied(told), told.text)
  }
  const open = async () => {
    // One that came back a moment ago nginx passes over still: who asks in that moment asks again.
    await until('somebody answers', async () => (await front.ask('/api/v1/me', { headers: person.headers })).status === 200)
    const stream = await front.stream('/api/v1/events', { headers: person.headers })
    t.after(stream.end)
    assert.equal(stream.status, 200)
    assert.match(String(stream.headers['content-type']), /^text\/event-stream/)
    assert.equal(stream.headers['content-encoding'], undefined)
    const rev = () => [...stream.state.text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => (JSON.parse(json ?? '') as { rev: number }).rev).at(-1) ?? 0
    await until('its head is told', () => rev() > 0)
    const before = rev()
    await write()
    await until('what is written is told', () => rev() > before)
    assert.equal(stream.state.ended, false)
    return stream
  }
  const drained = await open()
  const other = await start(second.port)
  all[0]?.child.kill('SIGTERM')
  await until('it has ended', () => drained.state.ended, 20_000)
  assert.match(drained.state.text, /\nretry: \d+\n\n$/)
  const killed = await open()
  other.child.kill('SIGKILL')
  await until('it has ended', () => killed.state.ended)
  assert.match(killed.state.text, /^retry: \d+\n\n/)
  await start(all[0]?.port)
  await open()
})
