import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { codes, type Code } from '@muster/core/contract/codes.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import { idsOf } from '../needs.ts'
import type { Pending } from '../pending.ts'
import type { Shared } from '../protocol.ts'
import { createOutbox } from './outbox.ts'
import { noOutboxStore } from './outbox-store.ts'
import { noReplicaStore, type Progress } from './replica-store.ts'
import { createSerials } from './serial.ts'
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

/** What the server says of a space's address; a `Response`, or what becomes one, as it is, all else as JSON. */
type Answer = (space: string, path: string, mutations: readonly Mutation[]) => unknown
let answer: Answer = () => html(502)
let signedIn = me
const signals: (AbortSignal | undefined)[] = []

const { fetch, EventSource } = globalThis
before(() => {
  globalThis.fetch = async (input, init) => {
    assert.ok(typeof input === 'string')
    const [, space = '', path = ''] = /\/spaces\/([^/]+)\/(.*)$/.exec(input) ?? []
    const { mutations } = JSON.parse(typeof init?.body === 'string' ? init.body : '{"mutations":[]}') as { mutations: Mutation[] }
    signals.push(init?.signal ?? undefined)
    const said = input === '/api/v1/me' ? { user: { id: signedIn, email: '', name: '' }, csrfToken: 'token' } : answer(space, path, mutations)
    if (said instanceof Promise) return said as Promise<Response>
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
  const progress = new Map<string, Progress>([[me, { cursor: '1.a' }], ...(inClub ? [[club, { cursor: '5.a' }] as const] : [])])
  const store = noReplicaStore(progress, inClub ? [club] : [])
  const told: Shared[] = []
  const share = (message: Shared) => void told.push(message)
  const outbox = createOutbox(noOutboxStore(), share)
  const sync = createSync({ person: me, store, outbox, share, inTurn: createSerials(), catchUp: async () => {} })
  const write = async (change: Pending) => {
    await outbox.add([change])
    sync.poke(change.space)
  }
  return { store, told, outbox, sync, write, cursor: async (space: string) => (await store.progress(space)).cursor }
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

test('what is more than the server does at once stays in the outbox, and is sent again, in order, with what waits', async () => {
  const [first, second, third] = [create(me, 300), create(me, 301), create(me, 302)]
  const asked: string[][] = []
  const busy = { type: 'about:blank', code: 'busy', status: codes.busy.status, title: codes.busy.title }
  const { sync, outbox, write } = await open(false, (_, path, mutations) => {
    if (path !== 'mutations') return page('1.a')
    asked.push(mutations.map(({ id }) => id))
    const [done, ...rest] = mutations
    if (asked.length === 1) return { results: mutations.map(({ id }) => ({ id, status: 'refused', problem: busy })) }
    return { results: [...applied(done ? [done] : [], 9).results, ...rest.map(({ id }) => ({ id, status: 'refused', problem: busy }))] }
  })
  for (const one of [first, second, third]) await write(one)
  await sync.start()
  await until(() => outbox.waiting().length === 0)
  sync.stop()
  assert.deepEqual(outbox.refused(), [])
  const ids = [first, second, third].map(({ id }) => id)
  // After an answer that did nothing it waits a while; after one that did something it goes on.
  assert.deepEqual(asked, [ids, ids, ids.slice(1), ids.slice(2)])
})

test('a change that was answered stays in the outbox until its rev is pulled', async () => {
  let [head, pulls, applies] = ['1.a', 0, 3]
  const [first, second] = [create(me, 100), create(me, 101)]
  const { sync, outbox, told, write, cursor } = await open(false, (_, path, mutations) => {
    if (path === 'mutations') return applied(mutations, applies)
    pulls++
    return page(head, head === '1.a' ? [] : [row('a', Number(head[0]))])
  })
  await sync.start()
  for (const change of [first, second]) {
    await write(change)
    await until(() => outbox.pending().at(-1)?.appliedRev === applies)
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
      outbox.pending().map(({ id }) => id),
      ids,
      `pulled up to ${reached}`,
    )
    // A tab that only hears of it goes by the same.
    const other = createOutbox(noOutboxStore(), () => {})
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
  const { sync, outbox, told, write, cursor } = await open(false, (_, path, mutations) => {
    if (path === 'mutations') {
      sent.push(mutations.map(({ id }) => id))
      return applied(mutations, reset ? 4 : 50)
    }
    if (path.startsWith('snapshot/')) return no('not_found')
    // Loaded anew, it stands before what was answered, and by far before the rev it was answered with.
    if (path === 'changes') return page('2.new')
    if (path.startsWith('changes?since=2.new')) return page('4.new', [row('a', 4)])
    return reset ? no('sync_reset') : page('1.a')
  })
  const [answered, waiting] = [create(me, 100), create(me, 101)]
  await sync.start()
  await write(answered)
  await until(() => outbox.pending()[0]?.appliedRev === 50)
  reset = true
  await outbox.add([waiting])
  sync.pokeAll()
  await until(() => outbox.pending().length === 0)
  sync.stop()
  assert.equal(await cursor(me), '4.new')
  assert.equal(sent.flat().filter((id) => id === answered.id).length, 2)
  assert.ok(sent.flat().includes(waiting.id))
  assert.equal(told.filter(({ say }) => say === 'unanswered').length, 1)
  assert.deepEqual(outbox.refused(), [])
})

test('what a snapshot lacks that is older than what was shown comes in the same moment as it does, however long that takes', async () => {
  let reset = false
  let down = false
  let load = 0
  let asked = false
  const { sync, told, cursor } = await open(false, (_, path) => {
    asked = true
    if (path.startsWith('snapshot/reach')) return { from: '2.s', cursor: '2.new', counts: {}, chunks: ['0'], schema: 1 }
    if (path.startsWith('snapshot/2.s/')) {
      load++
      return { docs: [row('old', 1)], next: null }
    }
    if (path !== 'changes?since=2.new') return reset ? no('sync_reset') : page('1.a')
    if (down) return html(502)
    return page('4.new', [row('open', 4)])
  })
  await sync.start()
  await until(() => asked)
  reset = true
  down = true
  told.splice(0)
  sync.pokeAll()
  await until(async () => (await cursor(me)) === '2.new')

  await until(() => told.some((message) => message.say === 'status' && !message.status.online))
  assert.deepEqual(
    told.filter(({ say }) => say === 'pulled'),
    [],
  )
  down = false
  sync.pokeAll()
  await until(async () => (await cursor(me)) === '4.new')

  sync.stop()
  assert.equal(load, 1)
  assert.deepEqual(
    told.flatMap((message) => (message.say === 'pulled' ? [[message.from, (JSON.parse(message.json) as AnyDoc[]).map(({ id }) => id), message.cursor]] : [])),
    [[undefined, ['open'], '4.new']],
  )
})

for (const joined of [true, false])
  test(`after a reset a space is ${joined ? 'kept that was joined after the snapshot was made' : 'left whose membership is nowhere'}`, async () => {
    let reset = false
    const waits = create(club, 100)
    const { sync, told, outbox, store, cursor } = await open(true, (space, path) => {
      if (path === 'mutations') return html(502)
      if (space === club) return page('5.a')
      if (path.startsWith('snapshot/reach')) return { from: '2.s', cursor: '2.new', counts: {}, chunks: ['0'], schema: 1 }
      if (path.startsWith('snapshot/2.s/')) return { docs: [row('old', 1), membership('2026-01-01T00:00:00.000Z', 1)], next: null }
      if (path !== 'changes?since=2.new') return reset ? no('sync_reset') : page('1.a')
      return page('4.new', joined ? [membership(null, 4)] : [])
    })
    // What it has of the person's own space: the rows of the snapshot, and what came with the changes.
    Object.assign(store, {
      load: async (_: string, each: (json: string) => void) => {
        each(JSON.stringify(joined && (await cursor(me)) === '4.new' ? [membership(null, 4)] : []))
        return { removed: [], progress: {} }
      },
    })
    await outbox.add([waits])
    reset = true
    await sync.start()
    await until(async () => (await cursor(me)) === '4.new')
    await until(async () => !(await store.progress(me)).behind && (joined || (await store.mine()).length === 0))
    await new Promise((resolve) => setTimeout(resolve, 50))
    sync.stop()
    assert.deepEqual([told.some(({ say }) => say === 'dropped'), outbox.refused().length, (await store.mine()).length], joined ? [false, 0, 1] : [true, 1, 0])
  })

test('what was not sent to a space whose membership ends is kept among what could not be saved', async () => {
  let left = false
  const change = create(club, 100)
  const { sync, outbox, told, store, write } = await open(true, (space, path) => {
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
  assert.deepEqual(outbox.pending(), [])
  assert.deepEqual(
    outbox.refused().map(({ id, space, args, code }) => ({ id, space, args, code })),
    [{ id: change.id, space: club, args: change.args, code: 'not_found' }],
  )
  // Other tabs are handed the same.
  const other = createOutbox(noOutboxStore(), () => {})
  for (const message of told) other.hear(message)
  assert.deepEqual([other.pending(), other.refused()], [[], outbox.refused()])
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
    const { sync, outbox, told, store, write, cursor } = await open(true, (space, path, mutations) => {
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
      { online: true, trouble: null, signedOut: false, paused: [club], leads: true, mine: [club], cursor: '5.a' },
    )
    assert.deepEqual(
      outbox.waiting().map(({ id }) => id),
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
    assert.deepEqual(outbox.refused(), [])
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

const asks = (status: number, retryAfter: string) =>
  new Response('<h1>Not now</h1>', { status, headers: { 'Content-Type': 'text/html', 'Retry-After': retryAfter } })
for (const [status, wholly] of [
  [429, true],
  [503, false],
] as const)
  test(`a ${status} with Retry-After is heeded ${wholly ? 'by all spaces' : 'in its space alone'}, whoever calls, and told as what it is`, async () => {
    const asked: string[] = []
    const change = create(club, 100)
    let all = false
    const { sync, write } = await open(true, (space, path, mutations) => {
      asked.push(space)
      if (path === 'mutations' && (all || space === club)) return asks(status, '3600')
      return path === 'mutations' ? applied(mutations, 1) : page(space === me ? '1.a' : '5.a')
    })
    await sync.start()
    await until(() => asked.includes(me) && asked.includes(club))
    await write(change)
    await until(() => (wholly ? !sync.status().online : sync.status().paused.includes(club)))
    const before = asked.filter((space) => space === club).length
    await write(create(me, 101))
    for (let n = 0; n < 10; n++) {
      sync.pokeAll()
      await write(create(club, 102 + n))
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.equal(asked.filter((space) => space === club).length, before)
    if (wholly) assert.deepEqual([sync.status().trouble, sync.status().paused], ['wait', []])
    else {
      assert.equal(sync.status().online, true)
      all = true
      await write(create(me, 120))
      await until(() => sync.status().trouble === 'wait')
    }
    sync.stop()
  })

for (const [what, said, trouble] of [
  ['nothing answers', () => Promise.reject(new TypeError('no network')), 'silent'],
  ['a proxy has no server behind it', () => html(502), 'failing'],
  ['the server fails', () => no('internal'), 'failing'],
] as const)
  test(`${what}: that is what is told`, async () => {
    const { sync } = await open(false, said)
    await sync.start()
    await until(() => !sync.status().online)
    assert.equal(sync.status().trouble, trouble)
    sync.stop()
  })

test('what is under way ends with the lead', async () => {
  const { sync, told } = await open(false, () => new Promise(() => {}))
  signals.length = 0
  await sync.start()
  await until(() => signals.length > 0)
  assert.equal(signals[0]?.aborted, false)
  sync.stop()
  assert.equal(signals[0]?.aborted, true)
  assert.ok(told.every(({ say }) => say === 'status'))
})

test('a change made during a long first load is sent at once', async () => {
  const sent: string[] = []
  const { sync, write, told, store } = await open(false, (_, path, mutations) => {
    if (path === 'mutations') {
      sent.push(...mutations.map(({ id }) => id))
      return applied(mutations, 2)
    }
    if (path === 'snapshot/reach') return { from: '1.a.build', cursor: '1.a', chunks: ['task..'] }
    return path.startsWith('snapshot/') ? new Promise(() => {}) : page('2.b')
  })
  await store.drop(me)
  await sync.start()
  await until(async () => (await store.progress(me)).loading !== undefined)
  const change = create(me, 100)
  await write(change)
  await until(() => told.some(({ say }) => say === 'answered'))
  assert.deepEqual(sent, [change.id])
  sync.stop()
})

test('what was fetched is applied only once a change that was on its way meanwhile is answered', async () => {
  let answer: ((response: Response) => void) | undefined
  let reply: ((response: Response) => void) | undefined
  const { sync, write, told } = await open(false, (_, path) =>
    path === 'mutations'
      ? new Promise<Response>((resolve) => {
          answer = resolve
        })
      : new Promise<Response>((resolve) => {
          reply = resolve
        }),
  )
  await sync.start()
  await until(() => reply !== undefined)
  const change = create(me, 100)
  await write(change)
  await until(() => answer !== undefined)
  reply?.(Response.json(page('2.b', [row('a', 2)])))
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(!told.some(({ say }) => say === 'pulled'))
  answer?.(Response.json(applied([change] as never, 3)))
  await until(() => told.some(({ say }) => say === 'pulled'))
  sync.stop()
  assert.deepEqual(
    told.filter(({ say }) => say === 'pulled' || say === 'answered').map(({ say }) => say),
    ['answered', 'pulled'],
  )
})

test('notes of what is here again, which no pull brings, are fetched with it; where they cannot be had the pull goes on', async () => {
  const [back, gone, known] = ['00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000a3']
  const asked: string[] = []
  const { sync, store, told, cursor } = await open(false, (_, path) => {
    asked.push(path)
    if (path === `tasks/${back}/notes`) return { space: me, taskId: back, text: 'Words', updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: me }
    if (path.startsWith('tasks/')) return no('not_found')
    return path.startsWith('changes?since=1.a')
      ? page(
          '3.c',
          [back, gone, known].map((id, n) => ({ kind: 'task', id, rev: n + 1, hasNotes: true }) as AnyDoc),
        )
      : page('3.c')
  })
  Object.assign(store, { withoutNotes: async (_: string, ids: readonly string[]) => ids.filter((id) => id !== known) })
  await sync.start()
  await until(async () => (await cursor(me)) === '3.c')
  sync.stop()
  assert.deepEqual(
    asked.filter((path) => path.startsWith('tasks/')),
    [`tasks/${back}/notes`, `tasks/${gone}/notes`],
  )
  const notes = told.flatMap((message) => (message.say === 'pulled' ? (JSON.parse(message.json) as AnyDoc[]) : [])).filter(({ kind }) => kind === 'notes')
  assert.deepEqual(
    notes.map((doc) => [doc.id, doc.rev, (doc as { text: string }).text]),
    [[back, 0, 'Words']],
  )
  assert.equal((await store.notes(me, back))?.text, 'Words')
})

test('where a server has no answer to the first notes that a pull asks for, the pull waits for no others', async () => {
  const ids = [1, 2, 3].map((n) => `00000000-0000-7000-8000-0000000000c${n}`)
  const asked: string[] = []
  const { sync, store, cursor } = await open(false, (_, path) => {
    asked.push(path)
    if (path.startsWith('tasks/')) return html(502)
    return path.startsWith('changes?since=1.a')
      ? page(
          '3.c',
          ids.map((id, n) => ({ kind: 'task', id, rev: n + 1, hasNotes: true }) as AnyDoc),
        )
      : page('3.c')
  })
  Object.assign(store, { withoutNotes: async (_: string, lacking: readonly string[]) => lacking })
  await sync.start()
  await until(async () => (await cursor(me)) === '3.c')
  sync.stop()
  assert.deepEqual(
    asked.filter((path) => path.startsWith('tasks/')),
    [`tasks/${ids[0]}/notes`],
  )
})

test('at rest what is out of reach is let go of, but for what changes name that are on their way or were refused', async () => {
  const { sync, store, outbox, write } = await open(false, (_, path, mutations) => {
    if (path !== 'mutations') return page('1.a')
    return { results: mutations.map(({ id }) => ({ id, status: 'refused', problem: { type: 'about:blank', code: 'invalid', status: 400, title: 'No' } })) }
  })
  const seen: { since: string; kept: ReadonlySet<string> }[] = []
  Object.assign(store, { compact: async (_: string, reach: { since: string; kept: ReadonlySet<string> }) => void seen.push(reach) })
  const task = '00000000-0000-7000-8000-0000000000b1'
  const args = { id: task, set: { title: 'Another' } }
  const change: Pending = {
    id: '00000000-0000-7000-8000-0000000000b2',
    space: me,
    name: 'task.update@1',
    args,
    base: 1,
    clientAt: '2026-01-01T00:00:00.000Z',
    ...idsOf(me, 'task.update@1', args),
  }
  await sync.start()
  await until(() => seen.length > 0)
  assert.equal(seen[0]?.kept.has(task), false)
  assert.match(seen[0]?.since ?? '', /^\d{4}-\d{2}-\d{2}$/)
  await write(change)
  await until(() => outbox.refused().length === 1)
  await until(() => seen.at(-1)?.kept.has(task) === true)
  sync.stop()
})
