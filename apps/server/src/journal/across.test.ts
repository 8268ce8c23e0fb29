import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, LabelDoc, MembershipDoc, SpaceDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, MutationResult, PushReply } from '@muster/core/contract/schemas/sync.ts'
import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import { id, startServer } from '../testing/server.ts'
import { ticketOf } from '../testing/tickets.ts'

let server: Awaited<ReturnType<typeof startServer>>
type Person = Awaited<ReturnType<typeof server.register>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const send = async (person: Person, space: string, ...mutations: readonly unknown[]) =>
  ((await (await person.push(mutations, space)).json()) as PushReply).results
const run = async <K extends MutationName>(person: Person, space: string, name: K, args: MutationArgs[K]): Promise<MutationResult> =>
  (await send(person, space, person.mutation(name, args)))[0] as MutationResult
const told = (result: MutationResult) => (result.status === 'applied' ? 'applied' : result.problem.code)
const pull = async (person: Person, space: string): Promise<{ docs: Map<string, AnyDoc>; gone: string[] }> => {
  const docs = new Map<string, AnyDoc>()
  const gone: string[] = []
  for (let query = ''; ;) {
    const reply = (await (await person.pull(query, space)).json()) as ChangesReply
    for (const doc of [...reply.docs, ...reply.tombstones.flatMap(({ trashed }) => trashed ?? [])]) docs.set(`${doc.kind}:${doc.id}`, doc)
    for (const one of reply.tombstones) if (one.trashed === null) gone.push(`${one.kind}:${one.id}`)
    if (reply.next === null) return { docs, gone }
    query = `?page=${reply.next}`
  }
}
const inList = (listId: string) => ({ parentId: null, listId, sectionId: null, order: 'a1' })
const below = (parentId: string) => ({ parentId, listId: null, sectionId: null, order: 'a1' })
const aSpace = async (person: Person) => {
  const [space, list] = [id(), id()]
  assert.equal(told(await run(person, person.userId, 'space.create@1', { id: space, name: 'Garden', color: 'green' })), 'applied')
  assert.equal(told(await run(person, space, 'list.create@1', { id: list, name: 'Beds', color: 'lime', emoji: null, folderId: null, order: 'a1' })), 'applied')
  return { space, list }
}
const accept = (invite: string, space: string, person: Person) =>
  server.context.across.execute(
    space,
    person.userId,
    { id: id(), name: 'invite.accept@1', args: { id: invite }, base: 0, clientAt: new Date().toISOString() },
    ticketOf(person.userId),
  )
/** Brings somebody in as the invitation's link would. */
const join = async (owner: Person, space: string, person: Person, role: 'admin' | 'editor' | 'viewer' = 'editor') => {
  const invite = id()
  await run(owner, space, 'invite.create@1', { id: invite, role, expiresAt: '2999-01-01T00:00:00.000Z' })
  return accept(invite, space, person)
}

test('a space is made with its owner, and shows in the personal space', async () => {
  const owner = await server.register()
  const { space } = await aSpace(owner)
  const { docs } = await pull(owner, space)
  assert.deepEqual((docs.get(`space:${space}`) as SpaceDoc).owners, [owner.userId])
  assert.equal(((await pull(owner, owner.userId)).docs.get(`membership:${space}`) as MembershipDoc).role, 'owner')
})

