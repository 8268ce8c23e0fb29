import { recallJson, slotsFrom, store } from '../lib/browser-storage.ts'
import { newId } from '../lib/new-id.ts'
import type { Pending } from './pending.ts'

const start = 'unstored-'
/** More text than this is not written down a second time: UTF-16 units, of all steps together. */
const longest = 256 * 1024

/**
 * Changes that have no place in the outbox yet, written down at once where no worker is needed for it: a page that ends in the moments before
 * its worker stores them would lose them. Each step lies under a slot of its own, so that one more writes itself alone, however much waits
 * beside it. The next page of the person takes them up, under their ids: what was stored or sent after all is known by them. It leaves them
 * where they are, for the page that wrote them may live: whichever hears first that they are stored takes them away.
 */
export const createUnstored = () => {
  /** What is left of each step, and how much of the room it takes. */
  const steps = new Map<string, { readonly changes: Map<string, Pending>; length: number }>()
  const slots = new Map<string, string>()
  let used = 0

  const know = (slot: string, changes: readonly Pending[], length: number) => {
    steps.set(slot, { changes: new Map(changes.map((one) => [one.id, one])), length })
    for (const { id } of changes) slots.set(id, slot)
    used += length
  }
  return {
    /** One step: what has no room beside the others leaves them as they are. What was taken over is written down already. */
    add: (given: readonly Pending[]): void => {
      const changes = given.filter(({ id }) => !slots.has(id))
      if (changes.length === 0) return
      const slot = start + newId()
      const text = JSON.stringify(changes)
      if (used + text.length <= longest && store(slot, text)) know(slot, changes, text.length)
    },
    /** These are stored, or answered. */
    drop: (ids: Iterable<string>): void => {
      const less = new Set<string>()
      for (const id of ids) {
        const slot = slots.get(id)
        if (slot === undefined) continue
        slots.delete(id)
        steps.get(slot)?.changes.delete(id)
        less.add(slot)
      }
      for (const slot of less) {
        const step = steps.get(slot)
        if (!step) continue
        const text = step.changes.size > 0 ? JSON.stringify([...step.changes.values()]) : null
        store(slot, text)
        used += (text?.length ?? 0) - step.length
        step.length = text?.length ?? 0
        if (text === null) steps.delete(slot)
      }
    },
    /** What other pages wrote, in the order in which they did. Told once. */
    left: (): readonly Pending[] =>
      slotsFrom(start)
        .filter((slot) => !steps.has(slot))
        .sort()
        .flatMap((slot) => {
          // One that ended while it took something over left it in two places.
          const changes = recallJson<readonly Pending[]>(slot, []).filter(({ id }) => !slots.has(id))
          if (changes.length > 0) know(slot, changes, JSON.stringify(changes).length)
          else store(slot, null)
          return changes
        }),
  }
}
