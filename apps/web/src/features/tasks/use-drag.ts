import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import type { Replica } from '../../replica/replica.ts'
import type { createRowDrag } from './drag.ts'
import type { Destination } from './model/moves.ts'
import type { Row, TaskRow } from './model/rows.ts'

export interface DragArgs {
  readonly grid: RefObject<HTMLElement | null>
  readonly rows: readonly Row[]
  readonly offsets: Float64Array
  readonly selected: ReadonlySet<string>
  readonly enabled: boolean
  readonly onDragging: (on: boolean) => void
  readonly onDrop: (rows: readonly TaskRow[], to: Destination) => void
  readonly replica: Replica
}
/** Where what is dragged would land: px from the top of the grid, and how deep. */
export interface DropLine {
  readonly top: number
  readonly depth: number
}

/** Rows dragged by pointer. The code comes when a pointer does. */
export const useDrag = (args: DragArgs) => {
  const [drag, setDrag] = useState<ReturnType<typeof createRowDrag> | null>(null)
  const [line, setLine] = useState<DropLine | null>(null)
  const latest = useRef(args)
  useEffect(() => {
    latest.current = args
  })
  const load = useCallback(() => {
    // Without it (offline, never cached) the keys and the menu still move rows.
    void import('./drag.ts').then(
      (module) => setDrag((known) => known ?? module.createRowDrag(latest, setLine)),
      () => {},
    )
  }, [])
  const { grid, enabled } = args
  useEffect(() => (drag && grid.current && enabled ? drag.list(grid.current) : undefined), [drag, grid, enabled])
  const mount = useCallback((key: string, element: HTMLElement) => (drag && enabled ? drag.row(key, element) : undefined), [drag, enabled])
  return { mount, load, line }
}
