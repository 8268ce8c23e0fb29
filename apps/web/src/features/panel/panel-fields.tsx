import type { ReactNode } from 'react'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { resolveLabels } from '../../lib/resolve-labels.ts'
import { dayText } from '../../lib/day-text.ts'
import { timeText, type Day } from '../../lib/days.ts'
import { durationText } from '../../lib/duration.ts'
import { useToday, useZone } from '../../lib/use-today.ts'
import { zoneLabel } from '../../lib/zone-names.ts'
import { useMine, useReplica, useRow, useRows, useSpaces } from '../../replica/context.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { DateBox } from '../../ui/date-box.tsx'
import { Dot } from '../../ui/dot.tsx'
import { Menu } from '../../ui/lazy-menu.tsx'
import { Popover } from '../../ui/popover.tsx'
import { PriorityMark } from '../../ui/task-marks.tsx'
import { useAnchor } from '../../ui/use-anchor.ts'
import { DurationField } from './duration-field.tsx'
import { useTaskEdits } from './use-task-edits.ts'
import { listName } from '../../lib/list-name.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { commandText } from '../../tab/command-text.ts'
import { say } from './say.ts'

type What = 'due' | 'deadline' | 'duration' | 'priority' | 'labels' | 'assignees'
interface Opener {
  readonly currentTarget: HTMLElement
}

const Field = ({ name, value, readOnly, onOpen }: { name: string; value: ReactNode; readOnly: boolean; onOpen: (event: Opener) => void }) => (
  <div className="flex items-start">
    <dt className="w-24 shrink-0 px-2 py-3 text-[13px] text-quiet lg:py-1.5">{name}</dt>
    <dd className="min-w-0 flex-1">
      {readOnly ? (
        <span className="flex min-h-11 flex-wrap items-center gap-1.5 px-2 py-1 text-base lg:min-h-8 lg:text-[13px]">
          {value ?? <span className="text-quiet">{say('none')}</span>}
        </span>
      ) : (
        <button
          onClick={onOpen}
          aria-haspopup="dialog"
          className="flex min-h-11 w-full flex-wrap items-center gap-1.5 rounded-md px-2 py-1 text-left text-base hover:bg-hover lg:min-h-8 lg:text-[13px]"
        >
          <span className="sr-only">{say('field', { name })} </span>
          {value ?? <span className="text-quiet">{say('none')}</span>}
        </button>
      )}
    </dd>
  </div>
)

const dayValue = (day: Day | null, today: string, zone: string, late: boolean) => {
  if (!day) return undefined
  const said = dayText(day, today, undefined, zone)
  const missed = late && said.past
  return (
    <>
      <span className={`tabular-nums ${said.today ? 'font-medium text-accent' : missed ? 'font-medium text-alert' : ''}`}>
        {missed && <span className="sr-only">{say('missed', { day: said.text })}</span>}
        <span aria-hidden={missed}>{said.text}</span>
      </span>
      {'zone' in day && (
        <span className="text-quiet">{day.zone === zone ? say('zone-here') : say('zone-there', { time: timeText(day.time), zone: zoneLabel(day.zone) })}</span>
      )}
    </>
  )
}

