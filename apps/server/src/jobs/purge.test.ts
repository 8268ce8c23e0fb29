import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { replicaKinds, type Kind } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, ListDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { ChangesReply, MutationResult, PushReply } from '@muster/core/contract/schemas/sync.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { briefly } from '@muster/core/domain/testing/briefly.ts'
import { differences } from '@muster/core/domain/testing/differences.ts'
import { id, startServer } from '../testing/server.ts'
import { createPurgeSpaces } from './purge-spaces.ts'
import type { Store } from '../ports/store.ts'

const day = 86_400_000
let passed = 0
const pass = (days: number) => {
  passed += days * day
}
let server: Awaited<ReturnType<typeof startServer>>
/** What the server takes for now, by the store's time where it has one. */
const clock = () => server.context.now()
let people = 0
before(async () => {
  server = await startServer(undefined, { now: () => new Date(Date.now() + passed) })
})
after(() => server.remove())

/** Somebody with a space of their own, who signs in again whenever time has passed. */
const somebody = async () => {
  const email = `purged${++people}@example.test`
  let person = await server.register(email)
  const space = person.userId
  let signedIn = clock()
  const now = async () => {
    if (clock().getTime() - signedIn.getTime() > day / 2) [person, signedIn] = [await server.login(email), clock()]
    return person
  }
  const send = async (name: MutationName, args: unknown, extra: object = {}): Promise<MutationResult> => {
    const mutation = { id: id(), name, args, base: (await server.context.store.head(space))?.rev ?? 0, clientAt: clock().toISOString(), ...extra }
    const reply = (await (await (await now()).push([mutation])).json()) as PushReply
    return reply.results[0] ?? assert.fail()
  }
  const rows = async () => {
    const found = new Map<string, AnyDoc>()
    for (const kind of [...replicaKinds, 'invite'] as Kind[])
      for (const doc of await server.context.store.all(space, kind)) found.set(`${doc.kind}:${doc.id}`, doc)
    return found
  }
  return {
    space,
    send,
    rows,
    ok: async (name: MutationName, args: unknown) => assert.equal((await send(name, args)).status, 'applied', name),
    pull: async (query: string) => (await now()).pull(query),
    add: async (place: object, title = 'Secret words') => {
      const own = id()
      const where = { parentId: null, listId: space, sectionId: null, order: 'a1', ...place }
      assert.equal((await send('task.create@1', { id: own, place: where, title, notes: 'Secret notes' })).status, 'applied')
      return own
    },
    addList: async () => {
      const own = id()
      await send('list.create@1', { id: own, name: 'Secret list', color: 'blue', emoji: null, folderId: null, order: 'a1' })
      return own
    },
    now,
  }
}
type Somebody = Awaited<ReturnType<typeof somebody>>

