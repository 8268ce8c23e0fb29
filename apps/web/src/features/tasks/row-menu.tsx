import type { Priority, Status } from '@muster/core/contract/kinds.ts'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import type { Command } from './model/keys.ts'
import { priorityWords } from '../../ui/task-marks.tsx'

interface About {
  readonly status: Status
  readonly priority: Priority
  readonly opens: boolean
  readonly ordered: boolean
  readonly chosen: boolean
}
const itemsFor = (
  { status, priority, opens, ordered, chosen }: About,
  run: (command: Command) => void,
  setPriority: (priority: Priority) => void,
): readonly MenuItem[] => {
  const item = (label: string, keys: string, command: Command, more: Partial<MenuItem> = {}): MenuItem => ({ label, keys, run: () => run(command), ...more })
  const open = status === 'open'
  return [
    ...(opens ? [item('Open', 'Enter', 'open')] : []),
    item('Rename', 'F2', 'rename'),
    item(open ? 'Complete' : 'Reopen', 'Space', 'done'),
    ...(open ? [item('Won’t do', 'Shift+E', 'drop')] : []),
    item('Due day …', 's', 'schedule', { apart: true }),
    item('Move to …', 'm', 'move'),
    item(chosen ? 'Deselect' : 'Select', 'x', 'select'),
    ...([1, 2, 3, 4, 0] as const).map((one, n): MenuItem => ({
      label: priorityWords[one],
      keys: `p ${one}`,
      checked: one === priority,
      apart: n === 0,
      run: () => setPriority(one),
    })),
    ...(ordered && open
      ? [
          item('Add below', 'a', 'add-below', { apart: true }),
          item('Move up', 'Alt+↑', 'move-up'),
          item('Move down', 'Alt+↓', 'move-down'),
          item('Indent', 'Ctrl+]', 'indent'),
          item('Outdent', 'Ctrl+[', 'outdent'),
        ]
      : []),
    item('Delete', 'Del', 'trash', { danger: true, apart: true }),
  ]
}

interface Props {
  readonly label: string
  readonly at: { readonly x: number; readonly y: number }
  readonly about: About
  readonly run: (command: Command) => void
  readonly onPriority: (priority: Priority) => void
  readonly onClose: () => void
}
/** Every command of a row, each with its key: nothing is reached by keys, hover or gestures alone. */
export const RowMenu = ({ label, at, about, run, onPriority, onClose }: Props) => (
  <Menu label={label} at={at} onClose={onClose} items={itemsFor(about, run, onPriority)} />
)
