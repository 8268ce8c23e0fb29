import type { Row } from './rows.ts'

const pointerMs = 800
const doneMs = 1_500

export interface Calm {
  /** When a pointer last moved over the list, and when something was last completed: ms, of the same clock. */
  readonly pointerAt: number
  readonly doneAt: number
  /** A row is dragged, edited, or has a menu open. */
  readonly busy: boolean
}
/** How long rows keep their places: ms; Infinity until what keeps them ends. */
export const heldFor = ({ pointerAt, doneAt, busy }: Calm, now: number): number =>
  busy ? Infinity : Math.max(0, pointerAt + pointerMs - now, doneAt + doneMs - now)

/** Whether no row appears, leaves or moves from one to the other. */
export const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length &&
  a.every((row, index) => {
    const other = b[index]
    if (row === other) return true
    return other?.key === row.key && (!('depth' in row) || !('depth' in other) || row.depth === other.depth)
  })
