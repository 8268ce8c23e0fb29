import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { createMemoryCache } from '../../adapters/memory/cache.ts'
import type { Store } from '../../ports/store.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { id, startServer } from '../../testing/server.ts'
import { createSnapshots } from './snapshot.ts'

type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
/** What the clock of the server says: a minute before midnight. */
let now = Date.parse('2026-03-01T23:59:00.000Z')
before(async () => {
  server = await startServer(undefined, { now: () => new Date(now) })
})
after(() => server.remove())

type Person = Awaited<ReturnType<typeof server.register>>
type Headers = Readonly<Record<string, string>>
const key = (doc: { kind: string; id: string }) => `${doc.kind}:${doc.id}`
const task = (person: Person, more: object = {}) => ({
  id: id(),
  place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' },
  title: 'Task',
  ...more,
})
const begin = async (
  person: Person,
  at: Pick<Server, 'request'> = server,
  space = person.userId,
  what: 'latest' | 'reach' = 'latest',
): Promise<SnapshotReply> => (await (await at.request(`/api/v1/spaces/${space}/snapshot/${what}`, { headers: person.headers })).json()) as SnapshotReply
const ask = async (person: Person, from: string, name: string, headers: Headers = {}, at: Pick<Server, 'request'> = server, space = person.userId) =>
  at.request(`/api/v1/spaces/${space}/snapshot/${from}/${name}`, { headers: { ...person.headers, ...headers } })
const fill = async (person: Person, many: number, more: object = {}) => {
  for (let made = 0; made < many; made += 200)
    await person.results(Array.from({ length: Math.min(200, many - made) }, () => person.mutation('task.create@1', task(person, more))))
}
const lists = async (person: Person, names: readonly string[]) => {
  const made = names.map((name) => ({ id: id(), name, color: 'blue', emoji: null, folderId: null, order: 'a1' }))
  await person.results(made.map((args) => person.mutation('list.create@1', args)))
  return made.map((one) => one.id)
}

/** What a browser keeps of what comes: of each row the highest rev. */
const newRows = () => {
  const rows = new Map<string, AnyDoc>()
  return {
    rows,
    keep: (docs: readonly AnyDoc[]) => {
      for (const doc of docs) if (doc.rev >= (rows.get(key(doc))?.rev ?? 0)) rows.set(key(doc), doc)
    },
    drop: (page: ChangesReply) => {
      for (const { kind, id: gone, trashed } of page.tombstones) if (!trashed) rows.delete(`${kind}:${gone}`)
    },
  }
}
type Rows = ReturnType<typeof newRows>
/** Pulls from a cursor to the end. */
const pull = async (person: Person, { keep, drop }: Rows, since: string | null, space = person.userId) => {
  const from = since === null ? '?' : `?since=${since}&`
  for (let query = from; ;) {
    const page = (await (await person.pull(query.slice(0, -1), space)).json()) as ChangesReply
    keep([...page.docs, ...page.tombstones.flatMap(({ trashed }) => trashed ?? [])])
    drop(page)
    if (page.next === null) return
    query = `${from}page=${page.next}&`
  }
}
/** Loads all chunks, whoever answers, and does something between two of them. Tells the names asked for and the kinds that came. */
const load = async (
  person: Person,
  rows: Rows,
  snapshot: SnapshotReply,
  {
    at = () => server,
    between = async () => {},
  }: { at?: (n: number) => Pick<Server, 'request'>; between?: (n: number, docs: readonly AnyDoc[]) => Promise<unknown> } = {},
) => {
  const names = [...snapshot.chunks]
  const came: AnyDoc[][] = []
  for (let n = 0; n < names.length; n++) {
    const reply = await ask(person, snapshot.from, names[n] ?? '', {}, at(n))
    assert.equal(reply.status, 200, names[n] ?? '')
    assert.equal(reply.headers.get('content-encoding'), 'gzip')
    const { docs, next } = (await reply.json()) as SnapshotChunk
    if (next) names.splice(n + 1, 0, next)
    rows.keep(docs)
    came.push(docs)
    await between(n, docs)
  }
  return { names, came }
}
/** What was loaded is what a pull from the start tells. */
const isWhole = async (person: Person, loaded: Rows, space = person.userId) => {
  const truth = newRows()
  await pull(person, truth, null, space)
  assert.equal(loaded.rows.size, truth.rows.size)
  for (const [at, doc] of truth.rows) assert.deepEqual(loaded.rows.get(at), doc)
}

