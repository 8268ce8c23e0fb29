import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import { idsOf } from './needs.ts'
import { Refused } from '../lib/client.ts'
import { fetchNotes, fetchOlder, fetchTask, startOf, type OlderAt } from './older.ts'
import { openReplica } from './replica.ts'

const { fetch } = globalThis
let asked = 0
/** What is said of pages of tasks. */
let paged = (_path: string): Response | undefined => undefined
/** What is not of the person's spaces is nowhere. */
const nowhere = '00000000-0000-7000-8000-000000000009'
before(() => {
  class Silent {
    postMessage() {}
  }
  const said = { text: 'second', updatedAt: '2026-01-02T00:00:00.000Z', updatedBy: 'me' }
  Object.assign(globalThis, {
    Worker: Silent,
    addEventListener: () => {},
    // Nothing comes that waits for a page to be at rest.
    requestIdleCallback: () => {},
    fetch: async (path: string) => {
      asked++
      if (path.includes(nowhere)) {
        const problem = { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found' }
        return Response.json(problem, { status: 404, headers: { 'Content-Type': 'application/problem+json' } })
      }
      const pages = paged(path)
      if (pages) return pages
      if (/tasks\/[^/]*$/.test(path)) return Response.json({ ...taskDoc({ id: path.slice(-36), title: 'Late' }), space: '' })
      return Response.json(said)
    },
  })
})
after(() => Object.assign(globalThis, { fetch }))

test('notes that changes are on their way to are not read from the server: what it has of them already would be merged with them again', async () => {
  const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const [me, task] = [id(1), id(4)]
  const at = '2026-01-01T00:00:00.000Z'
  const stamps = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
  const meta = { ...stamps, deletedAt: null, deletedBy: null }
  const replica = openReplica(me)
  const member = { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }
  const docs = [listDoc({ ...meta, id: me }), member, taskDoc({ ...meta, id: task, listId: me, hasNotes: true })]
  replica.hear({ say: 'rows', space: me, json: JSON.stringify(docs) })
  replica.hear({ say: 'loaded', space: me, removed: [], cursor: '1.a' })
  await replica.learnt()
  const change = (n: number, base: string, text: string) => {
    const args = { taskId: task, base, text }
    return { id: id(n), seq: n, space: me, name: 'notes.set@1' as const, args, base: 1, clientAt: at, ...idsOf(me, 'notes.set@1', args) }
  }
  replica.hear({ say: 'outbox', pending: [change(90, 'old', 'first'), change(91, 'first', 'second')], refused: [] })
  assert.equal(replica.notes(me, task).loaded, false)
  const fetched = fetchNotes(replica, me, task)
  await new Promise(setImmediate)
  assert.equal(replica.notes(me, task).loaded, false)
  assert.equal(asked, 0)
  replica.hear({ say: 'outbox', pending: [], refused: [] })
  await fetched
  assert.deepEqual(replica.notes(me, task), { text: 'second', loaded: true })
})

test('a task of a space that is late is waited for as long as somebody looks, and comes when that does', async () => {
  const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
  const [me, club] = [id(1), id(2)]
  const stamps = { rev: 1, v: 1, createdAt: '', createdBy: me, updatedAt: '', updatedBy: me }
  const replica = openReplica(me)
  const own = [{ kind: 'membership', ...stamps, id: club, role: 'owner', leftAt: null }]
  mock.timers.enable({ apis: ['setTimeout'] })
  let [failed, here] = [false, false]
  const looks = new AbortController()
  fetchTask(replica, club, id(5), looks.signal).then(
    () => (here = true),
    () => (failed = true),
  )
  const left = new AbortController()
  const gone = assert.rejects(fetchTask(replica, club, id(6), left.signal), { name: 'AbortError' })
  const wait = async (seconds: number) => {
    for (let n = 0; n < seconds; n++) {
      await new Promise(setImmediate)
      mock.timers.tick(1_000)
    }
  }
  asked = 0
  await wait(20)
  replica.hear({ say: 'rows', space: me, json: JSON.stringify(own) })
  replica.hear({ say: 'loaded', space: me, removed: [], cursor: '1.a' })
  await wait(60)
  assert.deepEqual([failed, here, asked], [false, false, 0])
  left.abort()
  await gone
  replica.hear({ say: 'rows', space: club, json: '[]' })
  replica.hear({ say: 'loaded', space: club, removed: [], cursor: '1.a' })
  await wait(3)
  mock.timers.reset()
  assert.deepEqual([failed, here, asked], [false, true, 1])
  assert.equal(replica.get(club, 'task', id(5))?.title, 'Late')
  // Of somebody else's space nothing will come, and the server says so.
  await assert.rejects(fetchTask(replica, nowhere, id(7), looks.signal), Refused)
})

for (const knows of [true, false])
  test(`what was done long ago in a list is asked for by when that was${knows ? '' : ', and a status at a time of a server that knows no such order'}`, async () => {
    const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
    const [me, list] = [id(1), id(2)]
    const replica = openReplica(me)
    replica.hear({ say: 'rows', space: me, json: JSON.stringify([listDoc({ id: me })]) })
    replica.hear({ say: 'loaded', space: me, removed: [], cursor: '1.a' })
    const queries: string[] = []
    paged = (path) => {
      const query = new URL(path, 'http://x').searchParams
      if (!query.has('list')) return undefined
      const said = query.get('order') ?? query.get('status') ?? ''
      queries.push(`${said} ${query.get('cursor') ?? 'first'}`)
      if (said === 'completed' && !knows) {
        const problem = { type: 'about:blank', title: 'No', status: 400, code: 'invalid' }
        return Response.json(problem, { status: 400, headers: { 'Content-Type': 'application/problem+json' } })
      }
      const n = queries.length * 10
      const items = [{ ...taskDoc({ id: id(n), listId: list, status: 'done', completedAt: '2020-01-01T00:00:00.000Z' }), space: me }]
      return Response.json({ items, nextCursor: said === 'dropped' || query.has('cursor') ? null : 'more' })
    }
    const came: string[] = []
    for (let at: OlderAt | null = startOf({ list }); at;) {
      const page = await fetchOlder(replica, me, { list }, at)
      came.push(...page.ids)
      at = page.next
    }
    paged = () => undefined
    assert.deepEqual(queries, knows ? ['completed first', 'completed more'] : ['completed first', 'done first', 'done more', 'dropped first'])
    assert.equal(came.length, knows ? 2 : 3)
    assert.ok(came.every((one) => replica.get(me, 'task', one)?.status === 'done'))
  })
