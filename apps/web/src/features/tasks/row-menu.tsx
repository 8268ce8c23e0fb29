import { useMine, useRow } from '../../replica/context.ts'
import { keysOf, keyText } from '../../tab/bindings.ts'
import type { CommandId } from '../../tab/command-table.ts'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { MinusIcon } from '../../ui/more-icons.tsx'
import { PriorityMark, priorityWords } from '../../ui/task-marks.tsx'
import type { TaskRow } from './model/rows.ts'

interface Entry {
  readonly id: CommandId
  readonly label: string
  readonly more?: Partial<MenuItem>
}
interface Props {
  readonly label: string
  readonly at: { readonly x: number; readonly y: number }
  readonly row: TaskRow
  readonly chosen: boolean
  readonly offers: (command: CommandId) => boolean
  readonly run: (command: CommandId) => void
  readonly onClose: () => void
}
/** Every command of a row, each with its key: nothing is reached by keys, hover or gestures alone. */
export const RowMenu = ({ label, at, row, chosen, offers, run, onClose }: Props) => {
  const task = useRow(row.space, 'task', row.id)
  const keys = useMine()?.keys
  const entries: readonly Entry[] = [
    { id: 'open', label: 'Open' },
    { id: 'rename', label: 'Rename' },
    { id: 'done', label: task?.status === 'open' ? 'Complete' : 'Reopen' },
    { id: 'drop', label: 'Won’t do' },
    ...([1, 2, 3, 4, 0] as const).map((one, n): Entry => ({
      id: `priority-${one}`,
      label: priorityWords[one],
      more: { icon: one === 0 ? <MinusIcon /> : <PriorityMark priority={one} />, checked: one === task?.priority, inline: true, apart: n === 0 },
    })),
    { id: 'schedule', label: 'Due day …', more: { apart: true } },
    { id: 'deadline', label: 'Deadline …' },
    { id: 'label', label: 'Labels …' },
    { id: 'assign', label: 'Assign to …' },
    { id: 'move', label: 'Move to …' },
    { id: 'select', label: chosen ? 'Deselect' : 'Select' },
    { id: 'add-below', label: 'Add below', more: { apart: true } },
    { id: 'move-up', label: 'Move up' },
    { id: 'move-down', label: 'Move down' },
    { id: 'indent', label: 'Indent' },
    { id: 'outdent', label: 'Outdent' },
    { id: 'trash', label: 'Delete', more: { danger: true, apart: true } },
  ]
  const items = entries
    .filter(({ id }) => offers(id))
    .map(({ id, label: words, more }): MenuItem => {
      const [given] = keysOf(id, keys)
      return { label: words, ...(given ? { keys: keyText(given) } : {}), ...more, run: () => run(id) }
    })
  return <Menu label={label} at={at} onClose={onClose} items={items} />
}
