import { tellEnds } from '../lib/common-ends.ts'
import type { Signal } from './signals.ts'

const few = 16

/** Siblings by their order key; ties go by id. */
export const byOrder = (a: { readonly order: string; readonly id: string }, b: { readonly order: string; readonly id: string }): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0

/** Where a row stands among rows in order, or would stand. */
export const positionIn = <D>(all: readonly D[], row: D, compare: (a: D, b: D) => number): number => {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(all[middle] as D, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Rows kept in order without sorting them all again: edits are gathered, and worked in when somebody reads. What was
 * read is never changed in place, and `ids` stays the same array as long as no row came, went or moved.
 */
export const createSortedRows = <D extends { readonly id: string }>(signal: Signal, compare: (a: D, b: D) => number) => {
  let rows: readonly D[] = []
  let ids: readonly string[] | undefined = []
  const removed = new Map<string, D>()
  const added = new Map<string, D>()

  const read = (): readonly D[] => {
    if (removed.size + added.size === 0) return rows
    if (removed.size + added.size <= few) {
      const next = rows.slice()
      let [start, end] = [Infinity, Infinity]
      const splice = (row: D, ...come: readonly D[]) => {
        const at = positionIn(next, row, compare)
        start = Math.min(start, at)
        end = Math.min(end, next.length - at - (1 - come.length))
        next.splice(at, 1 - come.length, ...come)
      }
      for (const row of removed.values()) splice(row)
      for (const row of added.values()) splice(row, row)
      tellEnds(next, rows, [start, end])
      rows = next
    } else {
      const left = removed.size > 0 ? rows.filter(({ id }) => !removed.has(id)) : rows
      const more = [...added.values()].sort(compare)
      const next: D[] = []
      let at = 0
      for (const row of left) {
        while (at < more.length && compare(more[at] as D, row) < 0) next.push(more[at++] as D)
        next.push(row)
      }
      while (at < more.length) next.push(more[at++] as D)
      rows = next
    }
    removed.clear()
    added.clear()
    return rows
  }
  return {
    signal,
    /** One row as it was here, and as it is now; undefined where it was or is not here. */
    change: (was: D | undefined, now: D | undefined) => {
      if (was && !added.delete(was.id)) removed.set(was.id, was)
      if (now) added.set(now.id, now)
      if (!was || !now || compare(was, now) !== 0) ids = undefined
      signal.mark()
    },
    read,
    ids: (): readonly string[] => (ids ??= read().map(({ id }) => id)),
  }
}
export type SortedRows<D extends { readonly id: string }> = ReturnType<typeof createSortedRows<D>>