test('a task moves with all below it, its notes and its labels, and comes back', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const personal = owner.userId
  const [root, child, grandchild, red, blue, sameRed] = [id(), id(), id(), id(), id(), id()]
  await run(owner, personal, 'label.create@1', { id: red, name: 'Café', color: 'red', order: 'a1' })
  await run(owner, personal, 'label.create@1', { id: blue, name: 'Blue', color: 'blue', order: 'a2' })
  await run(owner, space, 'label.create@1', { id: sameRed, name: 'cafe', color: 'pink', order: 'a1' })
  await run(owner, personal, 'task.create@1', {
    id: root,
    place: inList(personal),
    title: 'Trip',
    labelIds: [red, blue],
    assigneeIds: [owner.userId],
    notes: 'pack\nwater',
  })
  await run(owner, personal, 'task.create@1', { id: child, place: below(root), title: 'Tickets' })
  await run(owner, personal, 'task.create@1', { id: grandchild, place: below(child), title: 'Pay', notes: 'by card' })
  await run(owner, personal, 'task.delete@1', { id: grandchild })

  const there = await run(owner, personal, 'task.transfer@1', { id: root, toSpace: space, place: { ...inList(list), sectionId: id() }, labelIds: {} })
  assert.equal(told(there), 'applied')
  const [left, arrived] = [await pull(owner, personal), await pull(owner, space)]
  for (const one of [root, child, grandchild]) {
    assert.ok(left.gone.includes(`task:${one}`), 'gone for good, not in the trash')
    assert.ok(!left.docs.has(`task:${one}`))
  }
  assert.deepEqual(left.gone.filter((key) => key.startsWith('notes:')).sort(), [`notes:${root}`, `notes:${grandchild}`].sort())
  const moved = arrived.docs.get(`task:${root}`) as TaskDoc
  assert.deepEqual([moved.listId, moved.sectionId, moved.assigneeIds, moved.movedTo], [list, null, [owner.userId], undefined])
  assert.deepEqual(moved.labelIds, [sameRed, blue])
  assert.equal((arrived.docs.get(`label:${blue}`) as LabelDoc).name, 'Blue')
  assert.equal((arrived.docs.get(`task:${child}`) as TaskDoc).parentId, root)
  assert.notEqual((arrived.docs.get(`task:${grandchild}`) as TaskDoc).deletedAt, null)
  assert.equal((arrived.docs.get(`notes:${root}`) as { text: string } | undefined)?.text, 'pack\nwater')

  for (const [name, args] of [
    ['task.update@1', { id: root, set: { title: 'x' } }],
    ['task.restore@1', { id: root }],
    ['undo.apply@1', { changes: [{ kind: 'task', id: root, fields: { deletedAt: { expect: 'x', to: null } } }] }],
    ['notes.set@1', { taskId: root, base: '', text: 'x' }],
    ['notes.check@1', { taskId: root, line: '- [ ] x', nth: 0, on: true }],
    ['task.create@1', { id: id(), place: below(root), title: 'x' }],
  ] as const)
    assert.equal(told(await run(owner, personal, name, args as never)), 'gone', name)

  assert.equal(told(await run(owner, space, 'task.transfer@1', { id: root, toSpace: personal, place: inList(personal), labelIds: {} })), 'applied')
  const back = await pull(owner, personal)
  assert.deepEqual((back.docs.get(`task:${root}`) as TaskDoc).labelIds, [red, blue])
  assert.equal((back.docs.get(`notes:${root}`) as { text: string } | undefined)?.text, 'pack\nwater')
  assert.ok((await pull(owner, space)).gone.includes(`task:${child}`))
})

test('a task that moves gives the siblings it comes among new keys', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const [task, sibling] = [id(), id()]
  await run(owner, space, 'task.create@1', { id: sibling, place: inList(list), title: 'There' })
  await run(owner, owner.userId, 'task.create@1', { id: task, place: inList(owner.userId), title: 'Comes' })
  const place = { ...inList(list), rekey: [{ id: sibling, order: 'b0' }] }
  assert.equal(told(await run(owner, owner.userId, 'task.transfer@1', { id: task, toSpace: space, place, labelIds: {} })), 'applied')
  const { docs } = await pull(owner, space)
  assert.deepEqual(
    [task, sibling].map((one) => (docs.get(`task:${one}`) as TaskDoc).order),
    ['a1', 'b0'],
  )
})

test('a move is made once, however often it is sent, and is in the journals of both', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const task = id()
  await run(owner, owner.userId, 'task.create@1', { id: task, place: inList(owner.userId), title: 'Once' })
  const move = owner.mutation('task.transfer@1', { id: task, toSpace: space, place: inList(list), labelIds: {} })
  const results = (await Promise.all([1, 2, 3, 4, 5].map(() => send(owner, owner.userId, move, move)))).flat()
  assert.ok(results.every(({ status }) => status === 'applied'))
  assert.equal(results.filter((result) => result.status === 'applied' && !result.replayed).length, 1)
  const { store } = server.context
  const [[here], [there]] = [
    await store.knownMany(owner.userId, [{ actor: owner.userId, id: move.id }]),
    await store.knownMany(space, [{ actor: owner.userId, id: move.id }]),
  ]
  assert.ok(here && there)
  // Each answer, the first and those after it, says where it is in both.
  for (const result of results) {
    assert.equal(result.status, 'applied')
    if (result.status === 'applied') assert.deepEqual([result.rev, result.also], [here.rev, { space, rev: there.rev }])
  }
  const [other] = await send(owner, owner.userId, owner.mutation('task.delete@1', { id: task }, move.id))
  assert.equal(told(other as MutationResult), 'reused_id')
})

