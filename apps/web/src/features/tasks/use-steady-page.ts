import { useLayoutEffect, useRef, type RefObject } from 'react'
import type { KeyIndex } from './model/key-index.ts'
import type { Row } from './model/rows.ts'
import { rowAt } from './model/windowing.ts'

interface Given {
  readonly shown: readonly Row[]
  readonly offsets: Float64Array
  readonly indexOf: KeyIndex
  readonly active: string | null
  /** Whether the rows follow somebody's own command. */
  readonly wasOwn: () => boolean
  /** The rows among which the focus was last given to one: the page stands where it should. */
  readonly reached: RefObject<readonly Row[] | null>
}
/** Rows that others moved leave the focused row, else the topmost, where it is on screen. */
export const useSteadyPage = (grid: RefObject<HTMLElement | null>, { shown, offsets, indexOf, active, wasOwn, reached }: Given): void => {
  const before = useRef({ shown, offsets, indexOf })
  useLayoutEffect(() => {
    const { shown: old, offsets: oldOffsets, indexOf: oldIndexOf } = before.current
    before.current = { shown, offsets, indexOf }
    if (old === shown || wasOwn() || reached.current === shown || !grid.current) return
    const top = -grid.current.getBoundingClientRect().top
    const focused = grid.current.contains(document.activeElement) ? active : null
    let at = focused === null ? Math.max(0, rowAt(oldOffsets, top)) : (oldIndexOf.get(focused) ?? old.length)
    if (focused === null) while (at < old.length && ((oldOffsets[at] ?? 0) < top || !indexOf.has(old[at]?.key ?? ''))) at++
    const key = old[at]?.key
    const now = key === undefined ? undefined : indexOf.get(key)
    if (top > 0 && now !== undefined) (document.scrollingElement ?? document.documentElement).scrollTop += (offsets[now] ?? 0) - (oldOffsets[at] ?? 0)
  }, [grid, shown, offsets, indexOf, active, wasOwn, reached])
}
