import { limits } from '@muster/core/contract/limits.ts'
import type { Group, Row, TaskRow } from './rows.ts'

/** Where tasks go: in front of a sibling, or at the end of a group. */
export interface Destination extends Group {
  readonly beforeId: string | null
}
export type Way = 'up' | 'down' | 'indent' | 'outdent'

const isTask = (row: Row | undefined): row is TaskRow => row?.kind === 'task'
const same = (a: Group, b: Group) => a.parentId === b.parentId && a.sectionId === b.sectionId

/** The tasks of a group in the order in which people put them: what is done of it stands further down, in an order of its own. */
export const siblingsOf = (rows: readonly Row[], group: Group): readonly TaskRow[] => {
  const end = rows.findIndex(({ kind }) => kind === 'done')
  return (end < 0 ? rows : rows.slice(0, end)).filter((row): row is TaskRow => isTask(row) && same(row, group))
}

/** Where a step by key takes these rows; null when there is nowhere to go. `moving` are siblings, topmost ones. */
export const stepTo = (rows: readonly Row[], moving: readonly TaskRow[], way: Way): Destination | null => {
  const [first] = moving
  if (!first || !moving.every((row) => same(row, first))) return null
  const ids = new Set(moving.map(({ id }) => id))
  const group = siblingsOf(rows, first)
  const others = group.filter(({ id }) => !ids.has(id))
  const above = group
    .slice(
      0,
      group.findIndex(({ id }) => ids.has(id)),
    )
    .at(-1)
  const { parentId, sectionId } = first
  if (way === 'indent') return above && above.depth + 2 <= limits.depth ? { parentId: above.id, sectionId: null, beforeId: null } : null
  if (way === 'outdent') {
    const parent = rows.find((row): row is TaskRow => isTask(row) && row.id === parentId)
    if (!parent) return null
    const uncles = siblingsOf(rows, parent)
    return {
      parentId: parent.parentId,
      sectionId: parent.parentId === null ? parent.sectionId : null,
      beforeId: uncles[uncles.indexOf(parent) + 1]?.id ?? null,
    }
  }
  const at = above ? others.indexOf(above) : -1
  if (way === 'up' && above) return { parentId, sectionId, beforeId: above.id }
  const last = group.findLastIndex(({ id }) => ids.has(id))
  const below = group.slice(last + 1)[0]
  if (way === 'down' && below) return { parentId, sectionId, beforeId: others[others.indexOf(below) + 1]?.id ?? null }
  if (way === 'down' && moving.length > 1 && at + 1 < others.length) return { parentId, sectionId, beforeId: others[at + 2]?.id ?? null }
  if (parentId !== null) return null
  // At the edge of its section a task goes on into the next one.
  const sections = [null, ...rows.flatMap((row) => (row.kind === 'section' ? [row.id] : []))]
  const next = sections[sections.indexOf(sectionId) + (way === 'up' ? -1 : 1)]
  if (next === undefined) return null
  const there = siblingsOf(rows, { parentId: null, sectionId: next })
  return { parentId: null, sectionId: next, beforeId: way === 'up' ? null : (there[0]?.id ?? null) }
}

/** Where a drop in the gap in front of row `gap` goes, at the wanted indent as far as the rows around allow; null on what is done. */
export const dropTo = (rows: readonly Row[], gap: number, depth: number, moving: ReadonlySet<string>): (Destination & { readonly depth: number }) | null => {
  const end = rows.findIndex(({ kind }) => kind === 'done')
  const limit = end < 0 ? rows.length : end
  if (gap > limit) return null
  const gone = new Set<string>()
  for (const row of rows) if (isTask(row) && (moving.has(row.key) || (row.parentId !== null && gone.has(row.parentId)))) gone.add(row.id)
  const stays = (row: Row) => row.kind === 'section' || (isTask(row) && !gone.has(row.id))
  const above = rows.slice(0, gap).findLast(stays)
  const below = rows.slice(gap, limit).find(stays)
  const least = isTask(below) ? below.depth : 0
  const most = isTask(above) ? Math.min(above.depth + 1, limits.depth - 1) : 0
  const at = Math.max(Math.min(depth, most), Math.min(least, most))
  const beforeId = isTask(below) && below.depth === at ? below.id : null
  if (!isTask(above)) return { parentId: null, sectionId: above?.kind === 'section' ? above.id : null, beforeId, depth: 0 }
  if (at === above.depth + 1) return { parentId: above.id, sectionId: null, beforeId, depth: at }
  let anchor: TaskRow = above
  while (anchor.depth > at) {
    const parent = rows.find((row): row is TaskRow => isTask(row) && row.id === anchor.parentId)
    if (!parent) break
    anchor = parent
  }
  return { parentId: anchor.parentId, sectionId: anchor.parentId === null ? anchor.sectionId : null, beforeId, depth: at }
}
