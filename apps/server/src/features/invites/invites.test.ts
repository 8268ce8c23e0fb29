import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Role } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { MutationArgs, MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc, InviteDoc, MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { inviteIdOf } from '@muster/core/domain/invite-id.ts'
import type { Store } from '../../ports/store.ts'
import { id, startServer } from '../../testing/server.ts'
import { ticketOf } from '../../testing/tickets.ts'

/** Both are within the life of an access token. */
const [soon, later] = [240_000, 300_000]
let late = 0
let server: Awaited<ReturnType<typeof startServer>>
type Person = Awaited<ReturnType<typeof server.register>>
before(async () => {
  server = await startServer(undefined, { now: () => new Date(Date.now() + late) })
})
after(() => server.remove())

const run = async <K extends MutationName>(person: Person, space: string, name: K, args: MutationArgs[K]) => {
  const { results } = (await (await person.push([person.mutation(name, args)], space)).json()) as PushReply
  assert.equal(results[0]?.status, 'applied', name)
}
const aSpace = async (owner: Person) => {
  const space = id()
  await run(owner, owner.userId, 'space.create@1', { id: space, name: 'Garden', color: 'green' })
  return space
}
/** An invitation as the pages make it. */
const invite = async (person: Person, space: string, role: Exclude<Role, 'owner'> = 'editor', expiresAt = '2999-01-01T00:00:00.000Z') => {
  const secret = randomBytes(32).toString('base64url')
  const invited = inviteIdOf(createHash('sha256').update(secret).digest('hex'))
  await run(person, space, 'invite.create@1', { id: invited, role, expiresAt })
  return { id: invited, token: `${space}.${secret}` }
}
const preview = (token: string) => server.post('/api/v1/invites/preview', { token })
const accept = (token: string, person: Person) => server.post('/api/v1/invites/accept', { token }, person.headers)
const told = async (reply: Response) => ({ status: reply.status, body: (await reply.json()) as Record<string, unknown> })
const enter = async (owner: Person, space: string, person: Person, role: Exclude<Role, 'owner'>) =>
  assert.equal((await accept((await invite(owner, space, role)).token, person)).status, 200)
const open = async (space: string, person: Person) => told(await server.request(`/api/v1/spaces/${space}/invites`, { headers: person.headers }))
const idsOf = ({ body }: Awaited<ReturnType<typeof open>>) => (body['items'] as { id: string }[]).map((one) => one.id)
const roleOf = async (space: string, person: Person) => {
  const [member] = (await server.context.store.docs(space, [{ kind: 'member', id: person.userId }])) as MemberDoc[]
  return member?.leftAt === null ? member.role : undefined
}
const revOf = async (space: string) => (await server.context.store.head(space))?.rev

test('a link tells what it is for without a session, and brings one person in, in both spaces', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  const { token } = await invite(owner, space, 'viewer')
  for (let times = 0; times < 2; times++)
    assert.deepEqual(await told(await preview(token)), {
      status: 200,
      body: { space: { id: space, name: 'Garden', color: 'green' }, role: 'viewer', invitedBy: 'Somebody' },
    })
  assert.equal((await server.post('/api/v1/invites/accept', { token })).status, 401)
  assert.deepEqual(await told(await accept(token, guest)), { status: 200, body: { spaceId: space, role: 'viewer' } })
  assert.equal(await roleOf(space, guest), 'viewer')
  assert.ok((await guest.changes()).docs.some((doc) => doc.kind === 'membership' && doc.id === space && doc.leftAt === null))
  assert.equal((await guest.pull('', space)).status, 200)
})

test('who lost the answer sends it again, and is told the same without another change', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  const { token } = await invite(owner, space)
  const [one, two] = await Promise.all([accept(token, guest), accept(token, guest)])
  const [first, second] = [await told(one), await told(two)]
  assert.deepEqual(first, { status: 200, body: { spaceId: space, role: 'editor' } })
  assert.deepEqual(second, first)
  const rev = await revOf(space)
  assert.deepEqual(await told(await accept(token, guest)), first)
  assert.equal(await revOf(space), rev)
  assert.equal((await guest.changes()).docs.filter((doc) => doc.kind === 'membership').length, 1)
})

