import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { useRow } from '../../replica/context.ts'
import { useSubtaskIds } from '../../replica/use-subtask-ids.ts'
import { announce } from '../../ui/announcer.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { useLongDraft } from '../../tab/long-draft.ts'
import { OlderSubtasks } from '../../tab/older.tsx'
import { Circle } from '../../ui/task-marks.tsx'
import { useTaskEdits } from './use-task-edits.ts'
import { say } from './say.ts'

const Subtask = ({ space, id, readOnly, onOpen }: { space: string; id: string; readOnly: boolean; onOpen: (id: string) => void }) => {
  const task = useRow(space, 'task', id)
  const edits = useTaskEdits(space)
  if (!task) return null
  const closed = task.status !== 'open'
  return (
    <li className="flex min-h-11 items-center rounded-md hover:bg-hover lg:min-h-8">
      <button
        disabled={readOnly}
        aria-label={say(closed ? 'subtask-reopen' : 'subtask-complete', { title: task.title })}
        onClick={() => edits.setStatus(id, closed ? 'open' : 'done')}
        className="grid size-11 shrink-0 place-items-center lg:size-8"
      >
        <Circle status={task.status} />
      </button>
      <button
        data-title
        onClick={() => onOpen(id)}
        className={`min-h-11 min-w-0 flex-1 truncate pr-2 text-left text-base lg:min-h-8 lg:text-sm ${closed ? 'text-quiet line-through' : ''}`}
      >
        {task.title}
      </button>
    </li>
  )
}

/** The tasks right below one: check, open, add. Done ones come last. */
export const Subtasks = ({
  space,
  id,
  readOnly,
  depth,
  made,
  onOpen,
}: {
  space: string
  id: string
  readOnly: boolean
  /** How many tasks stand above the task. */
  depth: number
  /** When the task was made. */
  made: string
  onOpen: (id: string) => void
}) => {
  const ids = useSubtaskIds(space, id)
  const edits = useTaskEdits(space)
  const draft = useLongDraft(`draft-below-${id}`, limits.title, true)
  const canAdd = !readOnly && depth + 1 < limits.depth
  // Its words begin where titles do.
  const olderOnes = (
    <div className="pl-9 lg:pl-6">
      <OlderSubtasks key={id} space={space} id={id} made={made} onCome={announce} />
    </div>
  )
  if (ids.length === 0 && !canAdd) return olderOnes
  return (
    <section aria-labelledby="subtasks">
      <h2 id="subtasks" className="px-2 text-[13px] font-medium text-quiet">
        {say('subtasks')}
      </h2>
      <ul className="mt-1">
        {ids.map((one) => (
          <Subtask key={one} space={space} id={one} readOnly={readOnly} onOpen={onOpen} />
        ))}
      </ul>
      {olderOnes}
      {canAdd && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const title = tidyLine(draft.text ?? '')
            if (!title || draft.isTooLong) return
            edits.addBelow(id, ids, title)
            draft.write(null)
          }}
          className="flex items-center rounded-md text-quiet focus-within:bg-hover focus-within:text-accent"
        >
          <span className="grid size-11 shrink-0 place-items-center lg:size-8">
            <PlusIcon />
          </span>
          <input
            aria-label={say('subtask-add')}
            placeholder={say('subtask-add')}
            {...draft.field}
            value={draft.text ?? ''}
            enterKeyHint="done"
            autoComplete="off"
            onChange={(event) => draft.write(event.target.value)}
            className="h-11 min-w-0 flex-1 bg-transparent text-base text-text !outline-none placeholder:text-quiet lg:h-8 lg:text-sm"
          />
        </form>
      )}
    </section>
  )
}
