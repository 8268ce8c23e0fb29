import { memo, useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { Priority } from '@muster/core/contract/kinds.ts'
import { priorities } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'

export interface TaskActions {
  readonly done: (task: TaskDoc) => void
  readonly rename: (task: TaskDoc, title: string) => void
  readonly remove: (task: TaskDoc) => void
  readonly due: (task: TaskDoc, date: string) => void
  readonly priority: (task: TaskDoc, priority: Priority) => void
}
interface Props {
  readonly task: TaskDoc
  /** The one row that Tab reaches. */
  readonly current: boolean
  readonly editing: boolean
  /** `back` asks for the focus to return to the row. */
  readonly onEdit: (task: TaskDoc, on: boolean, back: boolean) => void
  readonly actions: TaskActions
}

/** The date field reports years as they are typed (0002, 0020, …): only a whole one counts. */
const wholeYear = /^(19|2\d)\d\d-/

const DueField = ({ task, onDue }: { task: TaskDoc; onDue: (date: string) => void }) => {
  const [draft, setDraft] = useState<string | null>(null)
  const value = draft ?? task.due?.date ?? ''
  return (
    <input type="date" aria-label={`Due day of ${task.title}`} value={value} min="1900-01-01" max="2999-12-31" onBlur={() => setDraft(null)}
      onChange={({ target }) => {
        if (target.value === '' && target.validity.badInput) return
        if (target.value !== '' && !wholeYear.test(target.value)) return setDraft(target.value)
        setDraft(null)
        onDue(target.value)
      }}
      className={`h-11 shrink-0 bg-transparent text-right text-[13px] tabular-nums text-quiet lg:h-8 ${value ? 'w-[7.6rem]' : 'w-11 focus:w-[7.6rem] lg:w-8 [&:not(:focus)::-webkit-datetime-edit]:hidden'}`} />
  )
}

/** One task: circle, title edited in place, priority, due day, delete. */
export const TaskRow = memo(({ task, current, editing, onEdit, actions }: Props) => {
  const [draft, setDraft] = useState<string | null>(null)
  const done = task.status !== 'open'
  const finish = (save: boolean, back: boolean) => {
    const title = draft?.trim()
    if (save && title && title !== task.title) actions.rename(task, title)
    setDraft(null)
    onEdit(task, false, back)
  }
  return (
    <li data-id={task.id} tabIndex={current ? 0 : -1} className="flex min-h-11 flex-wrap items-center gap-x-1 border-b border-line px-1 hover:bg-hover focus-within:bg-hover lg:min-h-9 lg:flex-nowrap">
      <div className="flex min-w-[min(11rem,100%)] flex-1 items-center gap-1">
        <button aria-label={done ? `Reopen ${task.title}` : `Complete ${task.title}`} onClick={() => actions.done(task)} className="grid size-11 shrink-0 place-items-center lg:size-8">
          <span aria-hidden className={`grid size-[18px] place-items-center rounded-full border-[1.5px] text-[11px] transition-colors ${done ? 'border-accent bg-accent text-on-accent' : 'border-quiet'}`}>{done && '✓'}</span>
        </button>
        {editing ? (
          <input aria-label="Title" autoFocus defaultValue={task.title} maxLength={limits.title} onChange={(event) => setDraft(event.target.value)} onBlur={() => finish(true, false)}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return
              if (event.key !== 'Enter' && event.key !== 'Escape') return
              event.preventDefault()
              finish(event.key === 'Enter', true)
            }}
            className="min-h-9 min-w-0 flex-1 bg-transparent text-base lg:min-h-7 lg:text-sm" />
        ) : (
          <span onClick={() => onEdit(task, true, false)} className={`min-w-0 flex-1 cursor-text py-2 text-base [overflow-wrap:anywhere] lg:py-1.5 lg:text-sm ${done ? 'text-quiet line-through' : ''}`}>{task.title}</span>
        )}
      </div>
      <div className="ml-auto flex shrink-0 items-center">
        <select aria-label={`Priority of ${task.title}`} value={task.priority} onChange={({ target }) => actions.priority(task, Number(target.value) as Priority)}
          className={`h-11 w-11 cursor-pointer appearance-none rounded-md bg-transparent text-center text-[13px] [text-align-last:center] lg:h-8 ${task.priority === 0 ? 'text-quiet' : 'font-semibold text-accent'}`}>
          {priorities.map((one) => (
            <option key={one} value={one} className="bg-ground text-text">{one === 0 ? 'P–' : `P${one}`}</option>
          ))}
        </select>
        <DueField task={task} onDue={(date) => actions.due(task, date)} />
        <button aria-label={`Delete ${task.title}`} onClick={() => actions.remove(task)} className="grid size-11 shrink-0 place-items-center text-quiet hover:text-alert lg:size-8">×</button>
      </div>
    </li>
  )
})
