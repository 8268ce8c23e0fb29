import type { Replica } from '../../replica/replica.ts'
import { useToday, useZone } from '../../lib/use-today.ts'
import { useMine, useReplica } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { DateBox } from '../../ui/date-box.tsx'
import { Popover } from '../../ui/popover.tsx'
import { taskActions } from './actions.ts'
import { LabelPicker } from './label-picker.tsx'
import { MemberPicker } from './member-picker.tsx'
import type { TaskRow } from './model/rows.ts'
import { MoveDialog } from './move-dialog.tsx'
import { sendTasks } from './send.ts'
import { say } from './say.ts'

export type PromptKind = 'move' | 'due' | 'deadline' | 'labels' | 'assign'
interface Props {
  readonly what: PromptKind
  readonly rows: readonly TaskRow[]
  /** What it stands beside. */
  readonly anchor: HTMLElement
  /** Called before the rows change. */
  readonly followAtOnce: () => void
  /** Hands over those that carry the others, once the focus has gone on from them. */
  readonly leave: (then: (moving: readonly TaskRow[]) => void) => void
  readonly onMoved: () => void
  readonly onClose: () => void
}
const words = { move: 'move-to', due: 'due-day', deadline: 'deadline', labels: 'labels', assign: 'assignees' } as const satisfies Readonly<
  Record<PromptKind, string>
>
const first = (replica: Replica, [row]: readonly TaskRow[]) => row && replica.get(row.space, 'task', row.id)

/** What a command on one or many tasks asks for. */
export const Prompt = ({ what, rows, anchor, followAtOnce, leave, onMoved, onClose }: Props) => {
  const replica = useReplica()
  const today = useToday()
  const zone = useZone()
  const mine = useMine()
  if (what === 'move')
    return (
      <MoveDialog
        count={rows.length}
        onClose={onClose}
        onMove={(to, name) => {
          followAtOnce()
          leave((moving) => sendTasks(replica, moving, to))
          onMoved()
          announce(say('moved-to', { name }))
        }}
      />
    )
  const space = rows[0]?.space ?? replica.person
  // Labels and members belong to one space: tasks of others stay as they are.
  const ids = rows.filter((row) => row.space === space).map(({ id }) => id)
  return (
    <Popover label={say(words[what])} anchor={anchor} onClose={onClose}>
      {what === 'labels' && <LabelPicker space={space} ids={ids} />}
      {what === 'assign' && <MemberPicker space={space} ids={ids} />}
      {(what === 'due' || what === 'deadline') && (
        <DateBox
          value={first(replica, rows)?.[what] ?? null}
          today={today}
          zone={zone}
          firstDay={mine?.firstDay ?? 1}
          onSet={(day) => {
            followAtOnce()
            taskActions(replica).setDay(rows, what, day)
            onClose()
          }}
        />
      )}
    </Popover>
  )
}