test('of many who accept at once one comes in', async () => {
  const owner = await server.register()
  const guests = await Promise.all([1, 2, 3, 4].map(() => server.register()))
  const space = await aSpace(owner)
  const { token } = await invite(owner, space)
  const replies = await Promise.all(guests.map((guest) => accept(token, guest)))
  assert.deepEqual(
    replies.map((reply) => reply.status).sort((a, b) => a - b),
    [200, 410, 410, 410],
  )
  for (const [index, guest] of guests.entries()) assert.equal(await roleOf(space, guest), replies[index]?.status === 200 ? 'editor' : undefined)
})

test('who is a member already keeps their role and the invitation, and can use it after leaving', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  await enter(owner, space, guest, 'viewer')
  const { token } = await invite(owner, space, 'admin')
  assert.deepEqual((await told(await accept(token, guest))).body, { spaceId: space, role: 'viewer' })
  assert.deepEqual((await told(await accept(token, owner))).body, { spaceId: space, role: 'owner' })
  assert.equal((await preview(token)).status, 200)
  await run(guest, space, 'member.remove@1', { userId: guest.userId })
  for (let times = 0; times < 2; times++) assert.deepEqual((await told(await accept(token, guest))).body, { spaceId: space, role: 'admin' })
  assert.equal(await roleOf(space, guest), 'admin')
})

test('of two used by one person at once one stays open, for when they come back', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  const both = [await invite(owner, space, 'viewer'), await invite(owner, space, 'editor')]
  // Past the network, so that both are under way before either is done.
  const { accept: enterBy } = server.context.invites
  await Promise.all(both.map(({ token }) => enterBy(token, guest.userId, ticketOf(guest.userId))))
  const [left, ...more] = idsOf(await open(space, owner))
  assert.deepEqual(more, [])
  await run(guest, space, 'member.remove@1', { userId: guest.userId })
  const again = await accept(both.find((one) => one.id === left)?.token ?? '', guest)
  assert.equal(again.status, 200)
  assert.notEqual(await roleOf(space, guest), undefined)
})

test('who was removed does not come back by the invitation they used', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  const { token } = await invite(owner, space)
  assert.equal((await accept(token, guest)).status, 200)
  await run(owner, space, 'member.remove@1', { userId: guest.userId })
  assert.equal((await accept(token, guest)).status, 410)
  assert.equal(await roleOf(space, guest), undefined)
  await enter(owner, space, guest, 'viewer')
  assert.equal((await accept(token, guest)).status, 200, 'a member is told so')
  assert.equal(await roleOf(space, guest), 'viewer')
})

