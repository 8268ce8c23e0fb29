import assert from 'node:assert/strict'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import { listDoc } from '@muster/core/domain/testing/docs.ts'
import type { Store } from '../ports/store.ts'
import { id } from './server.ts'

const at = '2026-01-01T00:00:00.000Z'
const born = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: at, createdBy: own, updatedAt: at, updatedBy: own })

/** Makes a space at rev 1 with so many editors and one list, which has the space's id. */
export const makeSpace = async (store: Store, people: number) => {
  const space = id()
  const members = Array.from({ length: people }, id)
  const list = listDoc({ ...born(space), inbox: true })
  const docs = [list, ...members.map((own): AnyDoc => ({ kind: 'member', ...born(own), name: 'Somebody', role: 'editor', leftAt: null }))]
  assert.equal(await store.commit([{ entry: { space, rev: 1, tag: 'first', mutations: [] }, docs }]), 'committed')
  return { space, members }
}

/** A new task in the list of such a space. */
export const addTask = (space: string): Mutation => ({
  id: id(),
  name: 'task.create@1',
  args: { id: id(), place: { parentId: null, listId: space, sectionId: null, order: 'a1' }, title: 'Kept' },
  base: 0,
  clientAt: at,
})

/**
 * Holds the journal of a space, above the entry it began with, against what was asked for (ids) and what was answered (rev by id): revs without a gap,
 * all that was answered is there at its rev, nothing twice, nothing that nobody asked for, and a row for each.
 */
export const checkLedger = async (store: Store, space: string, asked: ReadonlySet<string>, answered: ReadonlyMap<string, number>) => {
  const revs = new Map<string, number>()
  const last = (await store.head(space))?.rev ?? 0
  for (let rev = 2; rev <= last; rev++) {
    const entry = await store.entry(space, rev)
    assert.ok(entry, `rev ${rev} of ${last} is missing`)
    for (const mutation of entry.mutations) {
      assert.ok(!revs.has(mutation.id), 'took effect twice')
      assert.ok(asked.has(mutation.id), 'nobody asked for it')
      revs.set(mutation.id, rev)
    }
  }
  assert.equal(await store.entry(space, last + 1), undefined)
  for (const [mutation, rev] of answered) assert.equal(revs.get(mutation), rev, 'what was answered is lost')
  assert.equal((await store.all(space, 'task')).length, revs.size)
}