test('moves stand in their place among other changes of one push', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const task = id()
  const results = await send(
    owner,
    owner.userId,
    owner.mutation('task.create@1', { id: task, place: inList(owner.userId), title: 'First' }),
    owner.mutation('task.create@1', { id: id(), place: inList(owner.userId), title: '' }),
    owner.mutation('task.transfer@1', { id: task, toSpace: space, place: inList(list), labelIds: {} }),
    owner.mutation('task.update@1', { id: task, set: { title: 'Too late' } }),
  )
  assert.deepEqual(results.map(told), ['applied', 'invalid', 'applied', 'gone'])
})

test('what a move may not do', async () => {
  const [owner, stranger] = [await server.register(), await server.register()]
  const { space, list } = await aSpace(owner)
  const theirs = await aSpace(stranger)
  const task = id()
  await run(owner, owner.userId, 'task.create@1', { id: task, place: inList(owner.userId), title: 'Mine' })
  const move = (toSpace: string, place: MutationArgs['task.transfer@1']['place'], one = task) =>
    run(owner, owner.userId, 'task.transfer@1', { id: one, toSpace, place, labelIds: {} })
  const strip = (result: MutationResult) => ({ ...result, id: '' })
  assert.deepEqual(
    strip(await move(theirs.space, inList(theirs.list))),
    strip(await move(id(), inList(list))),
    'a space of others is as one that does not exist',
  )
  assert.equal(told(await move(theirs.space, inList(theirs.list))), 'not_found')
  assert.equal(told(await move(owner.userId, inList(owner.userId))), 'invalid')
  assert.equal(told(await move(space, inList(id()))), 'not_found')
  assert.equal(told(await move(space, inList(list), id())), 'not_found')
  await join(stranger, theirs.space, owner, 'viewer')
  assert.equal(told(await move(theirs.space, inList(theirs.list))), 'forbidden')
  await run(owner, space, 'task.create@1', { id: task, place: inList(list), title: 'The same id' })
  assert.equal(told(await move(space, inList(list))), 'exists')
  assert.equal(told(await run(owner, owner.userId, 'task.update@1', { id: task, set: { title: 'Still here' } })), 'applied')
})

test('depth counts what comes along, within a space and across', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const personal = owner.userId
  const chain = async (where: string, listId: string, length: number) => {
    const ids = Array.from({ length }, () => id())
    const made = ids.map((one, n) =>
      owner.mutation('task.create@1', { id: one, place: n === 0 ? inList(listId) : below(ids[n - 1] ?? ''), title: `Level ${n}` }),
    )
    assert.ok((await send(owner, where, ...made)).every(({ status }) => status === 'applied'))
    return ids
  }
  const [six, five] = [await chain(personal, personal, 6), await chain(personal, personal, 6)]
  const target = await chain(space, list, 6)
  const [top, deep] = [six[0] ?? '', five.at(-1) ?? '']
  assert.equal(told(await run(owner, personal, 'task.update@1', { id: top, place: below(deep) })), 'too_deep')
  assert.equal(told(await run(owner, personal, 'task.transfer@1', { id: top, toSpace: space, place: below(target.at(-1) ?? ''), labelIds: {} })), 'too_deep')
  assert.equal(told(await run(owner, personal, 'task.update@1', { id: top, place: below(five[4] ?? '') })), 'applied', 'ten levels are allowed')
  const grown = [
    owner.mutation('task.create@1', { id: id(), place: below(six.at(-1) ?? ''), title: 'Eleventh' }),
    owner.mutation('task.update@1', { id: top, place: inList(personal) }),
  ]
  assert.deepEqual((await send(owner, personal, ...grown)).map(told), ['too_deep', 'applied'])
  assert.equal(told(await run(owner, personal, 'task.transfer@1', { id: top, toSpace: space, place: below(target[4] ?? ''), labelIds: {} })), 'applied')
})

test('more than a thousand rows are refused in words, a thousand go', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const root = id()
  const fill = async (count: number) => {
    for (let left = count; left > 0; left -= 200)
      await send(
        owner,
        owner.userId,
        ...Array.from({ length: Math.min(200, left) }, () => owner.mutation('task.create@1', { id: id(), place: below(root), title: 'Row' })),
      )
  }
  await run(owner, owner.userId, 'task.create@1', { id: root, place: inList(owner.userId), title: 'Big' })
  await fill(limits.subtreeMove)
  const move = () => run(owner, owner.userId, 'task.transfer@1', { id: root, toSpace: space, place: inList(list), labelIds: {} })
  assert.equal(told(await move()), 'too_many')
  const [one] = await server.context.store.children(owner.userId, [root], 1)
  await run(owner, owner.userId, 'task.update@1', { id: one?.id ?? '', place: inList(owner.userId) })
  assert.equal(told(await move()), 'applied')
  assert.equal([...(await pull(owner, space)).docs.values()].filter(({ kind }) => kind === 'task').length, limits.subtreeMove)
})

