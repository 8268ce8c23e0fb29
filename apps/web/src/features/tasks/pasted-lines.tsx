import { isComposing } from '../../lib/composing.ts'
import { tasksOf, type PastedTask } from './model/paste.ts'

/** Asks once what pasted lines should become. */
export const PastedLines = ({
  text,
  onTasks,
  onText,
  onCancel,
}: {
  text: string
  onTasks: (tasks: readonly PastedTask[]) => void
  onText: (text: string) => void
  onCancel: () => void
}) => {
  const tasks = tasksOf(text)
  const button = 'h-11 rounded-md px-3 lg:h-8'
  return (
    <div
      role="group"
      aria-label="Pasted lines"
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape' && !isComposing(event)) onCancel()
      }}
      className="flex h-full w-full items-center gap-2 pl-2 text-sm"
    >
      <button autoFocus onClick={() => onTasks(tasks)} className={`${button} bg-accent font-medium text-on-accent`}>
        {tasks.length === 1 ? 'Add it' : `Add ${tasks.length.toLocaleString()} tasks`}
      </button>
      {tasks.length > 1 && (
        <button onClick={() => onText(tasks.map(({ title }) => title).join(' '))} className={`${button} hover:bg-hover`}>
          As one task
        </button>
      )}
      <button onClick={onCancel} className={`${button} text-quiet hover:bg-hover`}>
        Cancel
      </button>
    </div>
  )
}
