import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { createAsk, spaceOfAll, type Ask, type Person, type Told } from '../../testing/people.ts'
import { id, startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
let ask: Ask
let owner: Person
let viewer: Person
let stranger: Person
let space: string
before(async () => {
  server = await startServer()
  ask = createAsk(server)
  ;({ space, owner, viewer, stranger } = await spaceOfAll(server, ask))
})
after(() => server.remove())

const revOf = async (of = space) => (await server.context.store.head(of))?.rev
const code = ({ status, body }: Told) => [status, body.code]
const itemsOf = ({ body }: Told) => body.items
const namesOf = (told: Told) => itemsOf(told).map(({ name }) => name)
const tagOf = ({ headers }: Told) => headers.get('etag') ?? ''

const kinds = ['folders', 'lists', 'sections', 'labels'] as const
/** What the smallest one of a kind is made of. */
const bodyOf = async (kind: (typeof kinds)[number], name: string): Promise<Record<string, unknown>> =>
  kind === 'sections' ? { name, listId: (await ask(owner, 'POST', `/spaces/${space}/lists`, { name: 'Around it' })).body.id } : { name }

for (const kind of kinds) {
  const path = () => `/spaces/${space}/${kind}`

  test(`${kind}: made, read, changed, deleted, restored`, async () => {
    const body = await bodyOf(kind, 'First')
    const made = await ask(owner, 'POST', path(), body)
    assert.equal(made.status, 201)
    const at = `${path()}/${made.body.id}`
    assert.equal(made.headers.get('location'), `/api/v1${at}`)
    assert.deepEqual([made.body['space'], made.body['name'], made.body['createdBy'], made.body['deletedAt']], [space, 'First', owner.userId, null])

    const read = await ask(viewer, 'GET', at)
    assert.deepEqual([read.status, read.body, tagOf(read)], [200, made.body, tagOf(made)])
    const changed = await ask(owner, 'PATCH', at, { name: 'Second' })
    assert.deepEqual([changed.status, changed.body['name'], changed.body['order']], [200, 'Second', made.body['order']])
    assert.ok(namesOf(await ask(viewer, 'GET', path())).includes('Second'))

    assert.deepEqual(code(await ask(viewer, 'DELETE', at)), [403, 'forbidden'])
    for (const person of [owner, owner, viewer]) {
      const gone = await ask(person, 'DELETE', at)
      assert.deepEqual([gone.status, gone.body], [204, null])
    }
    assert.deepEqual(code(await ask(viewer, 'GET', at)), [410, 'gone'])
    assert.deepEqual(code(await ask(owner, 'PATCH', at, { name: 'Third' })), [410, 'gone'])
    assert.ok(!namesOf(await ask(viewer, 'GET', path())).includes('Second'))
    assert.ok(namesOf(await ask(viewer, 'GET', `${path()}?trashed=true`)).includes('Second'))
    const back = await ask(owner, 'POST', `${at}/restore`)
    assert.deepEqual([back.status, back.body['deletedAt'], tagOf(back)], [200, null, tagOf(await ask(viewer, 'GET', at))])
    assert.ok(!itemsOf(await ask(viewer, 'GET', `${path()}?trashed=true`)).some((one) => one['id'] === made.body.id))
  })

  test(`${kind}: what is held is not sent again, and a change on what it is no more is stale`, async () => {
    const made = await ask(owner, 'POST', path(), await bodyOf(kind, 'Held'))
    const at = `${path()}/${made.body.id}`
    const held = await ask(viewer, 'GET', at, undefined, { 'If-None-Match': `W/"other", ${tagOf(made)}` })
    assert.deepEqual([held.status, held.body, tagOf(held)], [304, null, tagOf(made)])
    const changed = await ask(owner, 'PATCH', at, { name: 'Changed' }, { 'If-Match': tagOf(made) })
    assert.equal(changed.status, 200)
    assert.notEqual(tagOf(changed), tagOf(made))
    assert.equal((await ask(viewer, 'GET', at, undefined, { 'If-None-Match': tagOf(made) })).status, 200)

    const rev = await revOf()
    const stale = { 'If-Match': tagOf(made) }
    for (const [method, where, body] of [
      ['PATCH', at, { name: 'Late' }],
      ['DELETE', at, undefined],
      ['POST', `${at}/restore`, undefined],
    ] as const)
      assert.deepEqual(code(await ask(owner, method, where, body, stale)), [412, 'stale'], method)
    assert.equal(await revOf(), rev)
    assert.equal((await ask(owner, 'DELETE', at, undefined, { 'If-Match': `"other", ${tagOf(changed)}` })).status, 204)
    assert.equal((await ask(owner, 'DELETE', at, undefined, stale)).status, 204, 'it is deleted, as was asked')
  })

  test(`${kind}: one key, one effect, the same answer; another request under it is refused`, async () => {
    const [body, key] = [await bodyOf(kind, 'Once'), id()]
    const send = () => ask(owner, 'POST', path(), body, { 'Idempotency-Key': key })
    const replies = await Promise.all([send(), send(), send()])
    const [first] = replies
    for (const reply of replies) assert.deepEqual([reply.status, reply.body, reply.headers.get('location')], [201, first?.body, first?.headers.get('location')])
    assert.equal(replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true').length, 2)
    assert.equal(itemsOf(await ask(owner, 'GET', `${path()}?limit=200`)).filter(({ name }) => name === 'Once').length, 1)
    assert.deepEqual(code(await ask(owner, 'POST', path(), { ...body, name: 'Twice' }, { 'Idempotency-Key': key })), [422, 'reused_id'])
    assert.deepEqual(code(await ask(owner, 'POST', path(), body, { 'Idempotency-Key': 'mine' })), [400, 'invalid'])

    assert.ok(first)
    const at = `${path()}/${first.body.id}`
    const renaming = { 'Idempotency-Key': id(), 'If-Match': tagOf(first) }
    for (const times of ['first', 'again, though its tag is old by now'])
      assert.equal((await ask(owner, 'PATCH', at, { name: 'Renamed' }, renaming)).status, 200, times)
  })

  test(`${kind}: an id of the client is taken once, in each space`, async () => {
    const own = id()
    const body = { ...(await bodyOf(kind, 'Mine')), id: own }
    const made = await ask(owner, 'POST', path(), body)
    assert.deepEqual([made.status, made.body.id], [201, own])
    assert.deepEqual(code(await ask(owner, 'POST', path(), body)), [409, 'exists'])
    const elsewhere = { ...body, ...(kind === 'sections' ? { listId: stranger.userId } : {}) }
    assert.equal((await ask(stranger, 'POST', `/spaces/${stranger.userId}/${kind}`, elsewhere)).status, 201)
  })

  test(`${kind}: pages join to the whole in order, and new ones are last`, async () => {
    const within = kind === 'sections' ? { listId: (await ask(owner, 'POST', `/spaces/${space}/lists`, { name: 'Long' })).body.id } : {}
    const names = Array.from({ length: 7 }, (_, n) => `Page ${n}`)
    for (const name of names) assert.equal((await ask(owner, 'POST', path(), { ...within, name })).status, 201)
    const filter = 'listId' in within ? `&list=${within.listId}` : ''
    const seen: unknown[] = []
    for (let cursor = ''; seen.length < 1_000;) {
      const page = await ask(viewer, 'GET', `${path()}?limit=3${filter}${cursor}`)
      assert.ok(itemsOf(page).length <= 3)
      seen.push(...namesOf(page))
      if (page.body.nextCursor === null) break
      cursor = `&cursor=${page.body.nextCursor}`
    }
    assert.deepEqual(seen.slice(-7), names)
    assert.equal(new Set(seen).size, seen.length)
    for (const query of ['?limit=0', '?limit=201', '?limit=1e2', '?limit=', '?cursor=AA', '?cursor=%00', '?trashed=false', '?limit=3&limit=3', '?other=1'])
      assert.deepEqual(code(await ask(viewer, 'GET', path() + query)), [400, 'invalid'], query)
  })

  test(`${kind}: what it does not take is refused, and nothing is stored`, async () => {
    const body = await bodyOf(kind, 'Good')
    const made = await ask(owner, 'POST', path(), body)
    const at = `${path()}/${made.body.id}`
    const rev = await revOf()
    for (const wrong of [
      {},
      { ...body, createdBy: stranger.userId },
      { ...body, space: stranger.userId },
      { ...body, name: ' ' },
      { ...body, name: 'two\nlines' },
      { ...body, name: '\u0000' },
      { ...body, name: '\ud800' },
      { ...body, name: 'x'.repeat(201) },
      { ...body, name: 7 },
      { ...body, order: 'a b' },
      { ...body, id: 'mine' },
      [],
      null,
    ])
      assert.deepEqual(code(await ask(owner, 'POST', path(), wrong)), [400, 'invalid'], JSON.stringify(wrong))
    for (const wrong of [{}, { deletedAt: null }, { name: null }, { order: '' }, { id: id() }, { rev: 1 }])
      assert.deepEqual(code(await ask(owner, 'PATCH', at, wrong)), [400, 'invalid'], JSON.stringify(wrong))
    for (const [method, where] of [
      ['GET', `${path()}/mine`],
      ['DELETE', `${path()}/%00`],
    ] as const)
      assert.deepEqual(code(await ask(owner, method, where)), [400, 'invalid'])
    assert.equal(await revOf(), rev)
  })
}

test('who is in the space and may not gets 403; who is not gets what a space that is not there gives, whatever they ask of it', async () => {
  const made = await ask(owner, 'POST', `/spaces/${space}/lists`, { name: 'Seen' })
  const rev = await revOf()
  const bytes = async (reply: Promise<Told>) => {
    const { status, body } = await reply
    return JSON.stringify([status, { ...body, requestId: '' }])
  }
  const listId = made.body.id
  const before = { 'If-Match': '"an older one"' }
  for (const [method, rest, body] of [
    ['POST', '/lists', { name: 'New' }],
    ['POST', '/lists', { name: 'New', id: listId }],
    ['PATCH', `/lists/${listId}`, { name: 'Other' }],
    ['DELETE', `/lists/${listId}`, undefined],
    ['POST', `/lists/${listId}/restore`, undefined],
  ] as const) {
    assert.deepEqual(code(await ask(viewer, method, `/spaces/${space}${rest}`, body, before)), [403, 'forbidden'], `${method} ${rest}`)
    const there = await bytes(ask(stranger, method, `/spaces/${space}${rest}`, body, before))
    assert.equal(there, await bytes(ask(stranger, method, `/spaces/${id()}${rest}`, body, before)), `${method} ${rest}`)
    assert.match(there, /^\[404,.*not_found/)
  }
  for (const rest of ['/lists', `/lists/${listId}`])
    assert.equal(
      await bytes(ask(stranger, 'GET', `/spaces/${space}${rest}`, undefined, { 'If-None-Match': tagOf(made) })),
      await bytes(ask(stranger, 'GET', `/spaces/${id()}${rest}`)),
    )
  assert.deepEqual(code(await ask(viewer, 'GET', `/spaces/${space}/lists/${id()}`)), [404, 'not_found'])
  assert.deepEqual(code(await ask(owner, 'DELETE', `/spaces/${space}/lists/${id()}`)), [404, 'not_found'])
  assert.deepEqual(code(await ask(owner, 'GET', `/spaces/${space}/labels/${listId}`)), [404, 'not_found'], 'another kind is another thing')
  assert.equal(await revOf(), rev)
})

test('lists stand in folders and among them, sections in lists; a list in the trash hides its sections; the Inbox stays', async () => {
  const { userId } = owner
  const at = `/spaces/${userId}`
  const make = async (kind: string, body: object) => (await ask(owner, 'POST', `${at}/${kind}`, body)).body
  const folder = await make('folders', { name: 'Folder' })
  const top = await make('lists', { name: 'Top' })
  assert.ok(top.order > folder.order, 'folders and the lists outside of them share one order')
  const [one, two] = [await make('lists', { name: 'One', folderId: folder.id }), await make('lists', { name: 'Two', folderId: folder.id })]
  assert.ok(one.order < two.order)
  assert.deepEqual(namesOf(await ask(owner, 'GET', `${at}/lists?folder=${folder.id}`)), ['One', 'Two'])
  assert.equal((await ask(owner, 'PATCH', `${at}/lists/${one.id}`, { folderId: null, sort: 'due', emoji: '\u{1f331}' })).status, 200)
  assert.deepEqual(namesOf(await ask(owner, 'GET', `${at}/lists?folder=${folder.id}`)), ['Two'])

  await make('sections', { name: 'Part', listId: top.id })
  assert.deepEqual(namesOf(await ask(owner, 'GET', `${at}/sections`)), ['Part'])
  await ask(owner, 'DELETE', `${at}/lists/${top.id}`)
  assert.deepEqual(namesOf(await ask(owner, 'GET', `${at}/sections`)), [])
  assert.deepEqual(code(await ask(owner, 'POST', `${at}/sections`, { name: 'Late', listId: top.id })), [410, 'gone'])
  await ask(owner, 'POST', `${at}/lists/${top.id}/restore`)
  assert.deepEqual(namesOf(await ask(owner, 'GET', `${at}/sections`)), ['Part'])

  assert.deepEqual(code(await ask(owner, 'PATCH', `${at}/lists/${userId}`, { name: 'Outbox' })), [409, 'inbox_fixed'])
  assert.deepEqual(code(await ask(owner, 'DELETE', `${at}/lists/${userId}`)), [409, 'inbox_fixed'])
})

test('a label whose name is taken tells of the one that stays, which alone is listed', async () => {
  const at = `/spaces/${owner.userId}/labels`
  const first = await ask(owner, 'POST', at, { name: 'Überall' })
  const second = await ask(owner, 'POST', at, { name: ' uberall' })
  assert.deepEqual([second.status, second.body['mergedInto']], [201, first.body.id])
  assert.deepEqual(namesOf(await ask(owner, 'GET', at)), ['Überall'])
})

test('behind a place that no key fits behind, a new one shares it', async () => {
  const at = `/spaces/${viewer.userId}/labels`
  const [a, b] = [id(), id()].sort()
  assert.equal((await ask(viewer, 'POST', at, { name: 'Last', id: a, order: 'z'.repeat(200) })).status, 201)
  assert.equal((await ask(viewer, 'POST', at, { name: 'Later', id: b })).status, 201)
  assert.deepEqual(namesOf(await ask(viewer, 'GET', at)), ['Last', 'Later'])
  const tasks = `/spaces/${viewer.userId}/tasks`
  assert.equal((await ask(viewer, 'POST', tasks, { title: 'Last', order: 'z'.repeat(200) })).status, 201)
  assert.equal((await ask(viewer, 'POST', tasks, { title: 'Later' })).body.order, 'z'.repeat(200))
})

test('what pages read, and what placing a new one reads, does not grow with what the space holds', async () => {
  const at = `/spaces/${stranger.userId}`
  const [list, other] = [
    (await ask(stranger, 'POST', `${at}/lists`, { name: 'Many' })).body.id,
    (await ask(stranger, 'POST', `${at}/lists`, { name: 'Few' })).body.id,
  ]
  const store = server.context.store as { -readonly [N in keyof Store]: Store[N] }
  const { view, all } = store
  let rows = 0
  const counting = (bound: Bound | undefined): Bound => ({
    deadline: Infinity,
    signal: new AbortController().signal,
    expired: () => false,
    spend: (more) => {
      rows += more
      bound?.spend(more)
    },
  })
  store.view = (space, plan, bound, ...rest) => view(space, plan, counting(bound), ...rest)
  store.all = (space, kind, atMost, bound) => all(space, kind, atMost, counting(bound))
  const cost = async (method: string, path: string, body?: unknown) => {
    rows = 0
    assert.ok((await ask(stranger, method, `${at}${path}`, body)).status < 300)
    return rows
  }
  const costs = async () => [
    await cost('GET', `/sections?limit=3&list=${other}`),
    await cost('GET', '/sections?limit=3'),
    await cost('GET', '/labels?limit=3'),
    await cost('POST', '/sections', { name: 'Placed', listId: other }),
    await cost('POST', '/labels', { name: `Placed ${id()}` }),
    await cost('GET', '/members?limit=3'),
  ]
  try {
    for (let n = 0; n < 4; n++) await ask(stranger, 'POST', `${at}/sections`, { name: `Few ${n}`, listId: other })
    for (let n = 0; n < 4; n++) await ask(stranger, 'POST', `${at}/labels`, { name: `Few ${n}` })
    const few = await costs()
    const make = (name: MutationName, n: number, more: object) => stranger.mutation(name, { id: id(), name: `Many ${n}`, order: 'a1', ...more })
    await stranger.results(Array.from({ length: 60 }, (_, n) => make('section.create@1', n, { listId: list })))
    await stranger.results(Array.from({ length: 60 }, (_, n) => make('label.create@1', n, { color: 'red' })))
    assert.deepEqual(await costs(), few)
  } finally {
    Object.assign(store, { view, all })
  }
})

test('where a page of one list goes on is told to nobody who asks for another', async () => {
  const lists = await Promise.all(['A', 'B'].map(async (name) => (await ask(owner, 'POST', `/spaces/${space}/lists`, { name })).body.id as string))
  const [first = '', second = ''] = lists.sort()
  for (const listId of [first, first, second]) await ask(owner, 'POST', `/spaces/${space}/sections`, { name: `In ${listId}`, listId })
  const path = `/spaces/${space}/sections?limit=1&list=`
  const { nextCursor } = (await ask(viewer, 'GET', path + first)).body
  assert.equal(typeof nextCursor, 'string')
  assert.deepEqual(code(await ask(viewer, 'GET', `${path}${second}&cursor=${nextCursor}`)), [400, 'invalid'])
  assert.deepEqual(namesOf(await ask(viewer, 'GET', `${path}${first}&cursor=${nextCursor}`)), [`In ${first}`])
})