/** A whole pass over all spaces; as many steps as it takes. */
const purge = async (store: Store = server.context.store, most = 10_000): Promise<number> => {
  const { step } = createPurgeSpaces({ store, committed: () => {} })
  let steps = 0
  for (let cursor = await step(null, clock()); cursor !== null; cursor = await step(cursor, clock())) assert.ok(++steps < most, 'it comes to an end')
  return steps
}
/** A replica that pulls; what it is told to forget it forgets. */
const createReplica = (person: Somebody) => {
  let cursor: string | undefined
  const docs = new Map<string, AnyDoc>()
  return {
    docs,
    cursor: () => cursor,
    pull: async (): Promise<'pulled' | 'reset'> => {
      for (let page = ''; ;) {
        const reply = await person.pull(
          `${cursor === undefined ? '' : `?since=${cursor}`}${page === '' ? '' : `${cursor === undefined ? '?' : '&'}page=${page}`}`,
        )
        if (reply.status === 410) {
          cursor = undefined
          docs.clear()
          return 'reset'
        }
        const told = (await reply.json()) as ChangesReply
        for (const doc of told.docs) docs.set(`${doc.kind}:${doc.id}`, doc)
        for (const { kind, id: own, trashed } of told.tombstones)
          if (trashed) docs.set(`${kind}:${own}`, trashed)
          else docs.delete(`${kind}:${own}`)
        if (told.next === null) {
          cursor = told.head
          return 'pulled'
        }
        page = told.next
      }
    },
  }
}
/** Asks the resource API as a program does. */
const ask = async (person: Somebody, method: string, path: string, body?: unknown) => {
  const { headers } = await person.now()
  const reply = await server.request(`/api/v1${path}`, {
    method,
    headers: { ...headers, Origin: server.url, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, body: (text === '' ? null : JSON.parse(text)) as Record<string, string> & { readonly code?: string } }
}
const held = (rows: ReadonlyMap<string, AnyDoc>) => new Map([...rows].filter(([, doc]) => doc.kind !== 'invite' && !isGone(doc)))

test('what was in the trash for thirty days goes for good with all that is below it, and every replica hears of it', async () => {
  const person = await somebody()
  const list = await person.addList()
  const section = id()
  await person.ok('section.create@1', { id: section, listId: list, name: 'Secret section', order: 'a1' })
  const kept = await person.add({}, 'Kept')
  const inList = await person.add({ listId: list })
  const inSection = await person.add({ listId: list, sectionId: section })
  const below = await person.add({ parentId: inList, listId: null })
  const root = await person.add({})
  const child = await person.add({ parentId: root, listId: null })
  const grandchild = await person.add({ parentId: child, listId: null })
  const [folder, label] = [id(), id()]
  await person.ok('folder.create@1', { id: folder, name: 'Secret folder', order: 'a1' })
  await person.ok('label.create@1', { id: label, name: 'Secret label', color: 'red', order: 'a1' })
  await person.ok('list.delete@1', { id: list })
  await person.ok('task.delete@1', { id: root })
  await person.ok('folder.delete@1', { id: folder })
  await person.ok('label.delete@1', { id: label })
  const replica = createReplica(person)
  await replica.pull()
  assert.ok(replica.docs.has(`task:${grandchild}`))

  pass(limits.trashDays - 1)
  const rows = await person.rows()
  await purge()
  assert.deepEqual(await person.rows(), rows, 'not before')

  pass(2)
  await purge()
  await replica.pull()
  const now = await person.rows()
  assert.deepEqual(replica.docs, held(now))
  assert.deepEqual(replica.docs.get(`task:${kept}`), rows.get(`task:${kept}`))
  for (const one of [inList, inSection, below, root, child, grandchild]) {
    assert.ok(isGone(now.get(`task:${one}`) ?? {}), 'a task')
    assert.ok(isGone(now.get(`notes:${one}`) ?? {}), 'its notes')
  }
  for (const key of [`list:${list}`, `section:${section}`, `folder:${folder}`, `label:${label}`]) assert.ok(isGone(now.get(key) ?? {}), key)
  assert.doesNotMatch(JSON.stringify([...now.values()].filter((doc) => isGone(doc))), /Secret/)
  for (const [name, gone] of [
    ['task.restore@1', root],
    ['task.restore@1', child],
    ['list.restore@1', list],
    ['section.restore@1', section],
    ['folder.restore@1', folder],
    ['label.restore@1', label],
  ] as const) {
    const result = await person.send(name, { id: gone })
    assert.equal(result.status === 'refused' && result.problem.code, 'gone', name)
  }
  for (const kind of ['lists', 'sections', 'folders', 'labels']) {
    const { body } = await ask(person, 'GET', `/spaces/${person.space}/${kind}?trashed=true`)
    assert.deepEqual(body['items'], [], kind)
  }
  const { body } = await ask(person, 'GET', `/spaces/${person.space}/tasks?updatedSince=2000-01-01T00:00:00.000Z`)
  assert.deepEqual(
    (body['items'] as unknown as { id: string }[]).map(({ id: own }) => own),
    [kept],
  )
  const again = createReplica(person)
  await again.pull()
  assert.deepEqual(again.docs, replica.docs, 'whoever comes new sees the same')
})

test('what was restored, or lies below what was, stays; so does who was deleted again of late', async () => {
  const person = await somebody()
  const list = await person.addList()
  const [task, other] = [await person.add({ listId: list }), await person.add({})]
  const below = await person.add({ parentId: other, listId: null })
  await person.ok('list.delete@1', { id: list })
  await person.ok('task.delete@1', { id: other })
  pass(20)
  await person.ok('list.restore@1', { id: list })
  await person.ok('task.restore@1', { id: other })
  await person.ok('task.delete@1', { id: other })
  pass(20)
  const rows = await person.rows()
  await purge()
  assert.deepEqual(await person.rows(), rows)
  await person.ok('task.restore@1', { id: other })
  for (const one of [task, other, below]) assert.ok(!isGone(rows.get(`task:${one}`) ?? {}))
})

test('a list that was restored before anything of it went stays, though it was about to go', async () => {
  const person = await somebody()
  const list = await person.addList()
  await person.add({ listId: list })
  await person.ok('list.delete@1', { id: list })
  pass(limits.trashDays + 1)
  const { step } = createPurgeSpaces({ store: server.context.store, committed: () => {} })
  let cursor = await step(null, clock())
  while (cursor?.includes(list) === false) cursor = await step(cursor, clock())
  await person.ok('list.restore@1', { id: list })
  const rows = await person.rows()
  while (cursor !== null) cursor = await step(cursor, clock())
  assert.deepEqual(await person.rows(), rows)
})

/** A store whose process is killed at the commit after so many: that one took place, or did not, by turns. */
const dying = (store: Store, commits: number): Store => {
  let left = commits
  return {
    ...store,
    commit: async (parts, records) => {
      if (left-- > 0) return store.commit(parts, records)
      if (commits % 2 === 0) await store.commit(parts, records)
      throw new Error('killed')
    },
  }
}

test('a list, and a task, of more than fits into a step go in steps, each bounded; killed at any of them, the next goes on', async () => {
  const person = await somebody()
  const list = await person.addList()
  const count = limits.purgeStep + 30
  const many = (place: object) =>
    Array.from({ length: count }, (_, n) => ({
      id: id(),
      name: 'task.create@1',
      args: { id: id(), place: { parentId: null, listId: null, sectionId: null, order: `a${n}`, ...place }, title: 'Secret words' },
      base: 0,
      clientAt: clock().toISOString(),
    }))
  const root = await person.add({})
  const below = await person.add({ parentId: root, listId: null })
  for (const place of [{ listId: list }, { parentId: root }, { parentId: below }]) await (await person.now()).push(many(place))
  const within = ((await server.context.store.all(person.space, 'task')) as TaskDoc[]).find(({ listId }) => listId === list)
  await (await person.now()).push(many({ parentId: within?.id ?? '' }))
  await person.ok('list.delete@1', { id: list })
  await person.ok('task.delete@1', { id: root })
  const replica = createReplica(person)
  await replica.pull()
  pass(limits.trashDays + 1)

  // The cursor as the lease holds it: what a step came to is noted after it, and lost with it.
  const { store } = server.context
  let [cursor, steps, largest]: [string | null, number, number] = [null, 0, 0]
  for (let alive = 0; ; alive++) {
    assert.ok(alive < 200, 'it comes to an end')
    const measured: Store = {
      ...store,
      commit: async (parts, records) => {
        largest = Math.max(largest, ...parts.map(({ docs }) => docs.length))
        return store.commit(parts, records)
      },
    }
    const { step } = createPurgeSpaces({ store: dying(measured, alive % 3), committed: () => {} })
    try {
      do {
        cursor = await step(cursor, clock())
        steps++
      } while (cursor !== null)
      break
    } catch (error) {
      assert.equal((error as Error).message, 'killed')
      await replica.pull()
      const list_ = (await store.docs(person.space, [{ kind: 'list', id: list }]))[0] as ListDoc
      const left = ((await store.all(person.space, 'task')) as TaskDoc[]).filter((task) => !isGone(task)).length
      if (!isGone(list_)) assert.equal(left >= 2 * count, true, 'nothing of a list goes before the list has')
    }
  }
  await replica.pull()
  assert.deepEqual(
    [...replica.docs.values()].filter(({ kind }) => kind === 'task'),
    [],
  )
  assert.deepEqual(replica.docs, held(await person.rows()))
  assert.ok(largest <= 2 * limits.purgeStep + 1, `${largest} rows in one commit`)
  assert.ok(steps > 4)
})

test('below the horizon: a fresh copy, and what was made there is refused as too old; above it all is as it was', async () => {
  const person = await somebody()
  const early = createReplica(person)
  const [task, gone] = [await person.add({}), await person.add({})]
  await early.pull()
  const cursor = early.cursor() ?? ''
  const old = {
    id: id(),
    name: 'task.update@1',
    args: { id: task, set: { title: 'Early' } },
    base: Number(cursor.split('.')[0]),
    clientAt: clock().toISOString(),
  }
  const result = async (mutation: object) => ((await (await (await person.now()).push([mutation])).json()) as PushReply).results[0] ?? assert.fail()
  assert.equal((await result(old)).status, 'applied')
  const unsent = { ...old, id: id(), args: { id: task, set: { title: 'Kept while away' } } }
  await person.ok('task.delete@1', { id: gone })
  pass(limits.trashDays + 1)
  await purge()
  pass(limits.journalDays - limits.trashDays - 2)
  const late = { ...old, id: id(), base: (await server.context.store.head(person.space))?.rev ?? 0, clientAt: clock().toISOString() }
  const lateRev = await result(late)
  assert.equal(lateRev.status, 'applied')
  const recent = createReplica(person)
  await recent.pull()
  await purge()
  assert.equal((await result(old)).status, 'applied', 'one day is left')
  assert.equal(await early.pull(), 'pulled')

  pass(2)
  const rows = await person.rows()
  await purge()
  const head = await server.context.store.head(person.space)
  assert.ok(head?.horizon !== undefined && head.horizon > Number(cursor.split('.')[0]))
  assert.deepEqual(await person.rows(), rows, 'the row that is gone is told of for a while')
  const reset = await person.pull(`?since=${cursor}`)
  assert.equal(reset.status, 410)
  assert.equal(((await reset.json()) as { code: string }).code, 'sync_reset')
  for (const mutation of [old, unsent, { ...unsent, base: 0 }]) {
    const told = await result(mutation)
    assert.equal(told.status === 'refused' && told.problem.code, 'too_old')
  }
  // Once for all, however often it is sent.
  assert.deepEqual(await result(late), { ...lateRev, replayed: true })
  assert.equal(await recent.pull(), 'pulled')
  assert.deepEqual(recent.docs, held(await person.rows()))
  // Decided on what is there now: who did not know where they stood, and who asks by the resource API.
  assert.equal((await result({ ...unsent, id: id(), base: 0, clientAt: clock().toISOString() })).status, 'applied')
  const { headers } = await person.now()
  const patched = await server.request(`/api/v1/tasks/${task}`, {
    method: 'PATCH',
    headers: { ...headers, Origin: server.url, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Now' }),
  })
  assert.equal(patched.status, 200)

  // The news of what is gone comes to its end as well.
  await recent.pull()
  pass(limits.journalDays)
  await person.add({})
  await purge()
  assert.equal((await person.rows()).has(`task:${gone}`), false)
  assert.equal((await person.rows()).has(`notes:${gone}`), false)
  assert.ok((await person.rows()).has(`task:${task}`))
  assert.equal(await recent.pull(), 'reset')
  await recent.pull()
  assert.deepEqual(recent.docs, held(await person.rows()))
})

const kindsIn = async (space: string) => {
  const found: Record<string, number> = {}
  for (const kind of [...replicaKinds, 'invite'] as Kind[]) {
    const { length } = await server.context.store.all(space, kind)
    if (length > 0) found[kind] = length
  }
  return found
}

/** Lets something happen in the middle of what a process does: right before, or right after, it asks the store for one thing. */
const atOnce = (method: 'ground' | 'knows', happens: () => Promise<unknown>, when: 'before' | 'after') => {
  const store = server.context.store as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
  const real = store[method] ?? assert.fail()
  let happened = false
  store[method] = async (...args) => {
    store[method] = real
    happened = true
    if (when === 'before') await happens()
    const answer = await real(...args)
    if (when === 'after') await happens()
    return answer
  }
  return () => assert.ok(happened, `${method} was asked`)
}

test('a change whose id is forgotten while it is decided, sent again, is not applied again', async () => {
  const person = await somebody()
  const task = await person.add({})
  const base = (await server.context.store.head(person.space))?.rev ?? 0
  const mutation = { id: id(), name: 'task.update@1', args: { id: task, set: { title: 'Once' } }, base, clientAt: clock().toISOString() }
  const send = async () => ((await (await (await person.now()).push([mutation])).json()) as PushReply).results[0] ?? assert.fail()
  assert.equal((await send()).status, 'applied')
  await person.ok('task.update@1', { id: task, set: { title: 'Later' } })
  pass(limits.journalDays + 1)
  await person.now()
  const done = atOnce('ground', () => purge(), 'before')
  const again = await send()
  done()
  assert.equal(again.status === 'refused' && again.problem.code, 'too_old')
  assert.equal(((await person.rows()).get(`task:${task}`) as TaskDoc).title, 'Later')
})

test('a replica whose cursor is forgotten while it pulls loads a fresh copy', async () => {
  const person = await somebody()
  const replica = createReplica(person)
  await replica.pull()
  await person.add({})
  await person.add({})
  pass(limits.journalDays + 1)
  await person.now()
  const done = atOnce('knows', () => purge(), 'after')
  assert.equal(await replica.pull(), 'reset')
  done()
})

test('of a space that was deleted nothing stays but that it was, and its id is not free', async () => {
  const person = await somebody()
  const space = (await ask(person, 'POST', '/spaces', { name: 'Secret space', color: 'green' })).body['id'] ?? ''
  const list = (await ask(person, 'POST', `/spaces/${space}/lists`, { name: 'Secret list' })).body['id']
  for (let n = 0; n < 5; n++) await ask(person, 'POST', `/spaces/${space}/tasks`, { title: 'Secret task', notes: 'Secret notes', listId: list })
  assert.equal((await ask(person, 'POST', `/spaces/${space}/invites`, { role: 'viewer' })).status, 201)
  assert.equal((await ask(person, 'DELETE', `/spaces/${space}`)).status, 204)
  const before = await kindsIn(space)
  pass(limits.trashDays - 1)
  await purge()
  assert.deepEqual(await kindsIn(space), { ...before })
  pass(2)
  await purge()
  assert.deepEqual(await kindsIn(space), { space: 1 })
  assert.doesNotMatch(JSON.stringify(await server.context.store.all(space, 'space')), /Secret/)
  assert.equal((await ask(person, 'POST', '/spaces', { id: space, name: 'Mine', color: 'green' })).body.code, 'invalid')
  pass(limits.journalDays + 1)
  await purge()
  const head = await server.context.store.head(space)
  assert.equal(head?.horizon, (head?.rev ?? 0) - 1, 'of its journal the newest entry')
  assert.doesNotMatch(JSON.stringify(await server.context.store.entry(space, head?.rev ?? 0)), /Secret/)
  assert.deepEqual(await kindsIn(space), { space: 1 })
})

test('invitations go a while after they were used, withdrawn or ran out', async () => {
  const [owner, guest] = [await somebody(), await somebody()]
  const space = (await ask(owner, 'POST', '/spaces', { name: 'Garden', color: 'green' })).body['id'] ?? ''
  const invite = async () => (await ask(owner, 'POST', `/spaces/${space}/invites`, { role: 'viewer' })).body
  const [used, withdrawn] = [await invite(), await invite(), await invite()]
  assert.equal((await ask(guest, 'POST', '/invites/accept', { token: used['token'] })).status, 200)
  assert.equal((await ask(owner, 'DELETE', `/spaces/${space}/invites/${withdrawn['id']}`)).status, 204)
  pass(limits.endedDays)
  const open = await invite()
  await purge()
  assert.equal((await kindsIn(space))['invite'], 2, 'one ran out later, and one is open')
  pass(limits.inviteDays)
  await purge()
  assert.deepEqual(
    (await server.context.store.all(space, 'invite')).map(({ id: own }) => own),
    [open['id']],
  )
})

test('a task goes on when a label that it carries has gone for good, as if it did not carry it', async () => {
  const person = await somebody()
  const [red, blue, merged] = [id(), id(), id()]
  for (const [label, name] of [
    [red, 'Red'],
    [blue, 'Blue'],
    [merged, 'red'],
  ])
    await person.ok('label.create@1', { id: label, name, color: 'red', order: 'a1' })
  const task = await person.add({})
  await person.ok('task.update@1', { id: task, addLabels: [red] })
  await person.ok('label.delete@1', { id: red })
  pass(limits.trashDays + 1)
  await purge()
  const carried = async () => ((await person.rows()).get(`task:${task}`) as TaskDoc).labelIds
  const refused = await person.send('task.update@1', { id: task, addLabels: [red] })
  assert.equal(refused.status === 'refused' && refused.problem.code, 'gone')
  await person.ok('task.update@1', { id: task, addLabels: [blue] })
  assert.deepEqual(await carried(), [blue])
  // Its name is free.
  const again = id()
  await person.ok('label.create@1', { id: again, name: 'Red', color: 'red', order: 'a1' })
  await person.ok('task.update@1', { id: task, addLabels: [again], removeLabels: [red] })
  assert.deepEqual(await carried(), [blue, again])
  await person.ok('task.update@1', { id: task, removeLabels: [blue] })
  const other = await person.send('task.update@1', { id: task, addLabels: [merged] })
  assert.equal(other.status === 'refused' && other.problem.code, 'gone', 'it stood for the one that is gone')
})

test('random histories: purging takes what is due and nothing else, and shows to no reader what the others do not see', async () => {
  const op = fc.record({
    what: fc.constantFrom('add', 'addBelow', 'addList', 'trash', 'restore', 'edit', 'pull', 'purge', 'purge'),
    at: fc.nat(1_000),
    days: fc.constantFrom(0, 0, 1, 9, 31),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 15, maxLength: 40, size: 'max' }), async (ops) => {
      const person = await somebody()
      const [quick, slow] = [createReplica(person), createReplica(person)]
      for (const { what, at, days } of ops) {
        pass(days)
        const rows = await person.rows()
        const some = <T extends AnyDoc>(keep: (doc: AnyDoc) => boolean) => {
          const found = [...rows.values()].filter((doc) => !isGone(doc) && keep(doc)).sort((a, b) => (a.id < b.id ? -1 : 1))
          return found[at % Math.max(1, found.length)] as T | undefined
        }
        const standing = some<TaskDoc>((doc) => doc.kind === 'task')
        const list = some<ListDoc>((doc) => doc.kind === 'list' && doc.deletedAt === null)
        const any = some<TaskDoc>((doc) => doc.kind === 'task' || (doc.kind === 'list' && !doc.inbox))
        // Some of these are refused; that is the rules' business.
        if (what === 'add' && list)
          await person.send('task.create@1', {
            id: id(),
            place: { parentId: null, listId: list.id, sectionId: null, order: 'a1' },
            title: 'Secret',
            notes: 'Secret',
          })
        if (what === 'addBelow' && standing)
          await person.send('task.create@1', { id: id(), place: { parentId: standing.id, listId: null, sectionId: null, order: 'a1' }, title: 'Secret' })
        if (what === 'addList') await person.addList()
        if (what === 'trash' && any) await person.send(`${any.kind}.delete@1` as MutationName, { id: any.id })
        if (what === 'restore' && any) await person.send(`${any.kind}.restore@1` as MutationName, { id: any.id })
        if (what === 'edit' && standing) await person.send('task.update@1', { id: standing.id, set: { title: `Secret ${at}` } })
        if (what === 'pull') await slow.pull()
        if (what !== 'purge') continue
        await purge()
        const cut = new Date(clock().getTime() - limits.trashDays * day).toISOString()
        const isDue = (doc: AnyDoc | undefined): boolean => {
          if (!doc) return false
          if ('deletedAt' in doc && doc.deletedAt !== null && doc.deletedAt <= cut && doc.updatedAt <= cut) return true
          if (doc.kind === 'notes') return isDue(rows.get(`task:${doc.id}`))
          if (doc.kind !== 'task') return false
          // A task that is in the trash by itself lies on no list.
          if (doc.parentId !== null) return isDue(rows.get(`task:${doc.parentId}`))
          return doc.deletedAt === null && isDue(rows.get(`list:${doc.listId}`))
        }
        const expected = new Map([...held(rows)].filter(([, doc]) => !isDue(doc)))
        const now = await person.rows()
        assert.deepEqual(differences(held(now), expected), [])
        for (const doc of now.values()) if (isGone(doc)) assert.doesNotMatch(JSON.stringify(doc), /Secret/)
        if ((await quick.pull()) === 'reset') await quick.pull()
        assert.deepEqual(differences(quick.docs, expected), [])
      }
      if ((await slow.pull()) === 'reset') await slow.pull()
      assert.deepEqual(differences(slow.docs, held(await person.rows())), [])
    }),
    { numRuns: process.env['SOAK'] ? 200 : process.env['TEST_STORE'] === 'mongodb' ? 2 : 8, reporter: briefly },
  )
})
