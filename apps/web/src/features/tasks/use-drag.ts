import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import type { Replica } from '../../replica/replica.ts'
import type * as drag from './drag.ts'
import { dropTo, topmost, type Destination } from './model/moves.ts'
import type { Row, TaskRow } from './model/rows.ts'
import { rowAt } from './model/windowing.ts'

interface Args {
  readonly grid: RefObject<HTMLElement | null>
  readonly rows: readonly Row[]
  readonly offsets: Float64Array
  readonly selected: ReadonlySet<string>
  readonly enabled: boolean
  readonly onDragging: (on: boolean) => void
  readonly onDrop: (rows: readonly TaskRow[], to: Destination) => void
  readonly replica: Replica
}
type DragModule = typeof drag
const indentPx = 24

/** Rows dragged by pointer, alone or all that are selected: height says where, width how deep. The code comes when a pointer does. */
export const useDrag = (args: Args) => {
  const [module, setModule] = useState<DragModule | null>(null)
  const [line, setLine] = useState<{ readonly top: number; readonly depth: number } | null>(null)
  const latest = useRef(args)
  useEffect(() => {
    latest.current = args
  })
  const state = useRef<{ readonly moving: readonly TaskRow[]; to: Destination | null } | null>(null)
  const load = useCallback(() => {
    // Without it (offline, never cached) the keys and the menu still move rows.
    void import('./drag.ts').then(setModule, () => {})
  }, [])
  const movingWith = (key: string): readonly TaskRow[] => {
    const { rows, selected } = latest.current
    return topmost(rows, selected.has(key) ? selected : new Set([key]))
  }
  const { grid, enabled } = args
  useEffect(() => {
    if (!module || !grid.current || !enabled) return
    return module.dropOn(grid.current, {
      start: (key) => {
        state.current = { moving: movingWith(key), to: null }
        latest.current.onDragging(true)
      },
      over: (dx, y) => {
        const now = state.current
        const element = grid.current
        if (!now || !element) return
        const { rows, offsets } = latest.current
        const height = y - element.getBoundingClientRect().top
        const index = rowAt(offsets, height)
        const gap = height > ((offsets[index] ?? 0) + (offsets[index + 1] ?? 0)) / 2 ? index + 1 : index
        const to = dropTo(rows, gap, (now.moving[0]?.depth ?? 0) + Math.round(dx / indentPx), new Set(now.moving.map(({ key }) => key)))
        now.to = to
        setLine((was) => {
          const top = offsets[gap] ?? 0
          return to === null ? null : was?.top === top && was.depth === to.depth ? was : { top, depth: to.depth }
        })
      },
      leave: () => {
        if (state.current) state.current.to = null
        setLine(null)
      },
      drop: () => {
        const now = state.current
        if (now?.to) latest.current.onDrop(now.moving, { parentId: now.to.parentId, sectionId: now.to.sectionId, beforeId: now.to.beforeId })
      },
      end: () => {
        state.current = null
        setLine(null)
        latest.current.onDragging(false)
      },
    })
  }, [module, grid, enabled])
  const mount = useCallback(
    (key: string, element: HTMLElement) =>
      module && enabled
        ? module.dragRow(element, key, {
            can: () => {
              const row = latest.current.rows.find((one) => one.key === key)
              return row?.kind === 'task' && latest.current.replica.get(row.space, 'task', row.id)?.status === 'open' && !element.querySelector('input')
            },
            said: () => {
              const moving = movingWith(key)
              return moving.length === 1
                ? (latest.current.replica.get(moving[0]?.space ?? '', 'task', moving[0]?.id ?? '')?.title ?? '')
                : `${moving.length} tasks`
            },
          })
        : undefined,
    [module, enabled],
  )
  return { mount, load, line }
}
