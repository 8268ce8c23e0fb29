import type { RefObject } from 'react'
import type { Priority } from '@muster/core/contract/kinds.ts'
import { can } from '@muster/core/domain/permissions.ts'
import type { Replica } from '../../replica/replica.ts'
import { notice } from '../../tab/toast.ts'
import { announce } from '../../ui/announcer.tsx'
import { priorityWords } from '../../ui/task-marks.tsx'
import type { TaskActions } from './actions.ts'
import type { Question } from './asked.tsx'
import { commandOf, letterOf, type Command } from './model/keys.ts'
import { stepTo, type Destination } from './model/moves.ts'
import { topmost, type Row, type TaskRow } from './model/rows.ts'
import type { Structure } from './task-grid.tsx'

type Selected = ReadonlySet<string>
/** How a grid stands when a command is given, and what commands may do to it. */
export interface GridState {
  readonly replica: Replica
  readonly actions: TaskActions
  readonly shown: readonly Row[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly selected: Selected
  readonly active: string | null
  readonly current: string | null
  readonly wide: boolean
  readonly structure: Structure | undefined
  readonly onOpen: ((space: string, id: string) => void) | undefined
  readonly grid: RefObject<HTMLElement | null>
  /** Whether the focus is, or was last, in the grid. */
  readonly inside: RefObject<boolean>
  /** Whether a key for a priority is waited for. */
  readonly chord: boolean
  /** Where a selection was begun. */
  readonly anchor: RefObject<string | null>
  readonly elementOf: (key: string) => HTMLElement | undefined
  readonly focus: (key: string) => void
  readonly own: () => void
  readonly mark: (what: 'doneAt') => void
  readonly setSelected: (change: Selected | ((now: Selected) => Selected)) => void
  readonly setEditing: (key: string) => void
  readonly setMenu: (menu: { readonly row: TaskRow; readonly at: { readonly x: number; readonly y: number } }) => void
  readonly setAsked: (asked: { readonly what: Question; readonly rows: readonly TaskRow[]; readonly anchor: HTMLElement }) => void
  readonly setChord: (on: boolean) => void
}
const typing = 'input, textarea, select, [contenteditable], dialog, [role=menu]'
const isTask = (row: Row | undefined): row is TaskRow => row?.kind === 'task'
const none: Selected = new Set()
const writes: ReadonlySet<Command> = new Set<Command>([
  'rename',
  'add-below',
  'add-above',
  'priority',
  'move',
  'schedule',
  'deadline',
  'label',
  'assign',
  'trash',
  'move-up',
  'move-down',
  'indent',
  'outdent',
])

/** What can be done in a grid, on one row or on all that are selected. */
export const commandsIn = (state: GridState) => {
  const { replica, actions, shown, indexOf, selected, active, current, wide, structure, onOpen, grid, inside, anchor } = state
  const { elementOf, focus, own, mark, setSelected, setEditing, setMenu, setAsked, setChord } = state
  const openRows = (some: readonly TaskRow[]) => some.filter(({ space, id }) => replica.get(space, 'task', id)?.status === 'open')
  /** What takes the focus when these rows leave: the next one, else the one before, else "Add task". */
  const after = (rows: readonly TaskRow[]): string | null => {
    const keys = new Set(rows.map(({ key }) => key))
    const stays = (row: Row) => isTask(row) && !keys.has(row.key)
    const last = Math.max(...rows.map(({ key }) => indexOf.get(key) ?? -1))
    return (shown.slice(last + 1).find(stays) ?? shown.slice(0, last + 1).findLast(stays))?.key ?? (indexOf.has('add') ? 'add' : null)
  }
  /** Gives the focus on before rows leave with what is below them; those that carry the others. */
  const leave = (rows: readonly TaskRow[]): readonly TaskRow[] => {
    const moving = topmost(shown, new Set(rows.map(({ key }) => key)))
    const next = after(moving)
    if (next !== null) focus(next)
    return moving
  }
  /** Selects all from where the selection was begun. */
  const selectTo = (row: TaskRow) => {
    const [from, to] = [indexOf.get(anchor.current ?? '') ?? 0, indexOf.get(row.key) ?? 0].sort((a, b) => a - b) as [number, number]
    setSelected(
      new Set(
        shown
          .slice(from, to + 1)
          .filter(isTask)
          .map(({ key }) => key),
      ),
    )
  }
  /** Says so where somebody may only read. */
  const isReadOnly = (some: readonly TaskRow[]): boolean => {
    const space = replica.spaces().find(({ id, role }) => !can(role, 'write') && some.some((row) => row.space === id))
    if (space) notice(`You may read in ${space.name}, and change nothing.`)
    return space !== undefined
  }
  const setStatus = (some: readonly TaskRow[], status: 'done' | 'dropped') => {
    if (isReadOnly(some)) return
    const still = openRows(some)
    if (still.length === 0) return actions.setStatus(some, 'open')
    mark('doneAt')
    if (inside.current) {
      const next = after(some)
      if (next !== null) focus(next)
    }
    actions.setStatus(still, status)
    setSelected(none)
    announce(
      still.length === 1
        ? status === 'done'
          ? 'Completed'
          : 'Marked as won’t do'
        : `${still.length} tasks ${status === 'done' ? 'completed' : 'marked as won’t do'}`,
    )
  }
  const remove = (some: readonly TaskRow[]) => {
    const next = after(some)
    own()
    if (next !== null && inside.current) focus(next)
    actions.remove(some)
    setSelected(none)
    announce(some.length === 1 ? 'Deleted' : `${some.length} tasks deleted`)
  }
  const moveTo = (some: readonly TaskRow[], to: Destination | null) => {
    if (!structure) return
    if (!structure.manual) return notice('This list is sorted. Sort it by hand to move tasks.')
    if (!to) return announce('It cannot go further')
    own()
    structure.move(
      some.map(({ id }) => id),
      to,
    )
    if (to.parentId !== null && some[0]) structure.onFold(`${some[0].space}/${to.parentId}`, false)
    const [first] = some
    if (first) focus(active !== null && some.some(({ key }) => key === active) ? active : first.key)
    announce('Moved')
  }

  const run = (command: Command, row: Row | undefined): boolean => {
    const index = row ? (indexOf.get(row.key) ?? 0) : -1
    const task = isTask(row) ? row : undefined
    const many = shown.filter((one): one is TaskRow => isTask(one) && selected.has(one.key))
    const some = many.length > 0 ? many : task ? [task] : []
    const go = (to: number) => {
      const next = shown[Math.max(0, Math.min(shown.length - 1, to))]
      if (next) focus(next.key)
    }
    const extend = (by: 1 | -1) => {
      const next = shown[index + by]
      if (!row || !next) return
      anchor.current ??= row.key
      const [from, to] = [indexOf.get(anchor.current) ?? index, index + by].sort((a, b) => a - b) as [number, number]
      setSelected(
        new Set(
          shown
            .slice(from, to + 1)
            .filter(isTask)
            .map(({ key }) => key),
        ),
      )
      focus(next.key)
    }
    const step = (way: 'up' | 'down' | 'indent' | 'outdent') => {
      const moving = topmost(shown, new Set(some.map(({ key }) => key)))
      moveTo(moving, stepTo(shown, moving, way))
    }
    const ask = (what: Question) => {
      const key = row && isTask(row) ? row.key : current
      const beside = (key === null ? undefined : elementOf(key)?.querySelector<HTMLElement>('[data-more]')) ?? grid.current
      if (beside) setAsked({ what, rows: some, anchor: beside })
    }
    const addAt = (below: boolean) => {
      if (!structure) return
      const siblings = shown.filter(
        (one): one is TaskRow => isTask(one) && one.parentId === task?.parentId && (one.parentId !== null || one.sectionId === task.sectionId),
      )
      own()
      if (task)
        structure.onAddAt({
          parentId: task.parentId,
          sectionId: task.parentId === null ? task.sectionId : null,
          beforeId: below ? (siblings[siblings.indexOf(task) + 1]?.id ?? null) : task.id,
        })
      else if (row?.kind === 'section') structure.onAddAt({ parentId: null, sectionId: row.id, beforeId: null })
      focus('add')
    }
    const fold = (shut: boolean) => {
      if (!row || row.kind === 'add') return
      const foldable = row.kind === 'section' || row.kind === 'done' || (row.kind === 'task' && row.foldable)
      if (foldable && row.folded !== shut) {
        own()
        structure?.onFold(row.key, shut)
      } else if (shut && task?.parentId) focus(`${task.space}/${task.parentId}`)
      else if (!shut && foldable) go(index + 1)
    }
    /** From elsewhere: to the row that was left, else to the first. */
    const enter = () => (current !== null && current !== 'add' ? focus(current) : go(shown.findIndex(({ kind }) => kind !== 'add')))
    const page = Math.max(1, Math.floor(innerHeight / (wide ? 36 : 44)) - 3)
    const doing: Partial<Record<Command, () => void>> = {
      ...(row && {
        down: () => go(index + 1),
        up: () => go(index - 1),
        first: () => go(0),
        last: () => go(shown.findLastIndex(({ kind }) => kind !== 'add')),
        'page-down': () => go(index + page),
        'page-up': () => go(index - page),
        'extend-down': () => extend(1),
        'extend-up': () => extend(-1),
        fold: () => fold(true),
        unfold: () => fold(false),
        'add-below': () => addAt(true),
        'add-above': () => addAt(false),
        'select-all': () => setSelected(new Set(shown.filter(isTask).map(({ key }) => key))),
      }),
      ...(row &&
        !task &&
        row.kind !== 'add' && {
          open: () => fold(!row.folded),
          space: () => fold(!row.folded),
          rename: () => row.kind === 'section' && structure?.section && setEditing(row.key),
          menu: () => {
            const rect = elementOf(row.key)?.getBoundingClientRect()
            if (row.kind === 'section' && rect) structure?.section?.menu(row, { x: rect.left + 24, y: rect.bottom })
          },
        }),
      ...(task && {
        open: () => (onOpen ? onOpen(task.space, task.id) : setEditing(task.key)),
        rename: () => setEditing(task.key),
        select: () => {
          anchor.current = task.key
          setSelected((now) => (now.has(task.key) ? new Set([...now].filter((key) => key !== task.key)) : new Set([...now, task.key])))
        },
        menu: () => {
          const rect = elementOf(task.key)?.getBoundingClientRect()
          if (rect) setMenu({ row: task, at: { x: rect.left + 48, y: rect.bottom } })
        },
      }),
      ...(some.length > 0 &&
        row && {
          done: () => setStatus(some, 'done'),
          space: () => setStatus(some, 'done'),
          drop: () => setStatus(some, 'dropped'),
          trash: () => remove(some),
          priority: () => setChord(true),
          move: () => ask('move'),
          schedule: () => ask('due'),
          deadline: () => ask('deadline'),
          label: () => ask('labels'),
          assign: () => {
            const space = some[0]?.space
            if (space === replica.person) notice('Your own lists are yours alone. Tasks of a shared space can be assigned.')
            else ask('assign')
          },
          'move-up': () => step('up'),
          'move-down': () => step('down'),
          indent: () => step('indent'),
          outdent: () => step('outdent'),
        }),
      ...(!row && { down: enter, up: enter }),
      ...(selected.size > 0 && { escape: () => setSelected(none) }),
    }
    const act = doing[command]
    if (act && writes.has(command) && isReadOnly(some)) return true
    act?.()
    if (act && command !== 'extend-down' && command !== 'extend-up' && command !== 'select') anchor.current = null
    return act !== undefined
  }
  const setPriority = (priority: Priority, some: readonly TaskRow[]) => {
    if (isReadOnly(some)) return
    own()
    actions.setPriority(some, priority)
    announce(`Priority: ${priorityWords[priority].toLowerCase()}`)
  }
  const targets = (): readonly TaskRow[] => {
    const many = shown.filter((one): one is TaskRow => isTask(one) && selected.has(one.key))
    const one = current === null ? undefined : shown[indexOf.get(current) ?? -1]
    return many.length > 0 ? many : isTask(one) ? [one] : []
  }
  return { run, setStatus, moveTo, setPriority, targets, leave, selectTo }
}

/** A key pressed anywhere in the page. */
export const pressed = (event: KeyboardEvent, state: GridState): void => {
  const { shown, indexOf, grid, chord, setChord } = state
  const { run, setPriority, targets } = commandsIn(state)
  const target = event.target as HTMLElement
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return
  const row = grid.current?.contains(target) ? shown[indexOf.get(target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? '') ?? -1] : undefined
  if (target.closest(typing)) {
    // From the empty end of the add row the arrows go on through the list.
    if (
      row?.kind === 'add' &&
      target.tagName === 'INPUT' &&
      !event.isComposing &&
      !event.shiftKey &&
      !event.altKey &&
      (event.key === 'ArrowUp' || event.key === 'ArrowDown')
    ) {
      event.preventDefault()
      run(event.key === 'ArrowUp' ? 'up' : 'down', row)
    }
    return
  }
  if (chord) {
    setChord(false)
    // Where digits need Shift, their keys count.
    const digit = /^[0-4]$/.exec(letterOf(event))?.[0] ?? /^(?:Digit|Numpad)([0-4])$/.exec(event.code)?.[1]
    if (digit !== undefined) {
      event.preventDefault()
      return setPriority(Number(digit) as Priority, targets())
    }
    if (event.key === 'Escape') return event.preventDefault()
  }
  const command = commandOf(event)
  if (!command) return
  // A button in a row keeps its own Enter and Space.
  if ((command === 'open' || command === 'space') && target.getAttribute('role') !== 'row') return
  if (run(command, row)) event.preventDefault()
}
