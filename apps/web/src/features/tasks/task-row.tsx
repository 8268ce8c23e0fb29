import { memo, useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'

export interface TaskActions {
  readonly done: (task: TaskDoc) => void
  readonly rename: (task: TaskDoc, title: string) => void
  readonly remove: (task: TaskDoc) => void
  readonly due: (task: TaskDoc, date: string) => void
}

/** One task: circle, title edited in place, due day, delete. */
export const TaskRow = memo(({ task, selected, editing, onEdit, actions }: { task: TaskDoc; selected: boolean; editing: boolean; onEdit: (on: boolean) => void; actions: TaskActions }) => {
  const [draft, setDraft] = useState<string | null>(null)
  const done = task.status === 'done'
  const finish = (save: boolean) => {
    const title = draft?.trim()
    if (save && title && title !== task.title) actions.rename(task, title)
    setDraft(null)
    onEdit(false)
  }
  return (
    <li data-id={task.id} tabIndex={selected ? 0 : -1} className="group flex min-h-11 items-center gap-2 border-b border-line px-1 hover:bg-hover lg:min-h-9">
      <button aria-label={done ? `Reopen ${task.title}` : `Complete ${task.title}`} aria-pressed={done} onClick={() => actions.done(task)} className="grid size-11 shrink-0 place-items-center lg:size-8">
        <span className={`grid size-[18px] place-items-center rounded-full border-[1.5px] text-[11px] transition-colors ${done ? 'border-accent bg-accent text-on-accent' : 'border-quiet'}`}>{done && '✓'}</span>
      </button>
      {editing ? (
        <input aria-label="Title" autoFocus defaultValue={task.title} maxLength={limits.title} onChange={(event) => setDraft(event.target.value)} onBlur={() => finish(true)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Enter') finish(true)
            if (event.key === 'Escape') finish(false)
            event.stopPropagation()
          }}
          className="min-w-0 flex-1 bg-transparent text-base outline-none lg:text-sm" />
      ) : (
        <span onClick={() => onEdit(true)} className={`min-w-0 flex-1 cursor-text break-words py-2 text-base lg:text-sm ${done ? 'text-quiet line-through' : ''}`}>{task.title}</span>
      )}
      <input type="date" aria-label={`Due day of ${task.title}`} value={task.due?.date ?? ''} onChange={(event) => actions.due(task, event.target.value)}
        className={`h-8 shrink-0 bg-transparent text-right text-[13px] tabular-nums text-quiet ${task.due ? 'w-[7.6rem]' : 'w-8 [&::-webkit-datetime-edit]:hidden'}`} />
      <button aria-label={`Delete ${task.title}`} onClick={() => actions.remove(task)} className="grid size-9 shrink-0 place-items-center text-quiet hover:text-alert">×</button>
    </li>
  )
})
