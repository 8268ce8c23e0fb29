import assert from 'node:assert/strict'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import type { Store } from '../../apps/server/src/ports/store.ts'
import type { Listener } from './listener.ts'
import type { Place } from './load.ts'
import type { Client } from './person.ts'

/** Clocks are minutes apart; what is written down is of one time, but for what a busy machine takes to write it: ms. */
const aside = 60_000

const tasksOf = (docs: readonly AnyDoc[]): readonly TaskDoc[] => docs.filter((doc) => doc.kind === 'task')
const inOrder = (docs: readonly TaskDoc[]) => docs.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** All tasks of a space, each once for every time that it came, by pages of changes from the beginning on. */
const byChanges = async (get: <Reply>(path: string) => Promise<Reply>, since?: string): Promise<readonly TaskDoc[]> => {
  const found: AnyDoc[] = []
  for (let page: string | null = ''; page !== null;) {
    const query = new URLSearchParams({ ...(since === undefined ? {} : { since }), ...(page === '' ? {} : { page }) })
    const reply: ChangesReply = await get<ChangesReply>(`/changes?${query}`)
    found.push(...reply.docs, ...reply.tombstones.flatMap(({ trashed }) => trashed ?? []))
    page = reply.next
  }
  return tasksOf(found)
}
/** The same by a snapshot; a row may come in two of its chunks. */
const bySnapshot = async (get: <Reply>(path: string) => Promise<Reply>): Promise<readonly TaskDoc[]> => {
  const { from, cursor, chunks } = await get<SnapshotReply>('/snapshot/latest')
  const found = new Map<string, TaskDoc>()
  const names = [...chunks]
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const { docs, next } = await get<SnapshotChunk>(`/snapshot/${from}/${name}`)
    for (const task of tasksOf(docs)) found.set(task.id, task)
    if (next !== null) names.push(next)
  }
  for (const task of await byChanges(get, cursor)) found.set(task.id, task)
  return [...found.values()]
}

/** Holds what the API gives out, what the store has, and what those have who only listened, against the ledger and the journal of a space. Nobody writes meanwhile. */
export const checkPlace = async (
  client: Client,
  store: Store,
  { person, ledger }: Place,
  listeners: readonly Listener[],
  span: readonly [number, number],
): Promise<number> => {
  const { space } = ledger
  const get = async <Reply>(path: string): Promise<Reply> => {
    const answer = await person.ask(client, `/api/v1/spaces/${space}${path}`)
    assert.equal(answer.status, 200, answer.text)
    return JSON.parse(answer.text) as Reply
  }
  const stored = inOrder(tasksOf(await store.all(space, 'task')))
  const journal = await ledger.checkJournal(store)
  ledger.checkFound(stored, 'the store')
  for (const task of stored) {
    const fields = journal.get(`task:${task.id}`)
    assert.ok(fields, 'a row that no entry tells of')
    for (const [name, value] of Object.entries(fields)) assert.deepEqual((task as unknown as Record<string, unknown>)[name], value, `${name} of ${task.id}`)
    const at = Date.parse(task.updatedAt)
    assert.ok(at > span[0] - aside && at < span[1] + aside, `a clock that is off was believed: ${task.updatedAt}`)
  }
  for (const [by, found] of [
    ['changes', await byChanges(get)],
    ['snapshot', await bySnapshot(get)],
  ] as const) {
    ledger.checkFound(found, by)
    assert.deepEqual(inOrder(found), stored, by)
  }
  for (const listener of listeners) {
    if (!listener.spaces.includes(space)) continue
    assert.equal(listener.rev(space), (await store.head(space))?.rev)
    assert.deepEqual(inOrder(tasksOf(listener.rows(space))), stored, 'who only listened has something else')
  }
  return stored.length
}