test('as much text as one move may carry goes, more is refused in words', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const notes = Math.floor(limits.moveText / limits.notes)
  const [root, ...below_] = Array.from({ length: notes + 1 }, id)
  for (const one of [root ?? '', ...below_]) {
    const place = one === root ? inList(owner.userId) : below(root ?? '')
    // Three bytes for each unit of length, the most that there are.
    const made = await run(owner, owner.userId, 'task.create@1', { id: one, place, title: 'Page', notes: '日'.repeat(limits.notes) })
    assert.equal(told(made), 'applied')
  }
  const move = () => run(owner, owner.userId, 'task.transfer@1', { id: root ?? '', toSpace: space, place: inList(list), labelIds: {} })
  assert.equal(told(await move()), 'too_many')
  await run(owner, owner.userId, 'task.update@1', { id: below_[0] ?? '', place: inList(owner.userId) })
  assert.equal(told(await move()), 'applied')
  const { docs } = await pull(owner, space)
  assert.equal([...docs.values()].filter((doc) => doc.kind === 'notes' && doc.text.length === limits.notes).length, notes)
})

test('moves there and back race with writers in both spaces: nothing is lost or doubled', async () => {
  const owner = await server.register()
  const { space, list } = await aSpace(owner)
  const places = { [owner.userId]: inList(owner.userId), [space]: inList(list) }
  const tasks = Array.from({ length: 10 }, () => id())
  await send(owner, owner.userId, ...tasks.map((one) => owner.mutation('task.create@1', { id: one, place: inList(owner.userId), title: 'Ball' })))
  const busy = Object.entries(places).map(async ([where, place]) => {
    for (let n = 0; n < 40; n++) assert.equal(told(await run(owner, where, 'task.create@1', { id: id(), place, title: 'Noise' })), 'applied')
  })
  const balls = tasks.map(async (one) => {
    for (let n = 0; n < 6; n++) {
      const [from, to] = n % 2 === 0 ? [owner.userId, space] : [space, owner.userId]
      const args = { id: one, toSpace: to, place: places[to] ?? inList(list), labelIds: {} }
      const both = await Promise.all([run(owner, from, 'task.transfer@1', args), run(owner, from, 'task.update@1', { id: one, set: { priority: 1 } })])
      assert.equal(told(both[0]), 'applied')
    }
  })
  await Promise.all([...busy, ...balls])
  const [home, away] = [await pull(owner, owner.userId), await pull(owner, space)]
  const count = (docs: Map<string, AnyDoc>) => [...docs.values()].filter(({ kind }) => kind === 'task').length
  assert.deepEqual([count(home.docs), count(away.docs)], [50, 40])
  for (const one of tasks) assert.ok(home.docs.has(`task:${one}`) && away.gone.includes(`task:${one}`))
})

