import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Entry } from './entries.ts'
import type { Row } from './rows.ts'

export type Compare = (a: TaskDoc, b: TaskDoc) => number

/** So many entries lie in one block at most; full, it becomes two. */
const most = 512

/** Entries that stand one after another, and their rows with what is below them, once they were asked for. */
interface Block {
  readonly entries: Entry[]
  rows: readonly Row[] | undefined
}
const rowsOf = (entries: readonly Entry[]): readonly Row[] =>
  entries.every(({ below }) => below.length === 0) ? entries.map(({ row }) => row) : entries.flatMap(({ row, below }) => [row, ...below])
/** How many at the start of some in order fulfil what only a start of them can. */
const countWhile = <T>(some: readonly T[], holds: (one: T) => boolean): number => {
  let [low, high] = [0, some.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(some[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}

/** The entries of one group in their order, in blocks: a change makes the rows of one block anew, and those of the others are the same ones again. */
export const createEntries = (compare: Compare, sorted: readonly Entry[]) => {
  const blocks: Block[] = []
  for (let n = 0; n < sorted.length; n += most / 2) blocks.push({ entries: sorted.slice(n, n + most / 2), rows: undefined })
  let total = sorted.length

  /** The block that the entry of a task stands in, or would stand in, and its place there. */
  const placeOf = (task: TaskDoc): readonly [block: number, at: number] => {
    const isBefore = (one: Entry | undefined) => one !== undefined && compare(one.task, task) < 0
    const block = countWhile(blocks, ({ entries }) => isBefore(entries.at(-1)))
    // Behind all others it joins the last one.
    if (block === blocks.length && block > 0) return [block - 1, blocks[block - 1]?.entries.length ?? 0]
    return [block, countWhile(blocks[block]?.entries ?? [], isBefore)]
  }
  const partOf = (block: Block) => (block.rows ??= rowsOf(block.entries))
  return {
    count: () => total,
    add: (entry: Entry) => {
      const [n, at] = placeOf(entry.task)
      const block = blocks[n] ?? { entries: [], rows: undefined }
      blocks[n] = block
      block.entries.splice(at, 0, entry)
      block.rows = undefined
      if (block.entries.length > most) blocks.splice(n + 1, 0, { entries: block.entries.splice(most / 2), rows: undefined })
      total++
    },
    remove: ({ task }: Entry) => {
      const [n, at] = placeOf(task)
      const block = blocks[n]
      if (!block) return
      block.entries.splice(at, 1)
      block.rows = undefined
      if (block.entries.length === 0) blocks.splice(n, 1)
      total--
    },
    /** All rows in parts, with others in front of a task where that stands among them. */
    parts: (others: readonly Row[], before: TaskDoc | undefined): readonly (readonly Row[])[] => {
      const [n, at] = before ? placeOf(before) : [-1, 0]
      const entries = blocks[n]?.entries
      if (before && entries?.[at]?.task.id === before.id)
        return [...blocks.slice(0, n).map(partOf), rowsOf(entries.slice(0, at)), others, rowsOf(entries.slice(at)), ...blocks.slice(n + 1).map(partOf)]
      return [...blocks.map(partOf), others]
    },
  }
}
export type Entries = ReturnType<typeof createEntries>
