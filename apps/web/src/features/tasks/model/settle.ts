import { commonEnds } from '../../../lib/common-ends.ts'
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

/** Whether no row appears, leaves or moves from what was to what is. */
export const sameRows = (was: readonly Row[], now: readonly Row[]): boolean => {
  if (was.length !== now.length) return false
  const [start, end] = commonEnds(now, was)
  for (let n = start; n < now.length - end; n++) {
    const [row, other] = [was[n], now[n]]
    if (row === other) continue
    if (row?.key !== other?.key || (row && other && 'depth' in row && 'depth' in other && row.depth !== other.depth)) return false
  }
  return true
}
