import { memo, useEffect, useRef, useState, type MouseEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { ChevronIcon, MoreIcon, NoteIcon } from '../../ui/icons.tsx'
import { useTask } from './data.ts'
import { dayText } from '../../lib/day-text.ts'
import type { TaskRow as Row } from './model/rows.ts'
import { useToday, useZone } from '../../lib/use-today.ts'
import { Circle, PriorityMark } from '../../ui/task-marks.tsx'
import { Labels } from './row-parts.tsx'

/** What a row asks of its list. */
export interface RowHandlers {
  readonly toggle: (row: Row) => void
  readonly fold: (row: Row) => void
  readonly press: (row: Row, event: MouseEvent) => void
  readonly rename: (row: Row, title: string) => void
  readonly stopEditing: (back: boolean) => void
  readonly schedule: (row: Row) => void
  readonly menu: (row: Row, at: { readonly x: number; readonly y: number }) => void
  /** Lets the row be dragged, as long as what it returns is not called. */
  readonly mount: (key: string, element: HTMLElement) => (() => void) | undefined
}
interface Props {
  readonly row: Row
  readonly top: number
  readonly height: number
  readonly index: number
  readonly current: boolean
  readonly chosen: boolean
  readonly editing: boolean
  readonly wide: boolean
  readonly on: RowHandlers
}

const TitleField = ({ title, onDone }: { title: string; onDone: (title: string | null, back: boolean) => void }) => {
  const [draft, setDraft] = useState(title)
  return (
    <input
      aria-label="Title"
      autoFocus
      value={draft}
      maxLength={limits.title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => onDone(draft, false)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
        event.preventDefault()
        onDone(event.key === 'Enter' ? draft : null, true)
      }}
      className="h-full w-full min-w-0 bg-transparent text-base lg:text-sm"
    />
  )
}

/** One task in a list. Every button in it has a key or a place in its menu, so only the row itself takes the focus. */
export const TaskRow = memo(({ row, top, height, index, current, chosen, editing, wide, on }: Props) => {
  const task = useTask(row.space, row.id)
  const today = useToday()
  const zone = useZone()
  const element = useRef<HTMLDivElement>(null)
  const { mount } = on
  const here = task !== undefined
  useEffect(() => (element.current && here ? mount(row.key, element.current) : undefined), [mount, row.key, here])
  if (!task) return null
  const closed = task.status !== 'open'
  const due = task.due && dayText(task.due, today, undefined, zone)
  const day = due && (
    <button
      tabIndex={-1}
      onClick={() => on.schedule(row)}
      className={`shrink-0 rounded py-0.5 text-[13px] tabular-nums hover:underline lg:px-1 ${due.today ? 'font-medium text-accent' : 'text-quiet'}`}
    >
      <span className="sr-only">Due </span>
      {due.text}
    </button>
  )
  // What is cut off where there is little room are labels.
  const details = (
    <>
      {!wide && day}
      {wide && <Labels space={row.space} ids={task.labelIds} />}
      {task.hasNotes && (
        <span title="Has notes" className="text-quiet">
          <NoteIcon />
          <span className="sr-only">Has notes</span>
        </span>
      )}
      <PriorityMark priority={task.priority} />
      {wide ? day : <Labels space={row.space} ids={task.labelIds} />}
    </>
  )
  const hasDetails = task.labelIds.length > 0 || task.hasNotes || task.priority > 0 || due
  const fold = (
    <button
      tabIndex={-1}
      aria-label={`${row.folded ? 'Unfold' : 'Fold'} ${task.title}`}
      onClick={() => on.fold(row)}
      className="grid h-full w-11 place-items-center text-quiet hover:text-text lg:w-6"
    >
      <span className={`transition-transform duration-150 ${row.folded ? '' : 'rotate-90'}`}>
        <ChevronIcon />
      </span>
    </button>
  )
  return (
    <div
      ref={element}
      role="row"
      data-key={row.key}
      data-id={row.id}
      aria-rowindex={index + 1}
      aria-level={row.level}
      aria-selected={chosen}
      aria-expanded={row.foldable ? !row.folded : undefined}
      tabIndex={current ? 0 : -1}
      onClick={(event) => on.press(row, event)}
      onContextMenu={(event) => {
        if (editing) return
        event.preventDefault()
        on.menu(row, { x: event.clientX, y: event.clientY })
      }}
      style={{ transform: `translateY(${top}px)`, height, paddingInlineStart: row.depth * (wide ? 24 : 18) }}
      className={`group absolute inset-x-0 top-0 flex scroll-mb-24 scroll-mt-16 select-none items-center rounded-md after:pointer-events-none after:absolute after:inset-x-2 after:bottom-0 after:border-b after:border-line focus-visible:after:hidden ${chosen ? 'bg-chosen' : editing ? 'bg-hover' : 'lg:hover:bg-hover'}`}
    >
      <span role="gridcell" className="flex h-full shrink-0 items-center">
        {wide && row.foldable ? fold : <span className="w-1 lg:w-6" />}
        <button
          tabIndex={-1}
          aria-label={`${closed ? 'Reopen' : 'Complete'} ${task.title}`}
          onClick={() => on.toggle(row)}
          className="grid h-full w-11 place-items-center lg:w-8"
        >
          <Circle status={task.status} />
        </button>
      </span>
      <span role="gridcell" className="flex h-full min-w-0 flex-1 flex-col justify-center">
        {editing ? (
          <TitleField
            title={task.title}
            onDone={(title, back) => {
              const now = title?.trim()
              if (now && now !== task.title) on.rename(row, now)
              on.stopEditing(back)
            }}
          />
        ) : (
          <span data-title title={task.title} className={`truncate text-base leading-6 lg:text-sm ${closed ? 'text-quiet line-through' : ''}`}>
            {task.title}
          </span>
        )}
        {!wide && !editing && hasDetails && <span className="-mt-0.5 flex items-center gap-2 overflow-hidden">{details}</span>}
      </span>
      <span role="gridcell" className="flex h-full shrink-0 items-center pl-2 lg:gap-2">
        {wide && !editing && details}
        {!wide && row.foldable && fold}
        <button
          tabIndex={-1}
          aria-label={`More about ${task.title}`}
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect()
            on.menu(row, { x: left, y: bottom })
          }}
          className="grid h-full w-11 place-items-center text-quiet hover:text-text lg:w-8 lg:opacity-0 lg:focus:opacity-100 lg:group-hover:opacity-100 lg:group-focus:opacity-100 pointer-coarse:opacity-100"
        >
          <MoreIcon />
        </button>
      </span>
    </div>
  )
})
