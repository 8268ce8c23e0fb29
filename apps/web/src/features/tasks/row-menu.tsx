import { useMine, useRow } from '../../replica/context.ts'
import { keysOf } from '../../tab/bindings.ts'
import { commandIcon, type CommandId } from '../../tab/command-table.ts'
import { Menu } from '../../ui/lazy-menu.tsx'
import type { MenuItem } from '../../ui/menu.tsx'
import { NamedIcon } from '../../ui/named-icon.tsx'
import type { TaskRow } from './model/rows.ts'
import { commandText } from '../../tab/command-text.ts'
import { keyText } from '../../tab/key-text.ts'
import { say } from './say.ts'

interface Entry {
  readonly id: CommandId
  readonly label: string
  readonly more?: Partial<MenuItem>
}
interface Props {
  readonly at: { readonly x: number; readonly y: number }
  readonly row: TaskRow
  readonly chosen: boolean
  readonly offers: (command: CommandId) => boolean
  readonly run: (command: CommandId) => void
  readonly onClose: () => void
}
/** Every command of a row, each with its key: nothing is reached by keys, hover or gestures alone. */
export const RowMenu = ({ at, row, chosen, offers, run, onClose }: Props) => {
  const task = useRow(row.space, 'task', row.id)
  const keys = useMine()?.keys
  const entries: readonly Entry[] = [
    { id: 'open', label: say('open') },
    { id: 'rename', label: say('rename') },
    { id: 'done', label: say(task?.status === 'open' ? 'complete' : 'reopen') },
    { id: 'drop', label: say('drop') },
    ...([1, 2, 3, 4, 0] as const).map((one, n): Entry => ({
      id: `priority-${one}`,
      label: commandText(`priority-${one}`),
      more: { checked: one === task?.priority, inline: true, apart: n === 0 },
    })),
    { id: 'schedule', label: say('due-ask'), more: { apart: true } },
    { id: 'deadline', label: say('deadline-ask') },
    { id: 'label', label: say('labels-ask') },
    { id: 'assign', label: say('assign-ask') },
    { id: 'move', label: say('move-ask') },
    { id: 'select', label: say(chosen ? 'deselect' : 'select') },
    { id: 'add-below', label: say('add-below'), more: { apart: true } },
    { id: 'move-up', label: say('move-up') },
    { id: 'move-down', label: say('move-down') },
    { id: 'indent', label: say('indent') },
    { id: 'outdent', label: say('outdent') },
    { id: 'trash', label: say('delete'), more: { danger: true, apart: true } },
  ]
  const items = entries
    .filter(({ id }) => offers(id))
    .map(({ id, label: words, more }): MenuItem => {
      const [given] = keysOf(id, keys)
      return { label: words, icon: <NamedIcon name={commandIcon(id)} />, ...(given ? { keys: keyText(given) } : {}), ...more, run: () => run(id) }
    })
  return <Menu label={say('commands-for', { name: task?.title ?? '' })} at={at} onClose={onClose} items={items} />
}
