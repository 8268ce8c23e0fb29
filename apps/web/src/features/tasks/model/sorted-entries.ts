import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Entry } from './entries.ts'
import type { Row } from './rows.ts'

export type Compare = (a: TaskDoc, b: TaskDoc) => number

/** The entries of one group in their order, and their rows beside them: where nothing stands below them, both are patched and not made again. */
export const createEntries = (compare: Compare, sorted: readonly Entry[]) => {
  const all = [...sorted]
  const own: Row[] = all.map(({ row }) => row)
  let nested = all.filter(({ below }) => below.length > 0).length
  /** Where an entry stands, or would stand. */
  const position = ({ task }: Entry): number => {
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare((all[middle] as Entry).task, task) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    count: () => all.length,
    add: (entry: Entry) => {
      const at = position(entry)
      all.splice(at, 0, entry)
      own.splice(at, 0, entry.row)
      if (entry.below.length > 0) nested++
    },
    remove: (entry: Entry) => {
      const at = position(entry)
      all.splice(at, 1)
      own.splice(at, 1)
      if (entry.below.length > 0) nested--
    },
    /** Where the entry of a task stands; -1 where there is none. */
    indexOf: (id: string) => all.findIndex(({ task }) => task.id === id),
    /** The rows of entries from one up to another, with what is below them. */
    rows: (from = 0, to = all.length): readonly Row[] => {
      if (nested === 0) return from === 0 && to === all.length ? own : own.slice(from, to)
      const rows: Row[] = []
      for (let n = from; n < to; n++) {
        const { row, below } = all[n] as Entry
        rows.push(row)
        for (const one of below) rows.push(one)
      }
      return rows
    },
  }
}
export type Entries = ReturnType<typeof createEntries>
