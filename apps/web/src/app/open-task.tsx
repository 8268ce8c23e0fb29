import { TaskPanel } from '../features/panel/task-panel.tsx'
import { LabelPicker } from '../features/tasks/label-picker.tsx'
import { MemberPicker } from '../features/tasks/member-picker.tsx'
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
      moveDialog={(shut) => <MoveTask space={space} id={id} onMoved={(to) => onOpen(to, id)} onClose={shut} />}
      labelPicker={<LabelPicker space={space} ids={[id]} />}
      memberPicker={<MemberPicker space={space} ids={[id]} />}
    />
  </PanelFrame>
)
