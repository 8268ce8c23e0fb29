import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { ListDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { remember, rememberFields } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica, useRows, useSync } from '../../replica/context.ts'
import { TaskRow, type TaskActions } from './task-row.tsx'

const tail = () => newId().slice(-3)

/** The tasks of one list: add, edit, complete, reorder, delete, undo. */
export const TaskList = ({ list }: { list: ListDoc }) => {
  const replica = useReplica()
  const { tasks } = useRows()
  const { loaded, online } = useSync()
  const [showDone, setShowDone] = useState(false)
  const [title, setTitle] = useState('')
  const [at, setAt] = useState<string | null>(null)
  const [editing, setEditing] = useState<string | null>(null)
  /** The row that takes the focus once it is on screen. */
  const wanted = useRef<string | null>(null)
  const place = useRef(0)
  const add = useRef<HTMLInputElement>(null)
  const rows = useRef<HTMLUListElement>(null)

  const mine = useMemo(() => tasks.filter((task) => task.listId === list.id && task.deletedAt === null), [tasks, list.id])
  const open = useMemo(() => mine.filter((task) => task.status === 'open'), [mine])
  const done = useMemo(() => mine.filter((task) => task.status !== 'open'), [mine])
  const shown = useMemo(() => (showDone ? [...open, ...done] : open), [showDone, open, done])
  const found = shown.findIndex((task) => task.id === at)
  // Where the current row left, the one that took its place is current.
  const current = found >= 0 ? found : Math.min(place.current, shown.length - 1)
  const around = useRef(shown)
  useEffect(() => {
    around.current = shown
    place.current = Math.max(0, current)
  }, [shown, current])

  const actions = useMemo<TaskActions>(() => {
    /** A row that leaves hands the focus to the next one, else the one above, else to "Add task". */
    const leave = (task: TaskDoc) => {
      const index = around.current.findIndex((one) => one.id === task.id)
      const next = around.current[index + 1] ?? around.current[index - 1]
      if (!rows.current?.contains(document.activeElement)) return
      if (next) wanted.current = next.id
      else add.current?.focus()
    }
    return {
      done: (task) => {
        const status = task.status === 'open' ? 'done' : 'open'
        leave(task)
        replica.mutate('task.update@1', { id: task.id, set: { status } })
        rememberFields(status === 'done' ? 'Completed' : 'Reopened', 'task', task.id, { status: { expect: status, to: task.status } })
      },
      rename: (task, now) => {
        replica.mutate('task.update@1', { id: task.id, set: { title: now } })
        rememberFields('Renamed', 'task', task.id, { title: { expect: now, to: task.title } })
      },
      remove: (task) => {
        leave(task)
        replica.mutate('task.delete@1', { id: task.id })
        rememberFields('Deleted', 'task', task.id, { deletedAt: { expect: new Date().toISOString(), to: null } })
      },
      due: (task, date) => {
        const due = date ? { date } : null
        if (JSON.stringify(due) === JSON.stringify(task.due)) return
        replica.mutate('task.update@1', { id: task.id, set: { due } })
        rememberFields(due ? 'Scheduled' : 'Due day removed', 'task', task.id, { due: { expect: due, to: task.due } })
      },
      priority: (task, priority) => {
        replica.mutate('task.update@1', { id: task.id, set: { priority } })
        rememberFields('Priority changed', 'task', task.id, { priority: { expect: priority, to: task.priority } })
      },
    }
  }, [replica])

  const onEdit = useCallback((task: TaskDoc, on: boolean, back: boolean) => {
    setEditing((now) => (on ? task.id : now === task.id ? null : now))
    if (back) wanted.current = task.id
  }, [])

  const move = (task: TaskDoc, by: -1 | 1) => {
    const index = open.indexOf(task)
    if (index < 0 || index + by < 0 || index + by >= open.length) return
    const [before, after] = by < 0 ? [open[index - 2], open[index - 1]] : [open[index + 1], open[index + 2]]
    const to = (order: string) => ({ id: task.id, place: { parentId: null, listId: list.id, sectionId: task.sectionId, order } })
    replica.mutate('task.update@1', to(between(before?.order ?? null, after?.order ?? null, tail())))
    remember({ said: 'Moved', name: 'task.update@1', args: to(task.order) })
    wanted.current = task.id
  }
  const rowOf = (id: string | null): HTMLElement | undefined =>
    [...(rows.current?.children ?? [])].find((row): row is HTMLElement => row instanceof HTMLElement && row.dataset['id'] === id)
  const focusRow = (index: number) => {
    const next = shown[Math.max(0, Math.min(shown.length - 1, index))]
    if (next) rowOf(next.id)?.focus()
  }
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const row = rowOf(wanted.current)
    wanted.current = null
    row?.focus()
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.isComposing || event.defaultPrevented || target.closest('input, textarea, select, [contenteditable], dialog') !== null) return
      const here = rows.current?.contains(target) ?? false
      // Keys that change a task act on the row that has the focus, never on one that nobody pointed at.
      const task = here ? shown.find(({ id }) => id === target.closest<HTMLElement>('[data-id]')?.dataset['id']) : undefined
      const onRow = task !== undefined && target.tagName === 'LI'
      const step = (by: 1 | -1) => focusRow(here ? current + by : current)
      const modified = event.ctrlKey || event.metaKey ? `mod+${event.key}` : event.altKey ? `alt+${event.key}` : event.key
      const keys: Readonly<Record<string, () => void>> = {
        j: () => step(1),
        k: () => step(-1),
        q: () => add.current?.focus(),
        ...(here && { ArrowDown: () => step(1), ArrowUp: () => step(-1) }),
        ...(task && {
          F2: () => setEditing(task.id),
          e: () => actions.done(task),
          Delete: () => actions.remove(task),
          'alt+ArrowUp': () => move(task, -1),
          'alt+ArrowDown': () => move(task, 1),
        }),
        ...(onRow && { Enter: () => setEditing(task.id), ' ': () => actions.done(task) }),
      }
      const act = Object.hasOwn(keys, modified) ? keys[modified] : undefined
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })

  return (
    <section aria-labelledby="view-title" className="mx-auto w-full max-w-3xl px-4 pb-28 pt-5 lg:px-8">
      <h1 id="view-title" className="mb-3 text-xl font-semibold tracking-tight">{list.name}</h1>
      <form onSubmit={(event) => {
          event.preventDefault()
          const text = title.trim()
          if (!text) return
          const order = between(open.at(-1)?.order ?? null, null, tail())
          replica.mutate('task.create@1', { id: newId(), place: { parentId: null, listId: list.id, sectionId: null, order }, title: text })
          setTitle('')
        }}>
        <input ref={add} aria-label="Add task" placeholder="Add task  (q)" value={title} maxLength={limits.title} onChange={(event) => setTitle(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="mb-2 h-11 w-full rounded-md border border-line bg-ground px-3 text-base placeholder:text-quiet lg:h-9 lg:text-sm" />
      </form>
      {shown.length > 0 && (
        <ul ref={rows} onFocus={(event) => setAt((event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null)} aria-label={`Tasks in ${list.name}`}>
          {shown.map((task, index) => (
            <TaskRow key={task.id} task={task} current={index === current} editing={editing === task.id} onEdit={onEdit} actions={actions} />
          ))}
        </ul>
      )}
      {shown.length === 0 && <p className="py-10 text-center text-sm text-quiet">{loaded ? (done.length > 0 ? 'All done.' : 'Nothing to do here. Type above to add a task.') : online ? 'Fetching your tasks …' : 'The server cannot be reached. Your tasks come as soon as it can.'}</p>}
      {done.length > 0 && (
        <button aria-expanded={showDone} onClick={() => setShowDone(!showDone)} className="mt-3 min-h-11 text-sm lg:min-h-8 text-quiet hover:text-text">
          {showDone ? 'Hide' : 'Show'} {done.length} done
        </button>
      )}
    </section>
  )
}
