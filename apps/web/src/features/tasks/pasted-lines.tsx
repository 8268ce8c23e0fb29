import { limits } from '@muster/core/contract/limits.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica } from '../../replica/context.ts'
import type { TaskRef } from '../../replica/due.ts'
import { Popover } from '../../ui/popover.tsx'
import { Circle } from '../../ui/task-marks.tsx'
import { inOneLine, longestLine, tasksOf } from './model/paste.ts'
import { placePasted, type NewTask } from './model/place-pasted.ts'
import { say as sayIn } from '../../ui/say.ts'
import { say } from './say.ts'

/** So many of the tasks are shown before they are added. */
const shown = 10

interface Props {
  readonly text: string
  /** The task that they are added below. */
  readonly below: TaskRef | null
  readonly anchor: HTMLElement
  readonly onTasks: (tasks: readonly NewTask[]) => void
  readonly onText: (text: string) => void
  readonly onClose: () => void
}
/** Shows what pasted lines would become, and asks once. */
export const PastedLines = ({ text, below, anchor, onTasks, onText, onClose }: Props) => {
  const replica = useReplica()
  const levels = (space: string, id: string | null): number => (id === null ? 0 : 1 + levels(space, replica.get(space, 'task', id)?.parentId ?? null))
  const tasks = tasksOf(text, limits.depth - 1 - (below ? levels(below.space, below.id) : 0))
  const longest = longestLine(text)
  const fits = longest <= limits.notes
  const button = 'h-11 rounded-md px-2.5 text-sm lg:h-8 lg:text-[13px]'
  const close = (then: () => void) => () => {
    onClose()
    then()
  }
  return (
    <Popover label={say('pasted')} anchor={anchor} onClose={onClose}>
      <ul className="pb-1 pt-0.5">
        {tasks.slice(0, shown).map(({ title, depth }, n) => (
          <li key={n} style={{ paddingInlineStart: 8 + depth * 20 }} className="flex min-h-8 items-center gap-2 pr-2 text-base lg:min-h-7 lg:text-[13px]">
            <Circle status="open" />
            <span data-title className="truncate">
              {title}
            </span>
          </li>
        ))}
        {tasks.length > shown && <li className="px-2 py-1 text-[13px] text-quiet">{say('pasted-more', { count: tasks.length - shown })}</li>}
      </ul>
      <div className="flex flex-wrap gap-1 border-t border-line pt-1.5">
        {fits ? (
          <button
            data-autofocus=""
            type="button"
            onClick={close(() => onTasks(placePasted(tasks, newId)))}
            className={`${button} bg-accent font-medium text-on-accent`}
          >
            {say('pasted-add', { count: tasks.length })}
          </button>
        ) : (
          <p role="alert" className="w-full px-2 py-1 text-[13px] text-alert">
            {say('pasted-too-long', { count: longest, max: limits.notes })}
          </p>
        )}
        {tasks.length > 1 && (
          <button data-autofocus={fits ? undefined : ''} type="button" onClick={close(() => onText(inOneLine(text)))} className={`${button} hover:bg-hover`}>
            {say('pasted-one')}
          </button>
        )}
        <button type="button" onClick={onClose} className={`${button} text-quiet hover:bg-hover`}>
          {sayIn('cancel')}
        </button>
      </div>
    </Popover>
  )
}
