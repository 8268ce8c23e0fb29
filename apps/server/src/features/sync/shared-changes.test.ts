import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ChangesReply } from '@muster/core/contract/schemas/sync.ts'
import { createAsk, spaceOfAll, type Person } from '../../testing/people.ts'
import { startServer } from '../../testing/server.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

/** A space of five, and the rev that each read of it was to have come to. */
const makeSpace = async () => {
  const ask = createAsk(server)
  const people = await spaceOfAll(server, ask)
  const { space, owner } = people
  const { store } = server.context
  const read = store.view.bind(store)
  const reads: (number | undefined)[] = []
  store.view = (of, plan, bound, how) => {
    if (of === space) reads.push(how?.since)
    return read(of, plan, bound, how)
  }
  const pull = async (person: Person, since: string) => person.pull(`?since=${since}`, space)
  const headOf = async () => ((await (await owner.pull('', space)).json()) as ChangesReply).head
  const add = async (title: string) => {
    const list = await ask(owner, 'POST', `/spaces/${space}/lists`, { name: title, color: 'blue' })
    assert.equal(list.status, 201)
  }
  return { ...people, ask, pull, headOf, add, reads }
}

test('what changed in a space is read once for all who ask since the same rev, no earlier than the head that they were let in at, and told to each alike', async () => {
  const { owner, admin, editor, viewer, pull, headOf, add, reads } = await makeSpace()
  const since = await headOf()
  await add('Beds')
  const before = reads.length
  const people = [owner, admin, editor, viewer, owner, admin]
  const replies = await Promise.all(people.map(async (person) => (await pull(person, since)).json()))
  replies.push(await (await pull(viewer, since)).json())
  const [first] = replies as ChangesReply[]
  assert.deepEqual(reads.slice(before), [Number(first?.head.split('.')[0])])
  assert.deepEqual(
    first?.docs.map((doc) => 'name' in doc && doc.name),
    ['Beds'],
  )
  for (const reply of replies) assert.deepEqual(reply, first)
  await add('Paths')
  const later = (await (await pull(editor, since)).json()) as ChangesReply
  assert.deepEqual(new Set(later.docs.map((doc) => 'name' in doc && doc.name)), new Set(['Beds', 'Paths']))
})

test('who has left the space is told nothing that was read for others, and nobody is told since a rev that is none', async () => {
  const { owner, editor, viewer, stranger, space, ask, pull, headOf, add } = await makeSpace()
  const since = await headOf()
  await add('Beds')
  assert.equal((await pull(viewer, since)).status, 200)
  assert.equal((await pull(stranger, since)).status, 404)
  assert.equal((await ask(owner, 'DELETE', `/spaces/${space}/members/${editor.userId}`)).status, 204)
  assert.equal((await pull(viewer, since)).status, 200)
  assert.equal((await pull(editor, since)).status, 404)
  for (let times = 0; times < 2; times++) assert.equal((await pull(owner, `${since.split('.')[0]}.other`)).status, 410)
})

test('no browser keeps what changed: it lies in the replica, under the name of whose it is', async () => {
  const { owner, pull, headOf, add } = await makeSpace()
  const since = await headOf()
  await add('Beds')
  for (let times = 0; times < 2; times++) {
    const { headers } = await pull(owner, since)
    assert.deepEqual([headers.get('cache-control'), headers.get('etag')], ['no-store', null])
  }
})
