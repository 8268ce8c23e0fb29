import { useCallback, useMemo, useState, type RefObject } from 'react'
import type { KeyIndex } from './model/key-index.ts'
import type { Row } from './model/rows.ts'
import { createOffsets, drawn } from './model/windowing.ts'
import { useWindow } from './use-window.ts'

/** How tall rows are, where each begins, and which of them are drawn: those in view, the current one, and the one where tasks are typed. */
export const useRowsInView = (
  grid: RefObject<HTMLElement | null>,
  { shown, indexOf, current, wide, listed }: { shown: readonly Row[]; indexOf: KeyIndex; current: string | null; wide: boolean; listed: boolean },
) => {
  const heightOf = useCallback(
    (row: Row): number => {
      if (row.kind === 'section' || row.kind === 'done' || row.kind === 'head') return wide ? 48 : 56
      if (row.kind === 'add' || wide) return wide ? 36 : 44
      return row.detailed || !listed ? 60 : 44
    },
    [wide, listed],
  )
  const [offsetsOf] = useState(createOffsets<Row>)
  const offsets = useMemo(() => offsetsOf(shown, heightOf), [offsetsOf, shown, heightOf])
  const range = useWindow(grid, offsets)
  const visible = useMemo(() => {
    const last = shown.length - 1
    return drawn([Math.min(range[0], last), Math.min(range[1], last)], [current === null ? -1 : (indexOf.get(current) ?? -1), indexOf.get('add') ?? -1]).filter(
      (index) => index >= 0,
    )
  }, [range, shown, current, indexOf])
  return { heightOf, offsets, visible }
}
