import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { ListDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { UndoChange } from '@muster/core/contract/schemas/mutations.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { newId } from '../../lib/new-id.ts'
import { useReplica, useRows, useSync } from '../../replica/context.ts'
import { TaskRow, type TaskActions } from './task-row.tsx'

interface Step {
  readonly said: string
  readonly changes: UndoChange[]
}
const tail = () => newId().slice(-3)

/** The tasks of one list: add, edit, complete, reorder, delete, undo. */
export const TaskList = ({ list }: { list: ListDoc }) => {
  const replica = useReplica()
  const { tasks } = useRows()
  const { loaded } = useSync()
  const [showDone, setShowDone] = useState(false)
  const [title, setTitle] = useState('')
  const [at, setAt] = useState(0)
  const [editing, setEditing] = useState<string | null>(null)
  const [steps, setSteps] = useState<readonly Step[]>([])
  const add = useRef<HTMLInputElement>(null)
  const rows = useRef<HTMLUListElement>(null)

  const mine = useMemo(() => tasks.filter((task) => task.listId === list.id && task.deletedAt === null), [tasks, list.id])
  const open = useMemo(() => mine.filter((task) => task.status === 'open'), [mine])
  const done = useMemo(() => mine.filter((task) => task.status !== 'open'), [mine])
  const shown = showDone ? [...open, ...done] : open
  const current = Math.min(at, shown.length - 1)

  const actions = useMemo<TaskActions>(() => {
    const step = (said: string, task: TaskDoc, fields: UndoChange['fields']) => setSteps((old) => [...old.slice(-49), { said, changes: [{ kind: 'task', id: task.id, fields }] }])
    return {
      done: (task) => {
        const status = task.status === 'open' ? 'done' : 'open'
        replica.mutate('task.update@1', { id: task.id, set: { status } })
        step(status === 'done' ? 'Completed' : 'Reopened', task, { status: { expect: status, to: task.status } })
      },
      rename: (task, now) => {
        replica.mutate('task.update@1', { id: task.id, set: { title: now } })
        step('Renamed', task, { title: { expect: now, to: task.title } })
      },
      remove: (task) => {
        replica.mutate('task.delete@1', { id: task.id })
        step('Deleted', task, { deletedAt: { expect: new Date().toISOString(), to: null } })
      },
      due: (task, date) => {
        const due = date ? { date } : null
        replica.mutate('task.update@1', { id: task.id, set: { due } })
        step('Scheduled', task, { due: { expect: due, to: task.due } })
      },
    }
  }, [replica])

  const undo = useCallback(() => {
    const last = steps.at(-1)
    if (!last) return
    replica.mutate('undo.apply@1', { changes: last.changes })
    setSteps(steps.slice(0, -1))
  }, [replica, steps])

  const move = (by: -1 | 1) => {
    const task = open[current]
    if (!task || current + by < 0 || current + by >= open.length) return
    const [before, after] = by < 0 ? [open[current - 2], open[current - 1]] : [open[current + 1], open[current + 2]]
    const order = between(before?.order ?? null, after?.order ?? null, tail())
    replica.mutate('task.update@1', { id: task.id, place: { parentId: null, listId: list.id, sectionId: task.sectionId, order } })
    setAt(current + by)
  }
  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, index))
    setAt(next)
    ;(rows.current?.children[next] as HTMLElement | undefined)?.focus()
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inField = (event.target as HTMLElement).closest('input, textarea, [contenteditable], dialog') !== null
      if (event.isComposing || inField || event.defaultPrevented) return
      const task = shown[current]
      const key = event.ctrlKey || event.metaKey ? `mod+${event.key}` : event.altKey ? `alt+${event.key}` : event.key
      const onButton = (event.target as HTMLElement).tagName === 'BUTTON'
      const keys: Readonly<Record<string, () => void>> = {
        j: () => focusRow(current + 1),
        ArrowDown: () => focusRow(current + 1),
        k: () => focusRow(current - 1),
        ArrowUp: () => focusRow(current - 1),
        q: () => add.current?.focus(),
        'mod+z': undo,
        'alt+ArrowUp': () => move(-1),
        'alt+ArrowDown': () => move(1),
        ...(task && { F2: () => setEditing(task.id), e: () => actions.done(task), Delete: () => actions.remove(task) }),
        ...(task && !onButton && { Enter: () => setEditing(task.id), ' ': () => actions.done(task) }),
      }
      const act = keys[key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })

  const last = steps.at(-1)
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
        <ul ref={rows} aria-label={`Tasks in ${list.name}`}>
          {shown.map((task, index) => (
            <TaskRow key={task.id} task={task} selected={index === current} editing={editing === task.id} onEdit={(on) => setEditing(on ? task.id : null)} actions={actions} />
          ))}
        </ul>
      )}
      {shown.length === 0 && <p className="py-10 text-center text-sm text-quiet">{loaded ? 'Nothing to do here. Type above to add a task.' : 'Fetching your tasks …'}</p>}
      {done.length > 0 && (
        <button aria-expanded={showDone} onClick={() => setShowDone(!showDone)} className="mt-3 py-2 text-sm text-quiet hover:text-text">
          {showDone ? 'Hide' : 'Show'} {done.length} done
        </button>
      )}
      {last && (
        <div className="fixed inset-x-0 bottom-4 mx-auto flex w-fit items-center gap-4 rounded-md bg-text px-4 py-2 text-sm text-ground shadow-lg">
          <span role="status">{last.said}</span>
          <button onClick={undo} className="py-1 font-medium underline underline-offset-4">Undo</button>
          <button aria-label="Dismiss" onClick={() => setSteps([])} className="px-1">×</button>
        </div>
      )}
    </section>
  )
}
