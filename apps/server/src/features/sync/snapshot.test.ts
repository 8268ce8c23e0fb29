import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import { id, startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

type Person = Awaited<ReturnType<typeof server.register>>
const key = (doc: { kind: string; id: string }) => `${doc.kind}:${doc.id}`
const task = (person: Person, more: object = {}) => ({
  id: id(),
  place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' },
  title: 'Task',
  ...more,
})
const begin = async (person: Person, space = person.userId) => server.request(`/api/v1/spaces/${space}/snapshot`, { headers: person.headers })
const chunk = async (person: Person, from: string, n: number | string, headers: Record<string, string> = {}) =>
  server.request(`/api/v1/spaces/${person.userId}/snapshot/${from}/${n}`, { headers: { ...person.headers, ...headers } })
const fill = async (person: Person, many: number, more: object = {}) => {
  for (let made = 0; made < many; made += 200)
    await person.results(Array.from({ length: Math.min(200, many - made) }, () => person.mutation('task.create@1', task(person, more))))
}
/** All rows as they are now, by paging through the changes. */
const truth = async (person: Person): Promise<Map<string, AnyDoc>> => {
  const rows = new Map<string, AnyDoc>()
  for (let query = ''; ;) {
    const page: ChangesReply = await person.changes(query)
    for (const doc of [...page.docs, ...page.tombstones.flatMap(({ trashed }) => trashed ?? [])]) rows.set(key(doc), doc)
    if (page.next === null) return rows
    query = `?page=${page.next}`
  }
}

test('the chunks and the changes since `from` are the whole, also while people write', async () => {
  const person = await server.register()
  await fill(person, 400, { notes: 'Some words' })
  await fill(person, 4_200)
  const gone = task(person)
  await person.results([person.mutation('task.create@1', gone), person.mutation('task.delete@1', { id: gone.id })])
  const { from, chunks, counts } = (await (await begin(person)).json()) as SnapshotReply
  assert.ok(chunks >= 3, `${chunks} chunks`)
  assert.equal(counts.tasks, 4_601)
  assert.equal(counts.notes, 400)
  const rows = new Map<string, AnyDoc>()
  const keep = (docs: readonly AnyDoc[]) => {
    for (const doc of docs) if (doc.rev >= (rows.get(key(doc))?.rev ?? 0)) rows.set(key(doc), doc)
  }
  const order: string[] = []
  for (let n = 0; n < chunks; n++) {
    const reply = await chunk(person, from, n)
    assert.equal(reply.headers.get('content-encoding'), 'gzip')
    const { docs } = (await reply.json()) as SnapshotChunk
    order.push(...docs.map(({ kind }) => kind))
    keep(docs)
    await person.results([
      person.mutation('task.update@1', {
        id: gone.id === docs[0]?.id ? id() : (docs.findLast(({ kind }) => kind === 'task')?.id ?? id()),
        set: { title: `Changed ${n}` },
      }),
    ])
    await fill(person, 3)
  }
  assert.ok(order.indexOf('notes') > order.lastIndexOf('task'), 'notes come last')
  for (let query = `?since=${from}`; ;) {
    const page: ChangesReply = await person.changes(query)
    keep([...page.docs, ...page.tombstones.flatMap(({ trashed }) => trashed ?? [])])
    if (page.next === null) break
    query = `?since=${from}&page=${page.next}`
  }
  const all = await truth(person)
  assert.equal(rows.size, all.size)
  for (const [at, doc] of all) assert.deepEqual(rows.get(at), doc)
})

test('a chunk never changes, can be asked for again, and comes plain to who takes no gzip', async () => {
  const person = await server.register()
  await fill(person, 50)
  const { from } = (await (await begin(person)).json()) as SnapshotReply
  const first = await (await chunk(person, from, 0)).text()
  await fill(person, 50)
  assert.equal(((await (await begin(person)).json()) as SnapshotReply).from, from, 'it is given out while the space has moved little')
  assert.equal(await (await chunk(person, from, 0)).text(), first)
  const plain = await chunk(person, from, 0, { 'Accept-Encoding': 'identity' })
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(await plain.text(), first)
})

test('a chunk that is not kept is a sync_reset; a space of others is not there', async () => {
  const [person, stranger] = [await server.register(), await server.register()]
  const { from, chunks } = (await (await begin(person)).json()) as SnapshotReply
  for (const [at, n] of [
    ['1.other', 0],
    [from, chunks],
  ] as const) {
    const reply = await chunk(person, at, n)
    assert.equal(reply.status, 410)
    assert.equal(((await reply.json()) as { code: string }).code, 'sync_reset')
  }
  assert.equal((await chunk(person, from, '00')).status, 400)
  assert.equal((await begin(stranger, person.userId)).status, 404)
  assert.equal((await server.request(`/api/v1/spaces/${person.userId}/snapshot/${from}/0`, { headers: stranger.headers })).status, 404)
  assert.equal((await server.request(`/api/v1/spaces/${id()}/snapshot/${from}/0`, { headers: stranger.headers })).status, 404)
})

test('twenty browsers that begin at once are given one snapshot', async () => {
  const person = await server.register()
  await fill(person, 600)
  const begun = await Promise.all(Array.from({ length: 20 }, async () => ((await (await begin(person)).json()) as SnapshotReply).from))
  assert.equal(new Set(begun).size, 1)
})
