import assert from 'node:assert/strict'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Store } from '../../apps/server/src/ports/store.ts'

const entriesAtOnce = 50

/** What a task is known to be: its title, or null where it is not there, not yet or no more. */
type State = string | null

/** What was asked of one space, and what became of it as far as whoever asked was told. */
export const createLedger = (space: string, since: number) => {
  const acknowledged = new Set<string>()
  const unknown = new Set<string>()
  const states = new Map<string, Set<State>>()
  const times = new Map<string, number>()
  return {
    space,
    acknowledged,
    unknown,
    /** When a task was known to be in a state, by `id state`. */
    times,
    /** It is about to be sent: until it is answered nobody knows. */
    sent: (key: string, task: string, state: State): void => {
      unknown.add(key)
      states.set(task, new Set([...(states.get(task) ?? [null]), state]))
    },
    answered: (key: string, task: string, state: State): void => {
      unknown.delete(key)
      acknowledged.add(key)
      states.set(task, new Set([state]))
      times.set(`${task} ${state}`, Date.now())
    },
    /** Holds the tasks that somebody found against what may be: acknowledged ⊆ found ⊆ acknowledged ∪ unknown, each once. */
    checkFound: (found: readonly TaskDoc[], by: string): void => {
      const there = new Map<string, TaskDoc>()
      for (const task of found) {
        assert.ok(!there.has(task.id), `${by}: a task is there twice`)
        assert.ok(states.has(task.id), `${by}: nobody asked for this task`)
        there.set(task.id, task)
      }
      for (const [task, may] of states) {
        const is = there.get(task)
        const state = is === undefined || is.deletedAt !== null ? null : is.title
        assert.ok(may.has(state), `${by}: task ${task} is ${state}, and was acknowledged as ${[...may].join(' or ')}`)
      }
    },
    /**
     * Holds the journal above the rev that the load began at against what was asked: revs without a gap, all that was acknowledged, nothing
     * twice, nothing that nobody asked for.
     * @returns the fields of each task as the journal tells them, from the first entry on
     */
    checkJournal: async (store: Pick<Store, 'head' | 'entry'>): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> => {
      const last = (await store.head(space))?.rev ?? 0
      const found = new Set<string>()
      const rows = new Map<string, Readonly<Record<string, unknown>>>()
      for (let first = 1; first <= last; first += entriesAtOnce) {
        const revs = Array.from({ length: Math.min(entriesAtOnce, last - first + 1) }, (_, n) => first + n)
        const entries = await Promise.all(revs.map((rev) => store.entry(space, rev)))
        entries.forEach((entry, n) => {
          const rev = first + n
          assert.ok(entry, `rev ${rev} of ${last} is missing`)
          for (const { id, after } of entry.mutations) {
            for (const [key, fields] of Object.entries(after)) rows.set(key, { ...rows.get(key), ...(fields as object) })
            if (rev <= since) continue
            assert.ok(!found.has(id), 'a change took effect twice')
            assert.ok(acknowledged.has(id) || unknown.has(id), 'nobody asked for this change')
            found.add(id)
          }
        })
      }
      assert.equal(await store.entry(space, last + 1), undefined)
      for (const id of acknowledged) assert.ok(found.has(id), `an acknowledged change is lost: ${id}`)
      return rows
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
