import { recallJson, slotsFrom, store } from '../lib/browser-storage.ts'
import { newId } from '../lib/new-id.ts'
import type { Pending } from './pending.ts'

const start = 'unstored-'
/** More text than this is not written down a second time: UTF-16 units. */
const longest = 256 * 1024

/**
 * Changes that have no place in the outbox yet, written down at once where no worker is needed for it: a page that ends in the moments before
 * its worker stores them would lose them. The next page of the person takes them up, under their ids: what was stored or sent after all is
 * known by them.
 */
export const createUnstored = () => {
  const slot = start + newId()
  const changes = new Map<string, Pending>()
  const write = () => {
    const text = JSON.stringify([...changes.values()])
    store(slot, changes.size > 0 && text.length <= longest ? text : null)
  }
  return {
    add: (more: readonly Pending[]): void => {
      for (const one of more) changes.set(one.id, one)
      write()
    },
    /** These are stored, or answered. */
    drop: (ids: Iterable<string>): void => {
      const before = changes.size
      for (const id of ids) changes.delete(id)
      if (changes.size < before) write()
    },
    /** What pages that have ended left. Told once: from then on it is this page's, and written down as such before it leaves where it was. */
    left: (): readonly Pending[] => {
      const slots = slotsFrom(start).filter((one) => one !== slot)
      const some = slots.flatMap((one) => recallJson<readonly Pending[]>(one, []))
      for (const one of some) changes.set(one.id, one)
      if (some.length > 0) write()
      for (const one of slots) store(one, null)
      return some
    },
  }
}
