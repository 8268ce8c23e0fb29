import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'
import type { RefObject } from 'react'
import { dropTo, type Destination } from './model/moves.ts'
import { topmost } from './model/carried.ts'
import type { TaskRow } from './model/rows.ts'
import { rowAt } from './model/windowing.ts'
import type { DragArgs, DropLine } from './use-drag.ts'

const kind = 'muster-tasks'

/** Lets a row be dragged. `start` tells what is said at the pointer, null when it stays. */
const dragRow = (element: HTMLElement, key: string, start: { readonly can: () => boolean; readonly said: () => string }) =>
  draggable({
    element,
    canDrag: start.can,
    getInitialData: () => ({ kind, key }),
    onGenerateDragPreview: ({ nativeSetDragImage }) =>
      setCustomNativeDragPreview({
        nativeSetDragImage,
        render: ({ container }) => {
          const label = document.createElement('div')
          label.className = 'max-w-72 truncate rounded-md border border-line bg-raised px-3 py-1.5 text-sm text-text'
          label.textContent = start.said()
          container.append(label)
        },
      }),
  })

/** Takes rows that are dragged over a list; `dx` counts from where the pointer went down, `y` is its height in the window: px. */
const dropOn = (
  element: HTMLElement,
  on: {
    readonly start: (key: string) => void
    readonly over: (dx: number, y: number) => void
    readonly leave: () => void
    readonly drop: () => void
    readonly end: () => void
  },
) =>
  combine(
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === kind,
      onDrag: ({ location }) => on.over(location.current.input.clientX - location.initial.input.clientX, location.current.input.clientY),
      onDragLeave: on.leave,
      // Moves are told once a frame, so the last ones before the release may not have been.
      onDrop: ({ location: { current, initial } }) => {
        on.over(current.input.clientX - initial.input.clientX, current.input.clientY)
        on.drop()
      },
    }),
    monitorForElements({
      canMonitor: ({ source }) => source.data['kind'] === kind,
      onDragStart: ({ source }) => on.start(String(source.data['key'])),
      onDrop: on.end,
    }),
  )

const indentPx = 24

/** Rows of a grid dragged by pointer, alone or all that are selected: height says where, width how deep. */
export const createRowDrag = (latest: RefObject<DragArgs>, setLine: (change: (was: DropLine | null) => DropLine | null) => void) => {
  let state: { readonly moving: readonly TaskRow[]; to: Destination | null } | null = null
  const movingWith = (key: string): readonly TaskRow[] => {
    const { rows, selected } = latest.current
    return topmost(rows, selected.has(key) ? selected : new Set([key]))
  }
  const titleOf = ({ space, id }: TaskRow) => latest.current.replica.get(space, 'task', id)?.title ?? ''
  return {
    list: (element: HTMLElement) =>
      dropOn(element, {
        start: (key) => {
          state = { moving: movingWith(key), to: null }
          latest.current.onDragging(true)
        },
        over: (dx, y) => {
          if (!state) return
          const { rows, offsets } = latest.current
          const height = y - element.getBoundingClientRect().top
          const index = rowAt(offsets, height)
          const gap = height > ((offsets[index] ?? 0) + (offsets[index + 1] ?? 0)) / 2 ? index + 1 : index
          const to = dropTo(rows, gap, (state.moving[0]?.depth ?? 0) + Math.round(dx / indentPx), new Set(state.moving.map(({ key }) => key)))
          state.to = to
          const top = offsets[gap] ?? 0
          setLine((was) => (to === null ? null : was?.top === top && was.depth === to.depth ? was : { top, depth: to.depth }))
        },
        leave: () => {
          if (state) state.to = null
          setLine(() => null)
        },
        drop: () => {
          if (state?.to) latest.current.onDrop(state.moving, { parentId: state.to.parentId, sectionId: state.to.sectionId, beforeId: state.to.beforeId })
        },
        end: () => {
          state = null
          setLine(() => null)
          latest.current.onDragging(false)
        },
      }),
    row: (key: string, element: HTMLElement) =>
      dragRow(element, key, {
        can: () => {
          const row = latest.current.rows.find((one) => one.key === key)
          return row?.kind === 'task' && latest.current.replica.get(row.space, 'task', row.id)?.status === 'open' && !element.querySelector('input')
        },
        said: () => {
          const moving = movingWith(key)
          return moving.length === 1 && moving[0] ? titleOf(moving[0]) : `${moving.length} tasks`
        },
      }),
  }
}
