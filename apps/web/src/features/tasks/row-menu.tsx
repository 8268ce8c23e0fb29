import type { Priority, Status } from '@muster/core/contract/kinds.ts'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import type { Command } from './model/keys.ts'
import { MinusIcon } from '../../ui/more-icons.tsx'
import { PriorityMark, priorityWords } from '../../ui/task-marks.tsx'

interface About {
  readonly status: Status
  readonly priority: Priority
  readonly opens: boolean
  /** Whether it stands in a list, and whether that one is in an order made by hand. */
  readonly listed: boolean
  readonly ordered: boolean
  readonly shared: boolean
  readonly chosen: boolean
  readonly readOnly: boolean
}
const itemsFor = (
  { status, priority, opens, listed, ordered, shared, chosen, readOnly }: About,
  run: (command: Command) => void,
  setPriority: (priority: Priority) => void,
): readonly MenuItem[] => {
  const item = (label: string, keys: string, command: Command, more: Partial<MenuItem> = {}): MenuItem => ({ label, keys, run: () => run(command), ...more })
  const open = status === 'open'
  if (readOnly) return [...(opens ? [item('Open', 'Enter', 'open')] : []), item(chosen ? 'Deselect' : 'Select', 'x', 'select')]
  return [
    ...(opens ? [item('Open', 'Enter', 'open')] : []),
    item('Rename', 'F2', 'rename'),
    item(open ? 'Complete' : 'Reopen', 'Space', 'done'),
    ...(open ? [item('Won’t do', 'Shift+E', 'drop')] : []),
    ...([1, 2, 3, 4, 0] as const).map((one, n): MenuItem => ({
      label: priorityWords[one],
      keys: `p ${one}`,
      icon: one === 0 ? <MinusIcon /> : <PriorityMark priority={one} />,
      checked: one === priority,
      inline: true,
      apart: n === 0,
      run: () => setPriority(one),
    })),
    item('Due day …', 's', 'schedule', { apart: true }),
    item('Deadline …', 'd', 'deadline'),
    item('Labels …', 'l', 'label'),
    ...(shared ? [item('Assign to …', 'i', 'assign')] : []),
    item('Move to …', 'm', 'move'),
    item(chosen ? 'Deselect' : 'Select', 'x', 'select'),
    ...(listed && open ? [item('Add below', 'a', 'add-below', { apart: true })] : []),
    ...(ordered && open
      ? [item('Move up', 'Alt+↑', 'move-up'), item('Move down', 'Alt+↓', 'move-down'), item('Indent', 'Ctrl+]', 'indent'), item('Outdent', 'Ctrl+[', 'outdent')]
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
