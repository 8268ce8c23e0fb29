import { LRUCache } from 'lru-cache'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'

/** So many rows are remembered. */
const remembered = 20_000

/**
 * Rows of who is in a space, as they stand: nearly every read and write asks for one, and this process alone writes them. What is
 * written is forgotten before it is written, within a transaction in which nobody reads: whether it is kept or taken back, the next to ask
 * reads it. Nobody may change what they are given.
 */
export const createMemberRows = () => {
  const rows = new LRUCache<string, MemberDoc>({ max: remembered })
  const keyOf = (space: string, id: string): string => `${space}:${id}`
  return {
    get: (space: string, id: string, read: () => MemberDoc | undefined): MemberDoc | undefined => {
      const key = keyOf(space, id)
      const known = rows.get(key)
      if (known) return known
      const row = read()
      // Who is not there is not remembered: anybody may ask for anybody.
      if (row) rows.set(key, Object.freeze(row))
      return row
    },
    forget: (space: string, id: string): void => void rows.delete(keyOf(space, id)),
  }
}
