import { TaskPanel } from '../features/panel/task-panel.tsx'
import { MoveTask } from '../features/tasks/move-task.tsx'
import { PanelFrame } from './panel-frame.tsx'

/** A task at large, beside its list or over it. */
export const OpenTask = ({
  space,
  id,
  wide,
  onClose,
  onOpen,
}: {
  space: string
  id: string
  wide: boolean
  onClose: () => void
  onOpen: (space: string, id: string) => void
}) => (
  <PanelFrame wide={wide} shown={id} onClose={onClose}>
    <TaskPanel
      space={space}
      id={id}
      onClose={onClose}
      onOpen={(other) => onOpen(space, other)}
      moveDialog={(shut) => <MoveTask space={space} id={id} onClose={shut} />}
    />
  </PanelFrame>
)
