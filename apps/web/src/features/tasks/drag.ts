import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview'

const kind = 'muster-tasks'

/** Lets a row be dragged. `start` tells what is said at the pointer, null when it stays. */
export const dragRow = (element: HTMLElement, key: string, start: { readonly can: () => boolean; readonly said: () => string }) =>
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
export const dropOn = (
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