test('the chunks and the changes since the cursor are the whole, also while people write and midnight passes', async () => {
  const person = await server.register()
  await lists(person, ['One', 'Two'])
  await fill(person, 400, { notes: 'Some words' })
  const soon = { due: { date: '2026-03-15' } }
  const [other = ''] = await lists(person, ['Other'])
  const elsewhere = { place: { parentId: null, listId: other, sectionId: null, order: 'a1' } }
  await fill(person, 4_200, elsewhere)
  await fill(person, 200, { ...elsewhere, ...soon })
  await fill(person, 200, { ...elsewhere, due: { date: '2026-03-16' } })
  const [trashed, shut] = [task(person), task(person)]
  await person.results([
    person.mutation('task.create@1', trashed),
    person.mutation('task.delete@1', { id: trashed.id }),
    person.mutation('task.create@1', shut),
  ])
  await fill(person, 50)
  const snapshot = await begin(person)
  assert.ok(snapshot.chunks.length >= 4, snapshot.chunks.join(' '))
  const loaded = newRows()
  const { came } = await load(person, loaded, snapshot, {
    between: async (n, docs) => {
      now += 40_000
      const last = docs.findLast(({ kind }) => kind === 'task')?.id
      await person.results([
        ...(last ? [person.mutation('task.update@1', { id: last, set: { title: `Changed ${n}` } })] : []),
        ...(n === 1 ? [person.mutation('task.restore@1', { id: trashed.id }), person.mutation('task.update@1', { id: shut.id, set: { status: 'done' } })] : []),
        person.mutation('task.create@1', task(person, soon)),
      ])
    },
  })
  const order = came.flat().map(({ kind }) => kind)
  assert.ok(order.indexOf('notes') > order.lastIndexOf('task'), 'notes come last')
  assert.ok(order.lastIndexOf('list') < order.indexOf('task'), 'lists come first')
  // What a first screen shows comes before all that is open: the Inbox, and what is due within 14 days.
  const first = came[1]?.filter((doc) => doc.kind === 'task') ?? []
  assert.equal(first.filter(({ listId }) => listId === person.userId).length, 451)
  assert.equal(first.filter(({ listId }) => listId === other).length, 200)
  await pull(person, loaded, snapshot.cursor)
  await isWhole(person, loaded)
})

test('a chunk holds nothing that is newer than its snapshot', async () => {
  const person = await server.register()
  await fill(person, 50)
  const { from, cursor, chunks } = await begin(person)
  const rev = Number(cursor.split('.')[0])
  const seen = (await ((await person.pull()).json() as Promise<ChangesReply>)).docs.find(({ kind }) => kind === 'task')?.id ?? ''
  await person.results([person.mutation('task.update@1', { id: seen, set: { title: 'Later' } })])
  await fill(person, 50)
  for (const name of chunks) {
    const { docs } = (await (await ask(person, from, name)).json()) as SnapshotChunk
    assert.ok(docs.every((doc) => doc.rev <= rev && doc.id !== seen))
  }
})

