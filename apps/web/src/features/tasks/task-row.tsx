import { memo, Suspense, useEffect, useRef, type MouseEvent } from 'react'
import { ChevronIcon, MoreIcon, NoteIcon } from '../../ui/icons.tsx'
import { useTask } from './data.ts'
import { dayText } from '../../lib/day-text.ts'
import type { TaskRow as Row } from './model/rows.ts'
import { useMayWrite } from './use-may-write.ts'
import { useToday, useZone } from '../../lib/use-today.ts'
import { isByFinger } from '../../lib/by-finger.ts'
import { Circle, PriorityMark } from '../../ui/task-marks.tsx'
import { RowField } from './lazy-row-field.ts'
import { Labels, Where } from './row-parts.tsx'
import { say } from '../../messages/page.ts'

/** What a row asks of its list. */
export interface RowHandlers {
  /** A press on its circle. */
  readonly tick: (row: Row, event: MouseEvent) => void
  /** A finger rests on it. Where the commands are here, they have seen so before the browser. */
  readonly hold: (row: Row) => void
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
  /** Whether something is asked about it beside it. */
  readonly prompted: boolean
  readonly editing: boolean
  /** Whether it is open at large beside the list. */
  readonly open: boolean
  readonly wide: boolean
  /** Whether the view is the list that it stands in; elsewhere the row names its list. */
  readonly listed: boolean
  readonly on: RowHandlers
}

/** One task in a list. Every button in it has a key or a place in its menu, so only the row itself takes the focus. */
export const TaskRow = memo(({ row, top, height, index, current, chosen, prompted, editing, open, wide, listed, on }: Props) => {
  const task = useTask(row.space, row.id)
  const writes = useMayWrite(row.space)
  const today = useToday()
  const zone = useZone()
  const element = useRef<HTMLDivElement>(null)
  const { mount } = on
  const here = task !== undefined
  useEffect(() => (element.current && here && writes ? mount(row.key, element.current) : undefined), [mount, row.key, here, writes])
  if (!task) return null
  const closed = task.status !== 'open'
  const due = task.due && dayText(task.due, today, undefined, zone)
  const dueText = due ? say('due', { day: due.text }) : ''
  const state = closed && say(task.status === 'done' ? 'done' : 'dropped')
  const day = due && !wide && (
    <span className={`shrink-0 text-[13px] tabular-nums ${due.today ? 'font-medium text-accent' : 'text-quiet'}`}>
      <span className="sr-only">{dueText}</span>
      <span aria-hidden>{due.text}</span>
    </span>
  )
  const dayButton = due && wide && (
    <button
      tabIndex={-1}
      disabled={!writes}
      aria-label={dueText}
      onClick={() => on.schedule(row)}
      className={`min-h-6 shrink-0 rounded px-1 text-[13px] tabular-nums hover:underline ${due.today ? 'font-medium text-accent' : 'text-quiet'}`}
    >
      {due.text}
    </button>
  )
  const marks = (
    <>
      {task.hasNotes && (
        <span title={say('notes')} className="text-quiet">
          <NoteIcon />
          <span className="sr-only">{say('notes')}</span>
        </span>
      )}
      <PriorityMark priority={task.priority} />
    </>
  )
  const where = !listed && <Where space={row.space} task={task} />
  const labels = task.labelIds.length > 0 && <Labels space={row.space} ids={task.labelIds} />
  const fold = (
    <button
      tabIndex={-1}
      aria-label={say(row.folded ? 'unfold' : 'fold', { name: task.title })}
      onClick={() => on.fold(row)}
      className="grid h-full w-9 place-items-center text-quiet hover:text-text lg:w-6"
    >
      <span className={`transition-transform duration-150 ${row.folded ? '' : 'rotate-90'}`}>
        <ChevronIcon />
      </span>
    </button>
  )
  const title = (
    <span data-title title={task.title} className={`max-w-full self-start truncate text-base leading-6 lg:text-sm ${closed ? 'text-quiet line-through' : ''}`}>
      {task.title}
    </span>
  )
  return (
    <div
      ref={element}
      role="row"
      data-key={row.key}
      data-id={row.id}
      aria-rowindex={index + 1}
      aria-level={row.level}
      aria-label={[task.title, state, dueText, task.priority > 0 && say('priority', { priority: task.priority }), task.hasNotes && say('notes')]
        .filter(Boolean)
        .join(', ')}
      data-prompted={prompted || undefined}
      aria-selected={chosen}
      aria-current={open || undefined}
      aria-expanded={row.foldable ? !row.folded : undefined}
      tabIndex={current ? 0 : -1}
      onClick={(event) => on.press(row, event)}
      onContextMenu={(event) => {
        if (editing) return
        event.preventDefault()
        if (isByFinger(event.nativeEvent)) on.hold(row)
        else on.menu(row, { x: event.clientX, y: event.clientY })
      }}
      style={{ transform: `translateY(${top}px)`, height, paddingInlineStart: row.depth * (wide ? 24 : 18) }}
      className={`group absolute inset-x-0 top-0 flex scroll-mb-24 scroll-mt-16 select-none items-center rounded-md after:pointer-events-none after:absolute after:inset-x-2 after:bottom-0 after:border-b after:border-line focus-visible:after:hidden ${chosen || prompted ? 'bg-chosen' : editing || open ? 'bg-hover' : 'lg:hover:bg-hover'}`}
    >
      <span role="gridcell" className="flex h-full shrink-0 items-center">
        {wide && row.foldable ? fold : <span className="w-1 lg:w-6" />}
        {writes ? (
          <button
            tabIndex={-1}
            aria-label={say(closed ? 'reopen' : 'complete', { name: task.title })}
            onClick={(event) => on.tick(row, event)}
            className="grid h-full w-11 place-items-center lg:w-8"
          >
            <Circle status={task.status} />
          </button>
        ) : (
          <span className="grid h-full w-11 place-items-center lg:w-8">
            <Circle status={task.status} />
            {closed && <span className="sr-only">{state}</span>}
          </span>
        )}
      </span>
      <span role="gridcell" className="flex h-full min-w-0 flex-1 flex-col justify-center">
        {editing ? (
          <Suspense fallback={title}>
            <RowField what="title" of={row.key} text={task.title} onSave={(now) => on.rename(row, now)} onDone={on.stopEditing} />
          </Suspense>
        ) : (
          title
        )}
        {/* What has no room in the line is left out, labels first. */}
        {!wide && !editing && (day || labels || where) && (
          <span className="-mt-0.5 flex h-6 flex-wrap content-start items-center gap-x-2 overflow-hidden leading-6">
            {day}
            {where}
            {labels}
          </span>
        )}
      </span>
      <span role="gridcell" className="flex h-full shrink-0 items-center gap-1 pl-2 lg:max-w-[60%] lg:gap-2">
        {wide && !editing && where}
        {wide && !editing && labels}
        {!editing && marks}
        {dayButton}
        {!wide && row.foldable && fold}
        <button
          tabIndex={-1}
          data-more=""
          aria-label={say('more', { name: task.title })}
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
