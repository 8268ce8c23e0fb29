import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import type { Store } from '../ports/store.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { id, startServer } from '../testing/server.ts'
import { ticketOf } from '../testing/tickets.ts'

/** A server with a space that a guest may write to, and has just written to. */
const shared = async () => {
  const time = createHandClock()
  const server = await startServer(undefined, { clock: time.clock })
  const [owner, guest] = [await server.register(), await server.register()]
  const [space, invite] = [id(), id()]
  await owner.push([owner.mutation('space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })])
  await owner.push([owner.mutation('invite.create@1', { id: invite, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' })], space)
  const accept = { id: id(), name: 'invite.accept@1' as const, args: { id: invite }, base: 0, clientAt: new Date().toISOString() }
  assert.equal((await server.context.across.execute(space, guest.userId, accept, ticketOf(guest.userId))).status, 'applied')
  const list = () => guest.mutation('list.create@1', { id: id(), name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' })
  const first = list()
  assert.equal((await guest.push([first], space)).status, 200)
  return { time, server, owner, guest, space, list, first }
}

/** As another process writes it: this one is not told. Gives the rev of it. */
const removeElsewhere = async (store: Pick<Store, 'head' | 'docs' | 'commit'>, space: string, person: string): Promise<number> => {
  const head = (await store.head(space)) ?? assert.fail('the space is there')
  const [member] = (await store.docs(space, [{ kind: 'member', id: person }])) as readonly MemberDoc[]
  assert.ok(member)
  const rev = head.rev + 1
  const gone = { ...member, rev, leftAt: '2026-01-01T00:00:00.000Z' }
  assert.equal(await store.commit([{ entry: { space, rev, tag: 'elsewhere', mutations: [] }, docs: [gone] }]), 'committed')
  return rev
}

test('who was removed at another process a moment ago comes before the journal for a second at most, which refuses what they write', async (t) => {
  const { time, server, guest, space, list, first } = await shared()
  t.after(() => server.remove())
  const { store } = server.context
  const rev = await removeElsewhere(store, space, guest.userId)
  const told = async () => {
    const reply = await guest.push([list()], space)
    assert.equal(reply.status, 200)
    const [result] = ((await reply.json()) as PushReply).results
    return result?.status === 'refused' ? result.problem.code : result?.status
  }
  assert.equal(await told(), 'not_found')
  await time.advance(999)
  assert.equal(await told(), 'not_found')
  const [again] = ((await (await guest.push([first], space)).json()) as PushReply).results
  assert.ok(again?.status === 'applied' && again.replayed, 'what was answered before is answered again')
  await time.advance(1)
  assert.equal((await guest.push([list()], space)).status, 404)
  assert.equal((await store.head(space))?.rev, rev, 'nothing was written')
})

test('who was removed at this process is out with that', async (t) => {
  const { server, owner, guest, space, list } = await shared()
  t.after(() => server.remove())
  assert.equal((await owner.push([owner.mutation('member.remove@1', { userId: guest.userId })], space)).status, 200)
  assert.equal((await guest.push([list()], space)).status, 404)
})

test('who was removed elsewhere while the answer to their last change was on its way is let in by it no longer than a second after it was decided', async (t) => {
  const { time, server, guest, space, list } = await shared()
  t.after(() => server.remove())
  const { store } = server.context
  const commit = store.commit.bind(store)
  let late = true
  Object.assign(store, {
    commit: async (...given: Parameters<typeof commit>) => {
      const outcome = await commit(...given)
      if (late) {
        late = false
        await removeElsewhere({ ...store, commit }, space, guest.userId)
        await time.advance(1_000)
      }
      return outcome
    },
  })
  assert.equal((await guest.push([list()], space)).status, 200)
  assert.equal((await guest.push([list()], space)).status, 404)
})

test('who writes on is not looked at again: the journal has seen them with what it decided on', async (t) => {
  const { time, server, guest, space, list } = await shared()
  t.after(() => server.remove())
  const { store } = server.context
  const docs = store.docs.bind(store)
  let looks = 0
  Object.assign(store, { docs: (...asked: Parameters<typeof docs>) => (looks++, docs(...asked)) })
  for (let n = 0; n < 5; n++) {
    await time.advance(900)
    assert.equal((await guest.push([list()], space)).status, 200)
  }
  assert.equal(looks, 0)
  await time.advance(1_000)
  assert.equal((await guest.push([list()], space)).status, 200)
  assert.equal(looks, 1)
})
