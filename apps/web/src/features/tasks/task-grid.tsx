import { lazy, Suspense, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type Ref } from 'react'
import type { Priority } from '@muster/core/contract/kinds.ts'
import type { SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { taskActions } from './actions.ts'
import { DoneHead, GroupHead, SectionHead, type SectionHandlers } from './head-rows.tsx'
import { commandOf, letterOf, type Command } from './model/keys.ts'
import { stepTo, topmost, type Destination } from './model/moves.ts'
import type { AddPlace, Row, TaskRow as TaskRowOf } from './model/rows.ts'
import { drawn, offsetsOf } from './model/windowing.ts'
import { priorityWords } from '../../ui/task-marks.tsx'
import { TaskRow, type RowHandlers } from './task-row.tsx'
import { useDrag } from './use-drag.ts'
import { useSettled } from './use-settled.ts'
import { useWide, useWindow } from './use-window.ts'

/** What only a list with an order of its own has. */
export interface Structure {
  readonly sections: ReadonlyMap<string, SectionDoc>
  /** Whether rows stand where people put them. */
  readonly manual: boolean
  readonly onFold: (key: string, shut: boolean) => void
  /** Brings the add row to a place. */
  readonly onAddAt: (place: AddPlace | null) => void
  readonly move: (ids: readonly string[], to: Destination) => void
  readonly addField: (current: boolean) => ReactNode
  readonly section: SectionHandlers
}
export interface GridHandle {
  /** Says that rows change because somebody wanted it: they follow at once. */
  readonly own: () => void
  readonly focus: (key: string) => void
  readonly edit: (key: string) => void
}
interface Props {
  readonly label: string
  readonly rows: readonly Row[]
  readonly structure?: Structure
  readonly onOpen?: ((space: string, id: string) => void) | undefined
  readonly handle?: Ref<GridHandle>
}
type Asked = { readonly what: 'move' | 'due'; readonly rows: readonly TaskRowOf[] } | { readonly what: 'help' }

// Apart from the first load; fetched when idle, so that they are there offline.
const dialogs = () => import('./task-dialogs.tsx')
const MoveDialog = lazy(() => dialogs().then((module) => ({ default: module.MoveDialog })))
const DueDialog = lazy(() => dialogs().then((module) => ({ default: module.DueDialog })))
const HelpSheet = lazy(() => dialogs().then((module) => ({ default: module.HelpSheet })))
const RowMenu = lazy(() => import('./row-menu.tsx').then((module) => ({ default: module.RowMenu })))
const SelectionBar = lazy(() => import('./selection-bar.tsx').then((module) => ({ default: module.SelectionBar })))
setTimeout(() => void dialogs().catch(() => {}), 2_000)

const chordMs = 1_000
const fine = matchMedia('(pointer: fine)')
const typing = 'input, textarea, select, [contenteditable], dialog, [role=menu]'
const isTask = (row: Row | undefined): row is TaskRowOf => row?.kind === 'task'
const none: ReadonlySet<string> = new Set()

/** Tasks as a treegrid: draws what is in view, one row reached by Tab, every command by key and by menu, on one or on many. */
export const TaskGrid = ({ label, rows, structure, onOpen, handle }: Props) => {
  const replica = useReplica()
  const actions = useMemo(() => taskActions(replica), [replica])
  const wide = useWide()
  const grid = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string | null>(null)
  const [marked, setSelected] = useState(none)
  const [editing, setEditing] = useState<string | null>(null)
  const [menu, setMenu] = useState<{ readonly row: TaskRowOf; readonly at: { readonly x: number; readonly y: number } } | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [chord, setChord] = useState(false)
  const [dragging, setDragging] = useState(false)
  const { shown, mark, wasOwn } = useSettled(rows, editing !== null || menu !== null || asked !== null || dragging)
  const anchor = useRef<string | null>(null)
  const wanted = useRef<string | null>(null)
  const [, askAgain] = useState(0)
  const inside = useRef(false)
  /** Where the current row stands: what takes its place when it leaves is current. */
  const [place, setPlace] = useState(0)

  const indexOf = useMemo(() => new Map(shown.map((row, index) => [row.key, index])), [shown])
  // What left the view is not acted on, and is marked again should it come back.
  const selected = useMemo(
    () => ([...marked].every((key) => indexOf.has(key)) ? marked : new Set([...marked].filter((key) => indexOf.has(key)))),
    [marked, indexOf],
  )
  const heightOf = useCallback(
    (row: Row): number => {
      if (row.kind === 'section' || row.kind === 'done' || row.kind === 'head') return wide ? 48 : 56
      if (row.kind === 'add' || wide) return wide ? 36 : 44
      const task = replica.get(row.space, 'task', row.id)
      return task && (task.due || task.priority > 0 || task.labelIds.length > 0 || task.hasNotes) ? 60 : 44
    },
    [wide, replica],
  )
  // On a phone a row is taller when it has details: any change may alter that.
  const changing = wide ? null : rows
  const heights = useMemo(() => ({ of: heightOf, at: changing }), [heightOf, changing])
  const offsets = useMemo(() => offsetsOf(shown, heights.of), [shown, heights])
  const range = useWindow(grid, offsets)
  const found = active === null ? -1 : (indexOf.get(active) ?? -1)
  if (found >= 0 && found !== place) setPlace(found)
  const current = active !== null && indexOf.has(active) ? active : (shown[Math.min(place, shown.length - 1)]?.key ?? null)
  const visible = useMemo(() => {
    const last = shown.length - 1
    return drawn([Math.min(range[0], last), Math.min(range[1], last)], [current === null ? -1 : (indexOf.get(current) ?? -1), indexOf.get('add') ?? -1]).filter(
      (index) => index >= 0,
    )
  }, [range, shown, current, indexOf])

  const focus = useCallback((key: string) => {
    wanted.current = key
    setActive(key)
    // It may be the current row already and still not have the focus.
    askAgain((times) => times + 1)
  }, [])
  const elementOf = (key: string) =>
    [...(grid.current?.children ?? [])].find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset['key'] === key)
  useLayoutEffect(() => {
    const key = wanted.current
    const element = key === null ? undefined : elementOf(key)
    if (!element) return
    wanted.current = null
    const target = key === 'add' ? (element.querySelector('input') ?? element) : element
    target.focus({ preventScroll: true })
    element.scrollIntoView({ block: 'nearest' })
  })

  /** What takes the focus when these rows leave: the next one, else the one before, else "Add task". */
  const after = useCallback(
    (keys: ReadonlySet<string>, from: number): string | null => {
      const stays = (row: Row) => isTask(row) && !keys.has(row.key)
      const last = Math.max(from, ...[...keys].map((key) => indexOf.get(key) ?? -1))
      return (shown.slice(last + 1).find(stays) ?? shown.slice(0, last + 1).findLast(stays))?.key ?? (indexOf.has('add') ? 'add' : null)
    },
    [shown, indexOf],
  )
  const before = useRef({ shown, offsets })
  useLayoutEffect(() => {
    const { shown: old, offsets: oldOffsets } = before.current
    before.current = { shown, offsets }
    const index = active === null ? -1 : (indexOf.get(active) ?? -1)
    if (index < 0 && active !== null) {
      const next = shown.slice(place).find(isTask) ?? shown.slice(0, place).findLast(isTask)
      const lost = document.activeElement === null || document.activeElement === document.body
      const key = next?.key ?? (indexOf.has('add') ? 'add' : null)
      if (key !== null && inside.current && lost) focus(key)
      else setActive(key)
    }
    if (old === shown || wasOwn() || !grid.current) return
    // Rows that others moved leave the focused row, else the topmost, where it is on screen.
    const top = -grid.current.getBoundingClientRect().top
    const focused = grid.current.contains(document.activeElement) ? active : null
    const at = old.findIndex((row, n) => (focused === null ? (oldOffsets[n] ?? 0) >= top && indexOf.has(row.key) : row.key === focused))
    const key = old[at]?.key
    const now = key === undefined ? undefined : indexOf.get(key)
    if (top > 0 && now !== undefined) (document.scrollingElement ?? document.documentElement).scrollTop += (offsets[now] ?? 0) - (oldOffsets[at] ?? 0)
  }, [shown, offsets, indexOf, active, focus, wasOwn, place])

  const own = useCallback(() => {
    mark('ownAt')
    const element = grid.current
    if (!element) return
    element.dataset['moving'] = ''
    setTimeout(() => delete element.dataset['moving'], 250)
  }, [mark])
  const edit = useCallback((key: string) => {
    setActive(key)
    setEditing(key)
  }, [])
  useImperativeHandle(handle, () => ({ own, focus, edit }), [own, focus, edit])

  const idsOf = (some: readonly TaskRowOf[]) => some.map(({ id }) => id)
  const openRows = (some: readonly TaskRowOf[]) => some.filter(({ space, id }) => replica.get(space, 'task', id)?.status === 'open')
  const setStatus = (some: readonly TaskRowOf[], status: 'done' | 'dropped') => {
    const still = openRows(some)
    if (still.length === 0) return actions.setStatus(some, 'open')
    mark('doneAt')
    if (inside.current) {
      const next = after(new Set(some.map(({ key }) => key)), -1)
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
  const remove = (some: readonly TaskRowOf[]) => {
    const next = after(new Set(some.map(({ key }) => key)), -1)
    own()
    if (next !== null && inside.current) focus(next)
    actions.remove(some)
    setSelected(none)
    announce(some.length === 1 ? 'Deleted' : `${some.length} tasks deleted`)
  }
  const moveTo = (some: readonly TaskRowOf[], to: Destination | null) => {
    if (!structure) return
    if (!structure.manual) return announce('This list is sorted: choose manual order to move tasks by hand')
    if (!to) return
    own()
    structure.move(idsOf(some), to)
    if (to.parentId !== null && some[0]) structure.onFold(`${some[0].space}/${to.parentId}`, false)
    const [first] = some
    if (first) focus(active !== null && some.some(({ key }) => key === active) ? active : first.key)
    announce('Moved')
  }

  const run = (command: Command, row: Row | undefined): boolean => {
    const index = row ? (indexOf.get(row.key) ?? 0) : -1
    const task = isTask(row) ? row : undefined
    const many = shown.filter((one): one is TaskRowOf => isTask(one) && selected.has(one.key))
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
    const addAt = (below: boolean) => {
      if (!structure) return
      const siblings = shown.filter(
        (one): one is TaskRowOf => isTask(one) && one.parentId === task?.parentId && (one.parentId !== null || one.sectionId === task.sectionId),
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
          rename: () => row.kind === 'section' && setEditing(row.key),
          menu: () => {
            const rect = elementOf(row.key)?.getBoundingClientRect()
            if (row.kind === 'section' && rect) structure?.section.menu(row, { x: rect.left + 24, y: rect.bottom })
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
          // Lists of one space are offered: tasks of others stay where they are.
          move: () => setAsked({ what: 'move', rows: some.filter(({ space }) => space === some[0]?.space) }),
          schedule: () => setAsked({ what: 'due', rows: some }),
          'move-up': () => step('up'),
          'move-down': () => step('down'),
          indent: () => step('indent'),
          outdent: () => step('outdent'),
        }),
      ...(!row && { down: enter, up: enter }),
      add: () => {
        structure?.onAddAt(null)
        focus('add')
      },
      help: () => setAsked({ what: 'help' }),
      ...(selected.size > 0 && { escape: () => setSelected(none) }),
    }
    const act = doing[command]
    act?.()
    if (act && command !== 'extend-down' && command !== 'extend-up' && command !== 'select') anchor.current = null
    return act !== undefined
  }
  const setPriority = (priority: Priority, some: readonly TaskRowOf[]) => {
    own()
    actions.setPriority(some, priority)
    announce(`Priority: ${priorityWords[priority].toLowerCase()}`)
  }
  const targets = (): readonly TaskRowOf[] => {
    const many = shown.filter((one): one is TaskRowOf => isTask(one) && selected.has(one.key))
    const one = current === null ? undefined : shown[indexOf.get(current) ?? -1]
    return many.length > 0 ? many : isTask(one) ? [one] : []
  }
  useEffect(() => {
    if (!chord) return
    const timer = setTimeout(() => setChord(false), chordMs)
    return () => clearTimeout(timer)
  }, [chord])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
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
        const digit = /^[0-4]$/.test(letterOf(event)) ? Number(letterOf(event)) : null
        if (digit !== null) {
          event.preventDefault()
          return setPriority(digit as Priority, targets())
        }
      }
      const command = commandOf(event)
      if (!command) return
      // A button in a row keeps its own Enter and Space.
      if ((command === 'open' || command === 'space') && target.getAttribute('role') !== 'row') return
      if (run(command, row)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })

  const drag = useDrag({ grid, rows: shown, offsets, selected, enabled: structure?.manual ?? false, onDragging: setDragging, onDrop: moveTo, replica })
  const latest = useRef({ run, setStatus, shown, indexOf })
  useEffect(() => {
    latest.current = { run, setStatus, shown, indexOf }
  })
  const onRow = useMemo<RowHandlers>(
    () => ({
      toggle: (row) => latest.current.setStatus([row], 'done'),
      fold: (row) => latest.current.run(row.folded ? 'unfold' : 'fold', row),
      press: (row, event) => {
        const target = event.target as HTMLElement
        if (target.closest('button, input')) return
        if (event.ctrlKey || event.metaKey) return void latest.current.run('select', row)
        if (event.shiftKey) {
          const { shown: all, indexOf: at } = latest.current
          const [from, to] = [at.get(anchor.current ?? '') ?? 0, at.get(row.key) ?? 0].sort((a, b) => a - b) as [number, number]
          return setSelected(
            new Set(
              all
                .slice(from, to + 1)
                .filter(isTask)
                .map(({ key }) => key),
            ),
          )
        }
        if (target.closest('[data-title]') && (fine.matches || !onOpen)) setEditing(row.key)
        else onOpen?.(row.space, row.id)
      },
      rename: (row, title) => actions.rename(row, title),
      stopEditing: (back) => {
        setEditing(null)
        if (back) wanted.current = grid.current?.querySelector<HTMLElement>('[data-key]:has(input[aria-label="Title"])')?.dataset['key'] ?? null
      },
      schedule: (row) => setAsked({ what: 'due', rows: [row] }),
      menu: (row, at) => {
        setActive(row.key)
        setMenu({ row, at })
      },
      mount: drag.mount,
    }),
    [actions, onOpen, drag.mount],
  )
  const back = () => {
    if (current !== null) focus(current)
  }
  const name = (row: TaskRowOf) => replica.get(row.space, 'task', row.id)?.title ?? ''
  return (
    <>
      <div
        ref={grid}
        role="treegrid"
        aria-label={label}
        aria-rowcount={shown.length}
        aria-multiselectable="true"
        style={{ height: offsets.at(-1) ?? 0 }}
        className="relative touch-pan-y"
        onPointerMove={(event) => event.pointerType === 'mouse' && mark('pointerAt')}
        onPointerEnter={drag.load}
        onFocus={(event) => {
          inside.current = true
          const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset['key']
          if (key !== undefined) setActive(key)
        }}
        onBlur={(event) => {
          if (event.relatedTarget && !grid.current?.contains(event.relatedTarget)) inside.current = false
        }}
      >
        {visible.map((index) => {
          const row = shown[index]
          if (!row) return null
          const at = { top: offsets[index] ?? 0, height: heightOf(row), index, current: row.key === current }
          if (row.kind === 'task')
            return <TaskRow key={row.key} row={row} {...at} chosen={selected.has(row.key)} editing={editing === row.key} wide={wide} on={onRow} />
          if (row.kind === 'head') return <GroupHead key={row.key} row={row} {...at} />
          if (row.kind === 'done') return <DoneHead key={row.key} row={row} {...at} onFold={() => run(row.folded ? 'unfold' : 'fold', row)} />
          if (row.kind === 'section')
            return (
              structure && (
                <SectionHead
                  key={row.key}
                  row={row}
                  name={structure.sections.get(row.id)?.name ?? ''}
                  {...at}
                  editing={editing === row.key}
                  on={structure.section}
                  onFold={() => run(row.folded ? 'unfold' : 'fold', row)}
                  stopEditing={(again) => {
                    setEditing(null)
                    if (again) wanted.current = row.key
                  }}
                />
              )
            )
          return (
            <div
              key="add"
              role="row"
              data-key="add"
              aria-rowindex={index + 1}
              aria-level={row.level}
              tabIndex={-1}
              style={{ transform: `translateY(${at.top}px)`, height: at.height, paddingInlineStart: row.depth * (wide ? 24 : 18) + (wide ? 24 : 4) }}
              className="absolute inset-x-0 top-0 scroll-mb-24 scroll-mt-16"
            >
              <span role="gridcell" className="block h-full">
                {structure?.addField(at.current)}
              </span>
            </div>
          )
        })}
        {drag.line && (
          <div
            aria-hidden
            className="pointer-events-none absolute right-0 z-[1] h-0.5 rounded bg-accent"
            style={{ top: drag.line.top - 1, left: (wide ? 32 : 16) + drag.line.depth * (wide ? 24 : 18) }}
          />
        )}
      </div>
      <Suspense>
        {selected.size > 0 && (
          <SelectionBar
            count={selected.size}
            run={(command) =>
              void run(
                command,
                shown.find((row) => selected.has(row.key)),
              )
            }
            onPriority={(priority) => setPriority(priority, targets())}
            onClear={() => {
              setSelected(none)
              back()
            }}
          />
        )}
        {menu && (
          <RowMenu
            label={`Commands for ${name(menu.row)}`}
            at={menu.at}
            onClose={() => {
              setMenu(null)
              back()
            }}
            about={{
              status: replica.get(menu.row.space, 'task', menu.row.id)?.status ?? 'open',
              priority: replica.get(menu.row.space, 'task', menu.row.id)?.priority ?? 0,
              opens: onOpen !== undefined,
              ordered: structure !== undefined,
              chosen: selected.has(menu.row.key),
            }}
            run={(command) => void run(command, menu.row)}
            onPriority={(priority) => setPriority(priority, selected.has(menu.row.key) ? targets() : [menu.row])}
          />
        )}
        {asked?.what === 'move' && (
          <MoveDialog
            space={asked.rows[0]?.space ?? replica.person}
            count={asked.rows.length}
            onClose={() => {
              setAsked(null)
              back()
            }}
            onMove={(listId, sectionId, to) => {
              own()
              const moving = topmost(shown, new Set(asked.rows.map(({ key }) => key)))
              const next = after(new Set(moving.map(({ key }) => key)), -1)
              if (next !== null) focus(next)
              const [first] = moving
              if (first) actions.move(first.space, idsOf(moving), listId, { parentId: null, sectionId, beforeId: null })
              setSelected(none)
              announce(`Moved to ${to}`)
            }}
          />
        )}
        {asked?.what === 'due' && (
          <DueDialog
            due={asked.rows[0] ? (replica.get(asked.rows[0].space, 'task', asked.rows[0].id)?.due ?? null) : null}
            onClose={() => {
              setAsked(null)
              back()
            }}
            onSet={(due) => {
              own()
              actions.setDue(asked.rows, due)
            }}
          />
        )}
        {asked?.what === 'help' && (
          <HelpSheet
            onClose={() => {
              setAsked(null)
              if (inside.current) back()
            }}
          />
        )}
      </Suspense>
      {chord && (
        <div role="status" className="fixed inset-x-0 bottom-6 z-20 mx-auto w-fit rounded-md border border-line bg-raised px-4 py-2 text-[13px] shadow-float">
          Priority:{' '}
          {([1, 2, 3, 4, 0] as const).map((one) => (
            <span key={one} className="ml-3">
              <kbd className="font-sans font-semibold">{one}</kbd> {priorityWords[one]}
            </span>
          ))}
        </div>
      )}
    </>
  )
}
