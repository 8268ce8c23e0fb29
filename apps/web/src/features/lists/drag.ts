import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'

const kind = 'muster-lists'
export interface Dragged {
  readonly kind: 'list' | 'folder'
  readonly id: string
}
/** Lets a row of the sidebar be dragged within its space, and takes others. `part` says where over the row the pointer is: 0 its top, 1 its foot. */
export const dragAndDrop = (
  element: HTMLElement,
  space: string,
  row: Dragged,
  on: { readonly over: (dragged: Dragged, part: number) => void; readonly leave: () => void; readonly drop: (dragged: Dragged, part: number) => void },
) => {
  const partAt = (y: number) => {
    const { top, height } = element.getBoundingClientRect()
    return Math.max(0, Math.min(1, (y - top) / height))
  }
  return combine(
    draggable({ element, getInitialData: () => ({ kind, space, row }) }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === kind && source.data['space'] === space,
      onDrag: ({ source, location }) => on.over(source.data['row'] as Dragged, partAt(location.current.input.clientY)),
      onDragLeave: on.leave,
      onDrop: ({ source, location }) => {
        on.leave()
        on.drop(source.data['row'] as Dragged, partAt(location.current.input.clientY))
      },
    }),
  )
}