test('a chunk that was made again, later and on another day, misses no row', async () => {
  const person = await server.register()
  await fill(person, 4_500, { due: { date: '2026-03-16' } })
  const snapshot = await begin(person)
  const loaded = newRows()
  const stores: Pick<Store, 'view' | 'ids' | 'knows'> = server.context.store
  // Each of them has nothing cached: as if it were another process, or this one started anew.
  let n = 0
  for (const name of snapshot.chunks) {
    const day = new Date(`2026-03-${String(1 + n++ * 9).padStart(2, '0')}T00:00:00.000Z`)
    const again = createSnapshots({ store: stores, cache: createMemoryCache(1), build: snapshot.from.split('.')[2] ?? '', now: () => day })
    await fill(person, 100, { due: { date: '2026-03-01' } })
    const head = (await server.context.store.head(person.userId)) ?? assert.fail('it is there')
    loaded.keep((JSON.parse(String(await again.chunk(person.userId, head, person.userId, snapshot.from, name, false))) as SnapshotChunk).docs)
  }
  await pull(person, loaded, snapshot.cursor)
  await isWhole(person, loaded)
})

test('a chunk of much text ends early and names what goes on; one of little goes over all small kinds', async () => {
  const person = await server.register()
  const text = 'many words '.repeat(5_000)
  for (let n = 0; n < 100; n += 10)
    await person.results(Array.from({ length: 10 }, () => person.mutation('task.create@1', task(person, { notes: `${text}${Math.random()}` }))))
  const snapshot = await begin(person)
  assert.equal(snapshot.chunks.length, 3)
  const loaded = newRows()
  const { names, came } = await load(person, loaded, snapshot)
  assert.ok(names.length > 3, names.join(' '))
  for (const docs of came) assert.ok(JSON.stringify(docs).length < 8 * 1024 * 1024)
  await isWhole(person, loaded)
})