test('everything that is wrong with a link answers alike, to the byte', async (t) => {
  const [owner, admin, guest, other] = await Promise.all([1, 2, 3, 4].map(() => server.register()))
  assert.ok(owner && admin && guest && other)
  const space = await aSpace(owner)
  await enter(owner, space, admin, 'admin')
  const good = await invite(owner, space)
  const secret = good.token.slice(good.token.indexOf('.') + 1)
  const used = await invite(owner, space)
  assert.equal((await accept(used.token, other)).status, 200)
  const withdrawn = await invite(owner, space)
  await run(owner, space, 'invite.revoke@1', { id: withdrawn.id })
  const short = await invite(owner, space, 'editor', new Date(Date.now() + soon).toISOString())
  const byAdmin = await invite(admin, space)
  const gone = await aSpace(owner)
  const intoGone = await invite(owner, gone)
  await run(owner, gone, 'space.delete@1', {})

  assert.equal((await preview(byAdmin.token)).status, 200)
  await run(owner, space, 'member.set@1', { userId: admin.userId, role: 'editor' })
  t.after(() => {
    late = 0
  })
  late = later
  const wrong = {
    'no such space': `${id()}.${secret}`,
    'a personal space': `${owner.userId}.${secret}`,
    'no such secret': `${space}.${randomBytes(32).toString('base64url')}`,
    'used by somebody else': used.token,
    withdrawn: withdrawn.token,
    'too old': short.token,
    'made by somebody who may no more invite': byAdmin.token,
    'into a deleted space': intoGone.token,
  }
  const rev = await revOf(space)
  const bytes = async (reply: Response) => {
    const { requestId, ...body } = (await reply.json()) as { requestId: string }
    assert.equal(typeof requestId, 'string')
    return JSON.stringify([reply.status, reply.headers.get('content-type'), body])
  }
  const expected = await bytes(await preview(wrong['no such space']))
  assert.match(expected, /^\[410,.*"code":"invite_invalid"/)
  for (const [what, token] of Object.entries(wrong)) {
    assert.equal(await bytes(await preview(token)), expected, `looking at one: ${what}`)
    assert.equal(await bytes(await accept(token, guest)), expected, `accepting one: ${what}`)
    assert.equal(await bytes(await accept(token, owner)), expected, `accepting one as a member: ${what}`)
  }
  assert.equal(await revOf(space), rev)
  assert.equal(await roleOf(space, guest), undefined)
  await run(owner, space, 'member.remove@1', { userId: admin.userId })
  assert.equal(await bytes(await accept(byAdmin.token, guest)), expected)
  assert.equal((await accept(good.token, guest)).status, 200, 'a good one was not harmed')
})

test('an invitation ends in the future: one that has ended is refused, one that would stand too long ends when it may at the latest', async () => {
  const owner = await server.register()
  const space = await aSpace(owner)
  const create = (expiresAt: string) => server.post(`/api/v1/spaces/${space}/invites`, { role: 'editor', expiresAt }, owner.headers)
  const push = async (expiresAt: string) => {
    const mutation = owner.mutation('invite.create@1', { id: id(), role: 'editor', expiresAt })
    return ((await (await owner.push([mutation], space)).json()) as PushReply).results[0]
  }
  for (const past of ['0001-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z', new Date(Date.now() - 1).toISOString()]) {
    const { status, body } = await told(await create(past))
    assert.deepEqual([status, body['code']], [400, 'invalid'], past)
    const result = await push(past)
    assert.equal(result?.status === 'refused' && result.problem.code, 'invalid', past)
  }
  assert.deepEqual(idsOf(await open(space, owner)), [])
  const [before, wanted] = [Date.now(), new Date(Date.now() + 3_600_000).toISOString()]
  assert.equal((await told(await create(wanted))).body['expiresAt'], wanted)
  const latest = Date.parse(String((await told(await create('9999-12-31T23:59:59.999Z'))).body['expiresAt'])) - limits.inviteDays * 86_400_000
  assert.ok(before <= latest && latest <= Date.now())
})

test('open invitations are shown to who may invite, without what makes the link', async (t) => {
  const [owner, admin, editor, viewer, stranger] = await Promise.all([1, 2, 3, 4, 5].map(() => server.register()))
  assert.ok(owner && admin && editor && viewer && stranger)
  const space = await aSpace(owner)
  await enter(owner, space, admin, 'admin')
  await enter(owner, space, editor, 'editor')
  await enter(owner, space, viewer, 'viewer')
  const [first, second] = [await invite(owner, space, 'viewer'), await invite(admin, space, 'admin', new Date(Date.now() + soon).toISOString())]
  const withdrawn = await invite(owner, space)
  await run(admin, space, 'invite.revoke@1', { id: withdrawn.id })
  for (const person of [owner, admin]) assert.deepEqual(idsOf(await open(space, person)), [second.id, first.id])
  const [, one] = (await open(space, owner)).body['items'] as Record<string, unknown>[]
  assert.deepEqual(Object.keys(one ?? {}), ['id', 'role', 'expiresAt', 'createdAt', 'createdBy'])
  assert.deepEqual([one?.['role'], one?.['createdBy']], ['viewer', owner.userId])
  for (const person of [editor, viewer]) assert.deepEqual([(await open(space, person)).status, (await open(space, person)).body['code']], [403, 'forbidden'])
  const strip = ({ status, body }: Awaited<ReturnType<typeof open>>) => ({ status, body: { ...body, requestId: '' } })
  assert.deepEqual(strip(await open(space, stranger)), strip(await open(id(), stranger)))
  assert.equal((await open(space, stranger)).status, 404)
  t.after(() => {
    late = 0
  })
  late = later
  assert.deepEqual(idsOf(await open(space, owner)), [first.id], 'one is too old')
  late = 0
  await run(owner, space, 'member.set@1', { userId: admin.userId, role: 'editor' })
  assert.deepEqual(idsOf(await open(space, owner)), [first.id], 'one is of somebody who may no more invite')
})

test('what is read for the open invitations are those that were not withdrawn, and who made those that are shown', async () => {
  const owner = await server.register()
  const space = await aSpace(owner)
  const [used, shown] = [await invite(owner, space), await invite(owner, space)]
  assert.equal((await accept(used.token, await server.register())).status, 200)
  const store = server.context.store as { -readonly [N in keyof Store]: Store[N] }
  const rev = ((await revOf(space)) ?? 0) + 1
  const [one] = (await store.docs(space, [{ kind: 'invite', id: shown.id }])) as InviteDoc[]
  const [person] = (await store.docs(space, [{ kind: 'member', id: owner.userId }])) as MemberDoc[]
  assert.ok(one && person)
  const at = new Date().toISOString()
  const withdrawn = Array.from({ length: 300 }, (): AnyDoc => ({ ...one, id: id(), rev, deletedAt: at, deletedBy: owner.userId }))
  const others = Array.from({ length: 300 }, (_, n): AnyDoc => ({ ...person, id: id(), rev, role: 'editor', leftAt: n % 2 === 0 ? at : null }))
  await store.commit([{ entry: { space, rev, tag: 'filled', mutations: [] }, docs: [...withdrawn, ...others] }])
  const { view } = store
  let rows = 0
  store.view = (of, plan, bound, ...rest) =>
    view(of, plan, bound && { ...bound, signal: bound.signal, expired: () => bound.expired(), spend: (more) => void (rows += more) }, ...rest)
  try {
    assert.deepEqual(idsOf(await open(space, owner)), [shown.id])
  } finally {
    store.view = view
  }
  assert.ok(rows > 0 && rows <= 6, `${rows} rows`)
})

test('a space without room says so to who holds a good link, and the link stays good', async () => {
  const [owner, guest] = [await server.register(), await server.register()]
  const space = await aSpace(owner)
  const { token } = await invite(owner, space)
  const { store } = server.context
  const fill = async (memberCount: number) => {
    const rev = ((await revOf(space)) ?? 0) + 1
    const [doc] = await store.docs(space, [{ kind: 'space', id: space }])
    assert.ok(doc?.kind === 'space')
    await store.commit([{ entry: { space, rev, tag: 'filled', mutations: [] }, docs: [{ ...doc, rev, memberCount }] }])
  }
  await fill(200)
  const { status, body } = await told(await accept(token, guest))
  assert.deepEqual([status, body['code']], [409, 'too_many'])
  await fill(1)
  assert.equal((await accept(token, guest)).status, 200)
})

test('registration by invitation opens for a link that stands, and for no other', async () => {
  const closed = await startServer(undefined, { env: { REGISTRATION: 'invite' } })
  const register = (email: string, token?: string) =>
    closed.post('/api/v1/auth/register', { email, password: 'correct horse', name: 'Somebody', ...(token ? { invite: token } : {}) })
  const owner = await closed.register()
  const push = async (space: string, name: MutationName, args: unknown) =>
    assert.equal(((await (await owner.push([owner.mutation(name, args)], space)).json()) as PushReply).results[0]?.status, 'applied')
  const [space, secret] = [id(), randomBytes(32).toString('base64url')]
  const invited = inviteIdOf(createHash('sha256').update(secret).digest('hex'))
  await push(owner.userId, 'space.create@1', { id: space, name: 'Garden', color: 'green' })
  await push(space, 'invite.create@1', { id: invited, role: 'admin', expiresAt: '2999-01-01T00:00:00.000Z' })
  assert.equal((await register('none@example.test')).status, 403)
  const token = `${space}.${secret}`
  const reply = await register('guest@example.test', token)
  assert.equal(reply.status, 201)
  await push(space, 'space.delete@1', {})
  assert.equal((await register('late@example.test', token)).status, 410)
  await closed.remove()
})
