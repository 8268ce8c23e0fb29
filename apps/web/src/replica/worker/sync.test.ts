import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { codes, type Code } from '@muster/core/contract/codes.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import { idsOf } from '../needs.ts'
import type { Pending } from '../pending.ts'
import type { Shared } from '../protocol.ts'
import { createLine } from './line.ts'
import { noOutboxStore } from './outbox-store.ts'
import { noReplicaStore, type Standing } from './replica-store.ts'
import { createSync } from './sync.ts'

const [me, club] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002']
const row = (id: string, rev: number) => ({ kind: 'task', id, rev }) as AnyDoc
const membership = (leftAt: string | null, rev: number) => ({ kind: 'membership', id: club, rev, leftAt }) as AnyDoc
const create = (space: string, n: number): Pending => {
  const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const args = { id, place: { parentId: null, listId: space, sectionId: null, order: 'a1' }, title: `Task ${n}` }
  return { id, space, name: 'task.create@1', args, base: 0, clientAt: '2026-01-01T00:00:00.000Z', ...idsOf(space, 'task.create@1', args) }
}
const no = (code: Code) =>
  new Response(JSON.stringify({ type: 'about:blank', code, status: codes[code].status, title: codes[code].title }), {
    status: codes[code].status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
const html = (status: number) => new Response('<h1>Not here</h1>', { status, headers: { 'Content-Type': 'text/html' } })
const applied = (all: readonly Mutation[], rev: number) => ({ results: all.map(({ id }) => ({ id, status: 'applied', rev })) })
const page = (head: string, docs: readonly AnyDoc[] = [], next: string | null = null) => ({ docs, tombstones: [], head, next })

/** What the server says of a space's address; a `Response` as it is, all else as JSON. */
type Answer = (space: string, path: string, mutations: readonly Mutation[]) => unknown
let answer: Answer = () => html(502)
let signedIn = me

const { fetch, EventSource } = globalThis
before(() => {
  globalThis.fetch = async (input, init) => {
    assert.ok(typeof input === 'string')
    const [, space = '', path = ''] = /\/spaces\/([^/]+)\/(.*)$/.exec(input) ?? []
    const { mutations } = JSON.parse(typeof init?.body === 'string' ? init.body : '{"mutations":[]}') as { mutations: Mutation[] }
    const said = input === '/api/v1/me' ? { user: { id: signedIn, email: '', name: '' }, csrfToken: 'token' } : answer(space, path, mutations)
    return said instanceof Response ? said : Response.json(said)
  }
  // What is poked here is poked by hand.
  globalThis.EventSource = class {
    close() {}
    addEventListener() {}
  } as unknown as typeof EventSource
})
after(() => Object.assign(globalThis, { fetch, EventSource }))

const until = async (seen: () => boolean | Promise<boolean>) => {
  while (!(await seen())) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A person's only tab, whose own space stands at `1.a` and the club, if it is theirs, at `5.a`. */
const open = async (inClub: boolean, how: Answer) => {
  answer = how
  const standing = new Map<string, Standing>([[me, { cursor: '1.a' }], ...(inClub ? [[club, { cursor: '5.a' }] as const] : [])])
  const store = noReplicaStore(standing, inClub ? [club] : [])
  const told: Shared[] = []
  const share = (message: Shared) => void told.push(message)
  const line = createLine(noOutboxStore(), share)
  const sync = createSync({ person: me, store, line, share })
  const write = async (change: Pending) => {
    await line.add(change)
    sync.poke(change.space)
  }
  return { store, told, line, sync, write, cursor: async (space: string) => (await store.standing(space)).cursor }
}

test('all pages of a pull are asked for from where the space stood, and it stands at the head of the last one, once', async () => {
  const asked: string[] = []
  let down = true
  const { sync, told, cursor } = await open(false, (_, path) => {
    asked.push(path)
    if (path === 'changes?since=1.a') return page('7.g', [row('a', 4)], 'two')
    if (path === 'changes?since=1.a&page=two') return page('8.h', [row('b', 6)], 'three')
    if (path !== 'changes?since=1.a&page=three') return page('9.i')
    return down ? html(502) : page('9.i', [row('c', 9)])
  })
  await sync.start()
  await until(() => told.some(({ say }) => say === 'status'))
  assert.equal(await cursor(me), '1.a', 'cut before its last page, a pull has brought nothing')
  assert.deepEqual(
    told.filter(({ say }) => say === 'pulled'),
    [],
  )
  down = false
  sync.pokeAll()
  await until(async () => (await cursor(me)) !== '1.a')
  sync.stop()
  assert.equal(await cursor(me), '9.i')
  assert.deepEqual(asked.slice(0, 3), ['changes?since=1.a', 'changes?since=1.a&page=two', 'changes?since=1.a&page=three'])
  const pulled = told.flatMap((message) => (message.say === 'pulled' ? [message] : []))
  assert.deepEqual(
    pulled.map(({ from, json, cursor: reached }) => [from, (JSON.parse(json) as AnyDoc[]).map(({ id }) => id), reached]),
    [['1.a', ['a', 'b', 'c'], '9.i']],
  )
})

test('what is more than the server does at once stays in the line, and is sent again, in order, with what waits', async () => {
  const [first, second, third] = [create(me, 300), create(me, 301), create(me, 302)]
  const asked: string[][] = []
  const busy = { type: 'about:blank', code: 'busy', status: codes.busy.status, title: codes.busy.title }
  const { sync, line, write } = await open(false, (_, path, mutations) => {
    if (path !== 'mutations') return page('1.a')
    asked.push(mutations.map(({ id }) => id))
    const [done, ...rest] = mutations
    if (asked.length === 1) return { results: mutations.map(({ id }) => ({ id, status: 'refused', problem: busy })) }
    return { results: [...applied(done ? [done] : [], 9).results, ...rest.map(({ id }) => ({ id, status: 'refused', problem: busy }))] }
  })
  for (const one of [first, second, third]) await write(one)
  await sync.start()
  await until(() => line.waiting().length === 0)
  sync.stop()
  assert.deepEqual(line.refused(), [])
  const ids = [first, second, third].map(({ id }) => id)
  // After an answer that did nothing it waits a while; after one that did something it goes on.
  assert.deepEqual(asked, [ids, ids, ids.slice(1), ids.slice(2)])
})

test('a change that was answered stays in the line until its rev is pulled', async () => {
  let [head, pulls, applies] = ['1.a', 0, 3]
  const [first, second] = [create(me, 100), create(me, 101)]
  const { sync, line, told, write, cursor } = await open(false, (_, path, mutations) => {
    if (path === 'mutations') return applied(mutations, applies)
    pulls++
    return page(head, head === '1.a' ? [] : [row('a', Number(head[0]))])
  })
  await sync.start()
  for (const change of [first, second]) {
    await write(change)
    await until(() => line.pending().at(-1)?.appliedRev === applies)
    applies++
  }
  const left = { '1.a': [first, second], '2.b': [first, second], '3.c': [second], '4.d': [] }
  for (const [reached, there] of Object.entries(left)) {
    head = reached
    const before = pulls
    sync.poke(me)
    await until(async () => pulls > before && (await cursor(me)) === reached)
    // The round that was told of it is over when the next one asks.
    const ended = pulls
    sync.poke(me)
    await until(() => pulls > ended)
    const ids = there.map(({ id }) => id)
    assert.deepEqual(
      line.pending().map(({ id }) => id),
      ids,
      `pulled up to ${reached}`,
    )
    // A tab that only hears of it goes by the same.
    const other = createLine(noOutboxStore(), () => {})
    for (const message of told) other.hear(message)
    assert.deepEqual(
      other.pending().map(({ id }) => id),
      ids,
      `heard up to ${reached}`,
    )
  }
  sync.stop()
})

test('after a history was replaced what was answered, and what was not, is sent again under the same ids', async () => {
  const sent: string[][] = []
  let reset = false
  const { sync, line, told, write, cursor } = await open(false, (_, path, mutations) => {
    if (path === 'mutations') {
      sent.push(mutations.map(({ id }) => id))
      return applied(mutations, reset ? 4 : 50)
    }
    if (path === 'snapshot/latest') return no('not_found')
    // Loaded anew, it stands before what was answered, and by far before the rev it was answered with.
    if (path === 'changes') return page('2.new')
    if (path.startsWith('changes?since=2.new')) return page('4.new', [row('a', 4)])
    return reset ? no('sync_reset') : page('1.a')
  })
  const [answered, waiting] = [create(me, 100), create(me, 101)]
  await sync.start()
  await write(answered)
  await until(() => line.pending()[0]?.appliedRev === 50)
  reset = true
  await line.add(waiting)
  sync.pokeAll()
  await until(() => line.pending().length === 0)
  sync.stop()
  assert.equal(await cursor(me), '4.new')
  assert.equal(sent.flat().filter((id) => id === answered.id).length, 2)
  assert.ok(sent.flat().includes(waiting.id))
  assert.equal(told.filter(({ say }) => say === 'unanswered').length, 1)
  assert.deepEqual(line.refused(), [])
})

test('what was not sent to a space whose membership ends is kept among what could not be saved', async () => {
  let left = false
  const change = create(club, 100)
  const { sync, line, told, store, write } = await open(true, (space, path) => {
    if (path === 'mutations') return html(502)
    if (space === club) return page('5.a')
    return left ? page('2.b', [membership('2026-01-02T00:00:00.000Z', 2)]) : page('1.a')
  })
  await sync.start()
  await write(change)
  await until(() => sync.status().paused.includes(club))
  left = true
  sync.poke(me)
  await until(() => told.some(({ say }) => say === 'dropped'))
  await until(async () => (await store.mine()).length === 0)
  sync.stop()
  assert.deepEqual(line.pending(), [])
  assert.deepEqual(
    line.refused().map(({ id, space, args, code }) => ({ id, space, args, code })),
    [{ id: change.id, space: club, args: change.args, code: 'not_found' }],
  )
  // Other tabs are handed the same.
  const other = createLine(noOutboxStore(), () => {})
  for (const message of told) other.hear(message)
  assert.deepEqual([other.pending(), other.refused()], [[], line.refused()])
})

for (const [what, refusal] of [
  ['a 404 of ours', () => no('not_found')],
  ['a 404 of a proxy', () => html(404)],
  ['a 403', () => no('forbidden')],
  ['a 502', () => html(502)],
] as const)
  test(`${what} on a space pauses it alone: nobody is signed out, nothing is dropped, and it goes on`, async () => {
    let gone = true
    const sent: string[] = []
    const change = create(club, 100)
    const mine = create(me, 101)
    const { sync, line, told, store, write, cursor } = await open(true, (space, path, mutations) => {
      if (space === club && gone) return refusal()
      if (path !== 'mutations') return page(space === me ? '1.a' : '5.a')
      sent.push(...mutations.map(({ id }) => id))
      return applied(mutations, 1)
    })
    await sync.start()
    await write(change)
    await write(mine)
    await until(() => sync.status().paused.includes(club) && sent.includes(mine.id))
    assert.deepEqual(
      { ...sync.status(), leads: sync.leads(), mine: await store.mine(), cursor: await cursor(club) },
      { online: true, signedOut: false, paused: [club], leads: true, mine: [club], cursor: '5.a' },
    )
    assert.deepEqual(
      line.waiting().map(({ id }) => id),
      [change.id],
    )
    gone = false
    sync.pokeAll()
    await until(() => sent.includes(change.id) && sync.status().paused.length === 0)
    sync.stop()
    assert.deepEqual(
      told.filter(({ say }) => say === 'dropped'),
      [],
    )
    assert.deepEqual(line.refused(), [])
  })

test('a 404 on the person’s own space signs out only where somebody else is signed in', async () => {
  let gone = true
  const { sync, cursor } = await open(false, (_, path) => {
    if (gone) return no('not_found')
    return path === 'mutations' ? html(502) : page('2.b')
  })
  await sync.start()
  await until(() => !sync.status().online)
  assert.deepEqual([sync.status().signedOut, sync.leads(), await cursor(me)], [false, true, '1.a'])
  gone = false
  sync.pokeAll()
  await until(() => sync.status().online)
  assert.equal(await cursor(me), '2.b')
  gone = true
  signedIn = club
  sync.poke(me)
  await until(() => !sync.leads())
  signedIn = me
  assert.deepEqual([sync.status().signedOut, await cursor(me)], [true, '2.b'])
})