/** The facts of a task, each a line that opens what changes it. */
export const PanelFields = ({
  space,
  task,
  root,
  readOnly,
  labelPicker,
  memberPicker,
  onMove,
}: {
  space: string
  task: TaskDoc
  root: TaskDoc
  readOnly: boolean
  labelPicker: ReactNode
  memberPicker: ReactNode
  onMove: () => void
}) => {
  const replica = useReplica()
  const mine = useMine()
  const today = useToday()
  const zone = useZone()
  const shared = useSpaces().some((one) => one.id === space && !one.personal)
  const list = useRow(space, 'list', root.listId ?? '')
  const section = useRow(space, 'section', root.sectionId ?? '')
  // Read so that a renamed or recoloured label and a new name are shown at once.
  useRows(space, 'label')
  const members = useRows(space, 'member')
  const edits = useTaskEdits(space)
  const { open, shut, opener } = useAnchor<What>()
  const labels = resolveLabels((id) => replica.get(space, 'label', id), task.labelIds)
  const assignees = task.assigneeIds.map((id) => ({
    id,
    name: members.find((one) => one.id === id)?.name ?? replica.get(space, 'member', id)?.name ?? say('former-member'),
  }))
  const field = (name: string, what: What, value: ReactNode) => <Field name={name} value={value} readOnly={readOnly} onOpen={opener(what)} />
  const dateBox = (what: 'due' | 'deadline', label: string) =>
    open?.what === what && (
      <Popover label={label} anchor={open.anchor} onClose={shut}>
        <DateBox
          value={task[what]}
          today={today}
          zone={zone}
          firstDay={mine?.firstDay ?? 1}
          onSet={(day) => {
            shut()
            edits.set(task.id, { [what]: day }, sayStep(day ? what : `${what}-removed`, { count: 1 }))
          }}
        />
      </Popover>
    )
  return (
    <>
      <dl>
        {field(say('due'), 'due', dayValue(task.due, today, zone, false))}
        {field(say('deadline'), 'deadline', dayValue(task.deadline, today, zone, task.status === 'open'))}
        {field(say('duration'), 'duration', task.duration === null ? undefined : durationText(task.duration))}
        {field(
          say('priority'),
          'priority',
          task.priority === 0 ? undefined : (
            <>
              <span aria-hidden>
                <PriorityMark priority={task.priority} />
              </span>
              {commandText(`priority-${task.priority}`)}
            </>
          ),
        )}
        {field(
          say('labels'),
          'labels',
          labels.length === 0
            ? undefined
            : labels.map(({ id, name, color }) => (
                <span key={id} className="flex max-w-full items-center gap-1.5 rounded-full border border-line px-2 leading-6">
                  <Dot color={color} />
                  <span className="truncate">{name}</span>
                </span>
              )),
        )}
        {shared &&
          field(
            say('assigned'),
            'assignees',
            assignees.length === 0 ? (
              <span className="text-quiet">{say('nobody')}</span>
            ) : (
              assignees.map(({ id, name }) => (
                <span key={id} className="flex max-w-full items-center gap-1.5">
                  <Avatar name={name} />
                  <span className="truncate">{name}</span>
                </span>
              ))
            ),
          )}
        <Field
          name={say('list')}
          readOnly={readOnly}
          onOpen={onMove}
          value={
            list && (
              <>
                <span className="grid w-4 shrink-0 place-items-center">{list.emoji ?? <Dot color={list.color} />}</span>
                <span className="min-w-0 truncate">
                  {listName(list)}
                  {section && section.deletedAt === null && <span className="text-quiet"> / {section.name}</span>}
                </span>
              </>
            )
          }
        />
      </dl>
      {dateBox('due', say('due-day'))}
      {dateBox('deadline', say('deadline'))}
      {open?.what === 'duration' && (
        <Popover label={say('duration')} anchor={open.anchor} onClose={shut}>
          <DurationField
            minutes={task.duration}
            onSet={(duration) => {
              shut()
              edits.set(task.id, { duration }, sayStep(duration === null ? 'duration-removed' : 'duration'))
            }}
          />
        </Popover>
      )}
      {open?.what === 'labels' && (
        <Popover label={say('labels')} anchor={open.anchor} onClose={shut}>
          {labelPicker}
        </Popover>
      )}
      {open?.what === 'assignees' && (
        <Popover label={say('assignees')} anchor={open.anchor} onClose={shut}>
          {memberPicker}
        </Popover>
      )}
      {open?.what === 'priority' && (
        <Menu
          label={say('priority')}
          at={{ x: open.anchor.getBoundingClientRect().left, y: open.anchor.getBoundingClientRect().bottom + 4 }}
          items={([1, 2, 3, 4, 0] as const).map((one) => ({
            label: commandText(`priority-${one}`),
            checked: one === task.priority,
            icon: <PriorityMark priority={one} />,
            run: () => edits.set(task.id, { priority: one }, sayStep('priority', { count: 1 })),
          }))}
          onClose={() => {
            open.anchor.focus()
            shut()
          }}
        />
      )}
    </>
  )
}