test('neither an invitation nor what was moved away comes with a snapshot', async () => {
  const person = await server.register()
  const space = id()
  await person.results([person.mutation('space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })])
  const [list, invite, moved] = [id(), id(), task(person, { notes: 'Words that move along' })]
  await person.push(
    [
      person.mutation('list.create@1', { id: list, name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' }),
      person.mutation('invite.create@1', { id: invite, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' }),
    ],
    space,
  )
  await person.results([
    person.mutation('task.create@1', moved),
    person.mutation('task.transfer@1', { id: moved.id, toSpace: space, place: { parentId: null, listId: list, sectionId: null, order: 'a1' }, labelIds: {} }),
  ])
  const ids = async (of: string) => {
    const { from, chunks } = await begin(person, server, of)
    const replies = await Promise.all(chunks.map(async (name) => (await (await ask(person, from, name, {}, server, of)).json()) as SnapshotChunk))
    return replies.flatMap(({ docs }) => docs.map(key))
  }
  const [mine, theirs] = [await ids(person.userId), await ids(space)]
  assert.ok(theirs.includes(`task:${moved.id}`) && theirs.includes(`notes:${moved.id}`) && theirs.includes(`list:${list}`))
  assert.ok(
    mine.every((one) => !one.endsWith(moved.id)),
    'it is gone from where it was',
  )
  assert.ok(theirs.every((one) => !one.endsWith(invite)))
  const { from } = await begin(person, server, space)
  assert.equal((await ask(person, from, 'invite..', {}, server, space)).status, 410)
})

test('a chunk never changes, can be asked for again, and comes plain to who takes no gzip', async () => {
  const person = await server.register()
  await fill(person, 50)
  const { from, chunks } = await begin(person)
  const name = chunks[1] ?? ''
  const first = await (await ask(person, from, name)).text()
  await fill(person, 50)
  assert.equal((await begin(person)).from, from, 'it is given out while the space has moved little')
  assert.equal(await (await ask(person, from, name)).text(), first)
  for (const accepted of ['identity', 'gzip;q=0', 'gzip;q=0, *', 'br']) {
    const plain = await ask(person, from, name, { 'Accept-Encoding': accepted })
    assert.equal(plain.headers.get('content-encoding'), null, accepted)
    assert.equal(await plain.text(), first)
  }
})

test('what is no snapshot or chunk of this build is a sync_reset, as earlier builds named them too; a space of others is not there', async () => {
  const [person, stranger] = [await server.register(), await server.register()]
  const { from, cursor, chunks } = await begin(person)
  const [rev, tag, build] = from.split('.')
  const name = chunks[0] ?? ''
  for (const [at, of] of [
    [`${rev}.other.${build}`, name],
    [`${rev}.${tag}.otherbuild`, name],
    [`99.${tag}.${build}`, name],
    [cursor, '0'],
    [from, '0'],
    [from, 'journal..'],
    [from, 'task.1.2'],
    [from, 'first.2026-1-1'],
  ] as const) {
    const reply = await ask(person, at, of)
    assert.equal(reply.status, 410, `${at} ${of}`)
    assert.equal(((await reply.json()) as { code: string }).code, 'sync_reset')
  }
  assert.equal((await ask(person, `${from}.more`, name)).status, 410)
  assert.equal((await ask(person, `${from}.2026-01-01.more`, name)).status, 400)
  assert.equal((await ask(person, from, `${name}.`)).status, 400)
  // Where an earlier build began a load there is nothing: its pages go on by the changes from the start.
  const old = await server.request(`/api/v1/spaces/${person.userId}/snapshot`, { headers: person.headers })
  assert.deepEqual([old.status, ((await old.json()) as { code: string }).code], [404, 'not_found'])
  for (const path of [`${person.userId}/snapshot/latest`, `${person.userId}/snapshot/${from}/${name}`, `${id()}/snapshot/${from}/${name}`])
    assert.equal((await server.request(`/api/v1/spaces/${path}`, { headers: stranger.headers })).status, 404)
})

test('twenty browsers that begin at once are given one snapshot, and each chunk of it is made once', async (t) => {
  const person = await server.register()
  await fill(person, 600)
  const { store } = server.context
  const real = { ...store }
  let [read, viewed] = [0, 0]
  t.after(() => Object.assign(store, real))
  Object.assign(store, {
    ids: (...args: Parameters<Store['ids']>) => (read++, real.ids(...args)),
    view: (...args: Parameters<Store['view']>) => (viewed++, real.view(...args)),
  })
  const begun = await Promise.all(Array.from({ length: 20 }, () => begin(person)))
  assert.equal(new Set(begun.map(({ from }) => from)).size, 1)
  assert.equal(read, 2)
  const { from, chunks } = begun[0] ?? assert.fail('it was begun')
  viewed = 0
  const texts = await Promise.all(Array.from({ length: 20 }, async () => (await ask(person, from, chunks[1] ?? '')).text()))
  assert.equal(new Set(texts).size, 1)
  assert.equal(viewed, 2, 'six hundred rows in two slices')
})

/** Snapshots over a store that a test changes in between. */
const over = (store: Pick<Store, 'view' | 'ids' | 'knows'>) =>
  createSnapshots({ store, cache: createMemoryCache(1_000_000), build: 'build', now: () => new Date() })

test('a snapshot of before a restored backup is not given out', async () => {
  const person = await server.register()
  const { store } = server.context
  let restored = false
  // The journal of the backup: the same revs, with other tags.
  const snapshots = over({ ...store, knows: async (space, head) => !restored && store.knows(space, head) })
  const head = (await store.head(person.userId)) ?? assert.fail('it is there')
  const before = await snapshots.begin(person.userId, head, true)
  await snapshots.chunk(person.userId, head, person.userId, before.from, 'space..', true)
  restored = true
  const grown = { rev: head.rev + 1, tag: 'grown' }
  assert.notEqual((await snapshots.begin(person.userId, grown, true)).from, before.from)
  await assert.rejects(snapshots.chunk(person.userId, grown, person.userId, before.from, 'space..', true), { code: 'sync_reset' })
})

test('no chunk is made of a state that is older than its snapshot', async () => {
  const person = await server.register()
  const { store } = server.context
  const head = (await store.head(person.userId)) ?? assert.fail('it is there')
  let behind = false
  // A member of the set that has not heard of the last commit.
  const snapshots = over({
    ...store,
    view: async (space, plan) => {
      const viewed = await store.view(space, plan)
      return viewed && behind ? { ...viewed, head: { ...viewed.head, rev: viewed.head.rev - 1 } } : viewed
    },
  })
  const { from } = await snapshots.begin(person.userId, head, true)
  behind = true
  await assert.rejects(snapshots.chunk(person.userId, head, person.userId, from, 'space..', true), { code: 'busy' })
  behind = false
  await snapshots.chunk(person.userId, head, person.userId, from, 'space..', true)
  await assert.rejects(snapshots.chunk(person.userId, { ...head, rev: head.rev - 1 }, person.userId, from, 'space..', true), { code: 'busy' })
})

test('two servers over one MongoDB: chunks asked of both in turn, while people write, are the whole in one go', { skip: withoutMongo }, async (t) => {
  const env = { STORE_URL: freshDatabase(), SECRETS: randomUUID() + randomUUID() }
  const [one, two] = [await startServer(undefined, { env }), await startServer(undefined, { env })]
  t.after(() => Promise.all([one.remove(), two.remove()]))
  const person = await one.register()
  await fill(person, 5_000)
  const loaded = newRows()
  let going = true
  const writer = (async () => {
    for (let n = 0; going; n++) {
      const made = task(person, { title: `Meanwhile ${n}`, notes: 'Words' })
      await person.results([person.mutation('task.create@1', made)])
      await person.results([person.mutation('task.update@1', { id: made.id, set: { title: 'Changed' } })])
    }
  })()
  try {
    const snapshot = await begin(person, two)
    const { names } = await load(person, loaded, snapshot, { at: (n) => (n % 2 ? two : one), between: () => fill(person, 20) })
    assert.ok(names.length >= 5, names.join(' '))
    going = false
    await writer
    await pull(person, loaded, snapshot.cursor)
  } finally {
    going = false
    await writer
  }
  await isWhole(person, loaded)
})

const dayMs = 86_400_000
const daysAgo = (days: number) => new Date(now - days * dayMs).toISOString()
/** A tree of tasks that were done so many days ago (undefined: open), each with notes; the ids by name. */
const tree = async (person: Person, lines: readonly (readonly [name: string, below: string | null, doneDaysAgo?: number])[]) => {
  const ids = new Map<string, string>()
  for (const [name, below] of lines) {
    const place = { parentId: below === null ? null : (ids.get(below) ?? ''), listId: below === null ? person.userId : null, sectionId: null, order: 'a1' }
    const made = task(person, { title: name, place, notes: `Notes of ${name}` })
    ids.set(name, made.id)
    await person.results([person.mutation('task.create@1', made)])
  }
  const done = lines.flatMap(([name, , days]) => (days === undefined ? [] : [{ id: ids.get(name) ?? '', days }]))
  for (const { id: one, days } of done)
    await person.results([{ ...person.mutation('task.update@1', { id: one, set: { status: 'done' } }), clientAt: daysAgo(days) }])
  return ids
}
/** What is loaded, by title: tasks, and the tasks whose notes came. */
const told = ({ rows }: Rows) => {
  const docs = [...rows.values()]
  const tasks = docs.filter((doc) => doc.kind === 'task' && doc.deletedAt === null)
  const byId = new Map(tasks.map((doc) => [doc.id, (doc as { title: string }).title]))
  return { tasks: [...byId.values()].sort(), notes: docs.flatMap((doc) => (doc.kind === 'notes' ? (byId.get(doc.id) ?? 'of none') : [])).sort() }
}
const isClosed = ({ rows }: Rows) => {
  for (const doc of rows.values())
    if (doc.kind === 'task' && doc.parentId !== null) assert.ok(rows.has(`task:${doc.parentId}`), `what “${doc.title}” is below is here`)
}

test('what browsers load leaves out what was done long ago, unless something in reach is below it, and its notes', async () => {
  const person = await server.register()
  const ids = await tree(person, [
    ['open', null],
    ['done lately', null, 29],
    ['done long ago', null, 40],
    ['above open', null, 90],
    ['between', 'above open', 80],
    ['open below', 'between'],
    ['old below open', 'open', 50],
    ['above lately', null, 60],
    ['lately below', 'above lately', 2],
    ['old and below old', 'done long ago', 45],
    ['old in the trash', null, 70],
    ['below what is in the trash', 'old in the trash', 70],
    ['above the trash', null, 70],
    ['old, trashed below', 'above the trash', 70],
  ])
  for (const name of ['old in the trash', 'old, trashed below']) await person.results([person.mutation('task.delete@1', { id: ids.get(name) })])
  const snapshot = await begin(person, server, person.userId, 'reach')
  assert.equal(snapshot.from.split('.')[3], new Date(now - 30 * dayMs).toISOString().slice(0, 10))
  const loaded = newRows()
  await load(person, loaded, snapshot)
  const names = ['above lately', 'above open', 'above the trash', 'between', 'done lately', 'lately below', 'open', 'open below']
  assert.deepEqual(told(loaded).tasks, names)
  assert.deepEqual(
    told(loaded).notes.filter((name) => name !== 'of none'),
    names,
  )
  assert.deepEqual(
    [...loaded.rows.values()].flatMap((doc) => (doc.kind === 'task' && doc.deletedAt !== null ? [doc.title] : [])).sort(),
    ['old in the trash', 'old, trashed below'],
    'the trash is all there',
  )
  isClosed(loaded)
  await pull(person, loaded, snapshot.cursor)
  assert.deepEqual(told(loaded).tasks, names, 'nothing is told again')
  // Who asks for all is given all.
  const whole = newRows()
  await load(person, whole, await begin(person))
  await isWhole(person, whole)
  // Reopened, it is here again with all above it.
  await person.results([person.mutation('task.update@1', { id: ids.get('old and below old'), set: { status: 'open' } })])
  await pull(person, loaded, snapshot.cursor)
  assert.deepEqual(told(loaded).tasks, [...names, 'done long ago', 'old and below old'].sort())
  isClosed(loaded)
})

test('a chunk of what is in reach is the same whatever day it is when it is made, and by whom', async () => {
  const person = await server.register()
  await tree(person, [
    ['lately', null, 29],
    ['old', null, 31],
    ['above', null, 31],
    ['below', 'above', 29],
  ])
  const snapshot = await begin(person, server, person.userId, 'reach')
  const head = (await server.context.store.head(person.userId)) ?? assert.fail('it is there')
  for (const days of [0, 1, 200]) {
    const build = snapshot.from.split('.')[2] ?? ''
    const other = createSnapshots({ store: server.context.store, cache: createMemoryCache(1), build, now: () => new Date(now + days * dayMs) })
    for (const name of snapshot.chunks)
      assert.equal(
        String(await other.chunk(person.userId, head, person.userId, snapshot.from, name, false)),
        await (await ask(person, snapshot.from, name)).text(),
      )
  }
})

test('loaded while people complete, reopen, move and delete, what is in reach is there, whole, with all above it', async () => {
  const person = await server.register()
  const lines: [string, string | null, number?][] = []
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  const depths = new Map<string, number>()
  for (let n = 0; n < 260; n++) {
    const above = n > 5 && random(3) > 0 ? `${random(n)}` : ''
    const depth = (depths.get(above) ?? 0) + 1
    const below = depth > 8 || above === '' ? null : above
    depths.set(`${n}`, below === null ? 1 : depth)
    lines.push(random(4) > 0 ? [`${n}`, below, random(90)] : [`${n}`, below])
  }
  const ids = await tree(person, lines)
  // A chunk for each few rows: what is above is in another one.
  const snapshot = await begin(person, server, person.userId, 'reach')
  const sorted = [...ids.values()].sort()
  const chunks = [
    ...snapshot.chunks.filter((name) => !name.startsWith('task') && !name.startsWith('notes')),
    ...['task', 'notes'].flatMap((kind) => ['', ...sorted.filter((_, n) => n % 20 === 19)].map((after, n, all) => `${kind}.${after}.${all[n + 1] ?? ''}`)),
  ]
  const loaded = newRows()
  const some = () => sorted[random(sorted.length)] ?? ''
  await load(
    person,
    loaded,
    { ...snapshot, chunks },
    {
      between: async () => {
        await person.push([
          { ...person.mutation('task.update@1', { id: some(), set: { status: 'done' } }), clientAt: daysAgo(random(60)) },
          person.mutation('task.update@1', { id: some(), set: { status: 'open' } }),
          person.mutation('task.update@1', { id: some(), place: { parentId: some(), listId: null, sectionId: null, order: 'a5' } }),
          person.mutation('task.delete@1', { id: some() }),
        ])
      },
    },
  )
  await pull(person, loaded, snapshot.cursor)
  const truth = newRows()
  await pull(person, truth, null)
  const since = new Date(now - 30 * dayMs).toISOString().slice(0, 10)
  let out = 0
  for (const [at, doc] of truth.rows) {
    const wanted = doc.kind !== 'task' || doc.status === 'open' || doc.deletedAt !== null || (doc.completedAt ?? '') >= since
    if (doc.kind !== 'notes' && wanted) assert.deepEqual(loaded.rows.get(at), doc)
    else if (!loaded.rows.has(at)) out++
  }
  assert.ok(out > 20, 'much was left out')
  for (const [at, doc] of loaded.rows) assert.deepEqual(doc, truth.rows.get(at))
  isClosed(loaded)
})

/** Lines of tasks, each below the one before it: all but the last done long ago. */
const deepLines = async (person: Person, many: number, deep: number) => {
  const levels: string[][] = []
  const push = async (mutations: Parameters<Person['results']>[0]) => {
    for (let at = 0; at < mutations.length; at += 200) await person.results(mutations.slice(at, at + 200))
  }
  for (let level = 0; level < deep; level++) {
    const above = levels.at(-1)
    const row = Array.from({ length: many }, (_, n) => {
      const place = { parentId: above?.[n] ?? null, listId: above ? null : person.userId, sectionId: null, order: 'a1' }
      return task(person, { place })
    })
    await push(row.map((args) => person.mutation('task.create@1', args)))
    levels.push(row.map((one) => one.id))
  }
  const done = { status: 'done' }
  for (const row of levels.slice(0, -1)) await push(row.map((one) => ({ ...person.mutation('task.update@1', { id: one, set: done }), clientAt: daysAgo(60) })))
  return { levels, change: (ids: readonly string[]) => push(ids.map((one) => person.mutation('task.update@1', { id: one, set: { priority: 1 } }))) }
}

test('a page of changes ends earlier where much stands above them, and the pages are the whole all the same', async () => {
  const person = await server.register()
  const { levels, change } = await deepLines(person, 300, 6)
  const snapshot = await begin(person)
  await change(levels.at(-1) ?? [])
  const page = (await (await person.pull(`?since=${snapshot.cursor}`)).json()) as ChangesReply
  assert.ok(page.next !== null && page.docs.length <= 1_500, `${page.docs.length} rows`)
  const pulled = newRows()
  await pull(person, pulled, snapshot.cursor)
  assert.equal(pulled.rows.size, 1_800)
  isClosed(pulled)
})

test('a chunk ends once much was read, also where little of it is in reach', async () => {
  const person = await server.register()
  const notes = 'x'.repeat(60_000)
  const made = Array.from({ length: 120 }, () => task(person, { notes }))
  for (let at = 0; at < made.length; at += 12) await person.results(made.slice(at, at + 12).map((args) => person.mutation('task.create@1', args)))
  await person.results(made.map((one) => ({ ...person.mutation('task.update@1', { id: one.id, set: { status: 'done' } }), clientAt: daysAgo(60) })))
  const { names } = await load(person, newRows(), await begin(person, server, person.userId, 'reach'))
  assert.ok(names.filter((name) => name.startsWith('notes')).length > 1, names.join())
})