test('members: roles, the last owner, leaving and coming back', async () => {
  const [owner, second, third] = [await server.register(), await server.register(), await server.register()]
  const { space, list } = await aSpace(owner)
  assert.equal(told(await join(owner, space, second, 'admin')), 'applied')
  assert.equal(told(await join(second, space, third, 'editor')), 'applied')
  const set = (by: Person, who: Person, role: 'owner' | 'admin' | 'editor' | 'viewer') => run(by, space, 'member.set@1', { userId: who.userId, role })
  const remove = (by: Person, who: Person) => run(by, space, 'member.remove@1', { userId: who.userId })

  assert.equal(told(await set(owner, owner, 'editor')), 'last_owner')
  assert.equal(told(await remove(owner, owner)), 'last_owner')
  assert.equal(told(await set(second, third, 'owner')), 'forbidden')
  assert.equal(told(await set(second, owner, 'viewer')), 'forbidden')
  assert.equal(told(await remove(second, owner)), 'forbidden')
  assert.equal(told(await remove(third, second)), 'forbidden')
  assert.equal(told(await set(third, third, 'admin')), 'forbidden')
  assert.equal(told(await set(owner, { ...owner, userId: id() }, 'editor')), 'not_found')
  assert.equal(told(await set(second, third, 'viewer')), 'applied')
  assert.equal(told(await run(third, space, 'task.create@1', { id: id(), place: inList(list), title: 'x' })), 'forbidden')
  assert.equal(((await pull(third, third.userId)).docs.get(`membership:${space}`) as MembershipDoc).role, 'viewer')
  assert.equal(told(await set(second, third, 'editor')), 'applied')

  const task = id()
  await run(owner, space, 'task.create@1', { id: task, place: inList(list), title: 'Theirs', assigneeIds: [third.userId] })
  const leave = third.mutation('member.remove@1', { userId: third.userId })
  assert.equal(told((await send(third, space, leave))[0] as MutationResult), 'applied')
  assert.equal((await third.pull('', space)).status, 404)
  assert.notEqual(((await pull(third, third.userId)).docs.get(`membership:${space}`) as MembershipDoc).leftAt, null)
  const [again] = await send(third, space, leave)
  assert.equal(again?.status === 'applied' && again.replayed, true, 'the answer may have been lost')
  assert.equal((await third.push([leave, third.mutation('task.delete@1', { id: task })], space)).status, 404)
  const { docs } = await pull(owner, space)
  assert.deepEqual((docs.get(`task:${task}`) as TaskDoc).assigneeIds, [third.userId])
  assert.equal((docs.get(`space:${space}`) as SpaceDoc).memberCount, 2)
  assert.equal(told(await run(owner, space, 'task.create@1', { id: id(), place: inList(list), title: 'x', assigneeIds: [third.userId] })), 'invalid')

  assert.equal(told(await join(owner, space, third, 'viewer')), 'applied')
  assert.equal((await third.pull('', space)).status, 200)
  assert.equal(told(await set(owner, second, 'owner')), 'applied')
  assert.equal(told(await remove(owner, owner)), 'applied')
  assert.deepEqual(((await pull(second, space)).docs.get(`space:${space}`) as SpaceDoc).owners, [second.userId])
})

test('two owners who leave at once: one of them stays', async () => {
  const [first, second] = [await server.register(), await server.register()]
  const { space } = await aSpace(first)
  await join(first, space, second, 'admin')
  await run(first, space, 'member.set@1', { userId: second.userId, role: 'owner' })
  const both = await Promise.all([first, second].map((one) => run(one, space, 'member.remove@1', { userId: one.userId })))
  assert.deepEqual(both.map(told).sort(), ['applied', 'last_owner'])
})

test('a deleted space is gone for everybody, and its answer can be asked for again', async () => {
  const [owner, member] = [await server.register(), await server.register()]
  const { space } = await aSpace(owner)
  await join(owner, space, member, 'admin')
  assert.equal(told(await run(member, space, 'space.delete@1', {})), 'forbidden')
  const invite = id()
  await run(owner, space, 'invite.create@1', { id: invite, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' })
  const gone = owner.mutation('space.delete@1', {})
  assert.equal(told((await send(owner, space, gone))[0] as MutationResult), 'applied')
  for (const one of [owner, member]) {
    assert.equal((await one.pull('', space)).status, 404)
    assert.notEqual(((await pull(one, one.userId)).docs.get(`membership:${space}`) as MembershipDoc).leftAt, null)
  }
  assert.equal(told((await send(owner, space, gone))[0] as MutationResult), 'applied')
  assert.equal(told(await accept(invite, space, await server.register())), 'invite_invalid')
})

test('the personal space is neither shared nor deleted, nor left', async () => {
  const owner = await server.register()
  const { userId } = owner
  assert.equal(told(await run(owner, userId, 'space.delete@1', {})), 'personal_fixed')
  assert.equal(told(await run(owner, userId, 'member.remove@1', { userId })), 'personal_fixed')
  assert.equal(told(await run(owner, userId, 'member.set@1', { userId, role: 'viewer' })), 'personal_fixed')
  assert.equal(told(await run(owner, userId, 'invite.create@1', { id: id(), role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' })), 'personal_fixed')
  const { space } = await aSpace(owner)
  assert.equal(told(await run(owner, space, 'space.create@1', { id: id(), name: 'x', color: 'red' })), 'invalid')
  assert.equal(told(await run(owner, userId, 'space.create@1', { id: space, name: 'x', color: 'red' })), 'exists')
  assert.equal(told(await run(owner, space, 'invite.accept@1', { id: id() })), 'unknown_mutation')
})
