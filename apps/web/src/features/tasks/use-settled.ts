import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { heldFor, sameRows } from './model/settle.ts'
import type { Row } from './model/rows.ts'

/** How long after somebody's own command the rows follow it at once: ms. */
const ownMs = 250

/**
 * Rows as they may be shown: while a pointer moves over them, something was just completed, or one is `busy`, none
 * appears, leaves or moves; then all at once. What somebody does on purpose (`followAtOnce`) shows at once.
 */
export const useSettled = (rows: readonly Row[], busy: boolean) => {
  const [shown, setShown] = useState(rows)
  const marks = useRef({ pointerAt: -Infinity, doneAt: -Infinity, ownAt: -Infinity, moved: false })
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const settle = () => {
      const now = performance.now()
      const mine = now - marks.current.ownAt < ownMs
      const wait = mine || shown.length === 0 || sameRows(shown, rows) ? 0 : heldFor({ ...marks.current, busy }, now)
      if (wait === 0) {
        marks.current.moved = mine
        setShown(rows)
      } else if (wait < Infinity) timer = setTimeout(settle, wait)
    }
    if (shown !== rows) settle()
    return () => clearTimeout(timer)
  }, [rows, shown, busy])
  const mark = useCallback((what: 'pointerAt' | 'doneAt' | 'ownAt') => {
    marks.current[what] = performance.now()
    // A command of one's own lets go of what an earlier completion held, and a completion holds whatever came before it.
    if (what === 'ownAt') marks.current.doneAt = -Infinity
    if (what === 'doneAt') marks.current.ownAt = -Infinity
  }, [])
  const wasOwn = useCallback(() => marks.current.moved, [])
  return useMemo(() => ({ shown, mark, wasOwn }), [shown, mark, wasOwn])
}
