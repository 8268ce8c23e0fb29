import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test, type TestContext } from 'node:test'
import type { Socket } from 'node:net'
import { limits } from '@muster/core/contract/limits.ts'
import { createDoorbell } from '../../live/doorbell.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { listenTo, until } from '../../testing/listen.ts'
import { id, startServer } from '../../testing/server.ts'
import { ticketOf } from '../../testing/tickets.ts'

const time = createHandClock()
let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer(undefined, { clock: time.clock })
})
after(() => server.remove())

type Person = Awaited<ReturnType<typeof server.register>>

const listen = (t: TestContext, person: Person) => listenTo(t, server, person)
const newSpace = async (owner: Person) => {
  const space = id()
  const reply = await owner.push([owner.mutation('space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })])
  assert.equal(reply.status, 200)
  return space
}
const join = async (owner: Person, space: string, person: Person) => {
  const invite = id()
  await owner.push([owner.mutation('invite.create@1', { id: invite, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' })], space)
  const accept = { id: id(), name: 'invite.accept@1' as const, args: { id: invite }, base: 0, clientAt: new Date().toISOString() }
  assert.equal((await server.context.across.execute(space, person.userId, accept, ticketOf(person.userId))).status, 'applied')
}
const write = async (person: Person, space: string) => {
  const reply = await person.push(
    [person.mutation('list.create@1', { id: id(), name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' })],
    space,
  )
  assert.equal(reply.status, 200)
  return (await server.context.store.head(space))?.rev ?? 0
}

test('on connect the head of every space; then what moves, also in a space joined meanwhile', async (t) => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await newSpace(owner)
  const [mine, theirs] = [await listen(t, owner), await listen(t, guest)]
  await until('both spaces are told', () => mine.told.has(space) && mine.told.has(owner.userId))
  const rev = await write(owner, space)
  await until('the new rev is told', () => mine.told.get(space) === rev)
  assert.ok(!theirs.told.has(space), 'a stranger hears nothing of it')
  await join(owner, space, guest)
  const later = await write(owner, space)
  await until('who joined hears of it', () => theirs.told.get(space) === later)
})

test('each stream is told a time of its own to come back at: those that are cut together do not come back together', async () => {
  const person = await server.register()
  const times = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const reply = await server.request('/api/v1/events', { headers: person.headers })
      const reader = (reply.body as ReadableStream<Uint8Array>).getReader()
      const { value } = await reader.read()
      await reader.cancel()
      return Number(/^retry: (\d+)\n\n/.exec(new TextDecoder().decode(value))?.[1])
    }),
  )
  for (const ms of times) assert.ok(ms >= 500 && ms < 3_500, `${ms}`)
  assert.ok(new Set(times).size > 5, times.join())
})

test('who is removed hears no more of the space, and of nothing else less', async (t) => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await newSpace(owner)
  await join(owner, space, guest)
  const theirs = await listen(t, guest)
  await until('the space is in view', () => theirs.told.has(space))
  await owner.push([owner.mutation('member.remove@1', { userId: guest.userId })], space)
  const own = (await server.context.store.head(guest.userId))?.rev
  await until('their own space tells them', () => theirs.told.get(guest.userId) === own)
  const removedAt = (await server.context.store.head(space))?.rev ?? 0
  await until('it is out of their view', () => server.context.doorbell.watched() === 2)
  await write(owner, space)
  await time.advance(5_000)
  // What was told before this has come before it.
  const rev = await write(guest, guest.userId)
  await until('their own space goes on', () => theirs.told.get(guest.userId) === rev)
  assert.ok((theirs.told.get(space) ?? 0) <= removedAt)
})

test('what another process committed is told by the poll', async (t) => {
  const person = await server.register()
  const { told } = await listen(t, person)
  await until('the stream has begun', () => told.has(person.userId))
  const { store } = server.context
  const head = await store.head(person.userId)
  assert.ok(head)
  // Straight into the store: nobody rings.
  await store.commit([{ entry: { space: person.userId, rev: head.rev + 1, tag: 'elsewhere', mutations: [] }, docs: [] }])
  await time.advance(1_000)
  await until('it is told', () => told.get(person.userId) === head.rev + 1)
})

test('a stream ends with its session, and the other sessions of the person go on', async (t) => {
  const email = 'streams@example.test'
  const first = await server.register(email)
  const second = await server.login(email)
  const [one, two] = [await listen(t, first), await listen(t, second)]
  await until('both have begun', () => one.told.size > 0 && two.told.size > 0)
  const out = await server.request('/api/v1/auth/logout', { method: 'POST', headers: { ...first.headers, Origin: server.url } })
  assert.equal(out.status, 204)
  await time.advance(3_000)
  await until('its stream ended', () => one.state.ended)
  assert.equal(two.state.ended, false)
})

/** A raw connection that asks for the events, and reads nothing behind their beginning; with the server's side of it. */
const listenWithoutReading = async (t: TestContext, person: Person) => {
  const { port } = new URL(server.url)
  const accepted = new Promise<Socket>((resolve) => server.http.once('connection', resolve))
  const socket = connect(Number(port), '127.0.0.1')
  t.after(() => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.on('error', () => {}).on('close', () => resolve()))
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${person.headers.Cookie}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  return { ours: await accepted, theirs: socket, closed }
}

test('a client that does not read is cut, holds up nobody, and costs little meanwhile', async (t) => {
  const person = await server.register()
  const { ours, theirs, closed } = await listenWithoutReading(t, person)
  const { doorbell } = server.context
  await until('it is open', () => doorbell.count() === 1)
  let rev = 1_000
  const ring = () => {
    for (let n = 0; n < 500; n++) doorbell.ring(person.userId, ++rev)
    return pause(1)
  }
  // The system takes some megabytes between us before ours is the one that waits.
  while (ours.writableLength === 0) await ring()
  for (let rounds = 0; rounds < 100; rounds++) await ring()
  assert.ok(ours.writableLength < ours.writableHighWaterMark + 1_000, `${ours.writableLength} bytes`)
  await time.advance(29_000)
  assert.equal(doorbell.count(), 1)
  await time.advance(16_000)
  assert.deepEqual([doorbell.count(), doorbell.watched(), time.waiting()], [0, 0, 0])
  theirs.resume()
  await closed
})

test('a session has so many streams and no more: the oldest makes room, and the newest tells what moves', async (t) => {
  const person = await server.register()
  const { doorbell } = server.context
  const all: Awaited<ReturnType<typeof listen>>[] = []
  for (let n = 0; n < limits.streamsPerSession + 3; n++) all.push(await listen(t, person))
  await until('the first three have ended', () => all.slice(0, 3).every(({ state }) => state.ended))
  assert.equal(doorbell.count(), limits.streamsPerSession)
  const rev = await write(person, person.userId)
  await until('all others are told', () => all.slice(3).every(({ told }) => told.get(person.userId) === rev))
})

test('a person has so many streams over all their sessions', async () => {
  const ended: string[] = []
  const bell = createDoorbell({
    heads: async () => new Map(),
    spacesOf: async (who) => [who],
    alive: async (sids) => new Set(sids),
    clock: createHandClock().clock,
  })
  const open = (user: string, sid: string) =>
    bell.open(() => ({ write: () => true, end: () => ended.push(sid), destroy: () => undefined, on: () => undefined }) as never, { sid, user: { id: user } })
  for (let n = 0; n < limits.streamsPerPerson + 2; n++) await open('one', `one ${n}`)
  await open('another', 'another')
  assert.deepEqual(ended, ['one 0', 'one 1'])
  assert.equal(bell.count(), limits.streamsPerPerson + 1)
  bell.close()
  assert.deepEqual([bell.count(), bell.watched()], [0, 0])
})

test('a stream that ends while its spaces are being read is listed under none of them', async () => {
  const reads: (() => void)[] = []
  const bell = createDoorbell({
    heads: async () => new Map(),
    spacesOf: (who) => new Promise((resolve) => reads.push(() => resolve([who, 'shared']))),
    alive: async (sids) => new Set(sids),
    clock: createHandClock().clock,
  })
  let close = () => {}
  const on = (event: string, told: () => void) => void (event === 'close' && (close = told))
  const opened = bell.open(() => ({ write: () => true, end: () => undefined, destroy: () => undefined, on }) as never, { sid: 'one', user: { id: 'one' } })
  close()
  for (const read of reads) read()
  await opened
  assert.deepEqual([bell.count(), bell.watched()], [0, 0])
})
