import type { Row } from './rows.ts'

/** Where rows stand, by their keys. */
export type KeyIndex = Pick<ReadonlyMap<string, number>, 'get' | 'has'>
/** So far around where something was found last it is looked for before all rows are gone through. */
const around = 64

/**
 * Finds rows by key, of a view as it is and as it becomes. What is asked for is mostly near what was found last, or the add row: a map of
 * a whole list is made only for what is neither, for to make it takes longer than all else that a change costs.
 */
export const createKeyIndexes = () => {
  let near = 0
  return (rows: readonly Row[]): KeyIndex => {
    let all: Map<string, number> | undefined
    let add: number | undefined
    const find = (key: string): number => {
      if (key === 'add') return (add ??= rows.findLastIndex(({ kind }) => kind === 'add'))
      if (all) return all.get(key) ?? -1
      for (let n = Math.max(0, near - around); n < Math.min(rows.length, near + around); n++) if (rows[n]?.key === key) return n
      all = new Map(rows.map((row, n) => [row.key, n]))
      return all.get(key) ?? -1
    }
    const get = (key: string): number | undefined => {
      const found = find(key)
      if (found < 0) return undefined
      if (key !== 'add') near = found
      return found
    }
    return { get, has: (key) => get(key) !== undefined }
  }
}
