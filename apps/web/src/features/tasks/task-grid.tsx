import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type Ref } from 'react'
import { useStore } from 'zustand'
import type { SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica } from '../../replica/context.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { useStoredInEntry } from '../../lib/view-memory.ts'
import { fetchWhenIdle, whenIdle } from '../../lib/when-idle.ts'
import type { CommandId } from '../../tab/command-table.ts'
import { holdKeys } from '../../tab/kept-keys.ts'
import { overList, Part, Raise } from '../../tab/part.tsx'
import { taskActions } from './actions-in-order.ts'
import { commandsNow, onMissedCommands, withCommands } from './commands-in-order.ts'
import { DoneHead, GroupHead, SectionHead, type SectionHandlers } from './head-rows.tsx'
import type { commandsIn, GridView, Origin } from './commands.ts'
import { createGridStore, none } from './grid-store.ts'
import { createKeyIndexes } from './model/key-index.ts'
import type { Destination } from './model/moves.ts'
import type { AddPlace, Row, TaskRow as TaskRowOf } from './model/rows.ts'
import { drawn, offsetsOf } from './model/windowing.ts'
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
  /** None where sections may not be changed. */
  readonly section: SectionHandlers | undefined
}
export interface GridHandle {
  /** Says that rows change because somebody wanted it: they follow at once. */
  readonly own: () => void
  readonly focus: (key: string) => void
  /** Gives the focus back from the add row to where it came from, and the page its place. */
  readonly back: () => void
  readonly edit: (key: string) => void
}
const addIn = (rows: readonly Row[]) => JSON.stringify(rows.find(({ kind }) => kind === 'add'))
interface Props {
  readonly label: string
  readonly rows: readonly Row[]
  readonly structure?: Structure
  readonly onOpen?: ((space: string, id: string) => void) | undefined
  readonly handle?: Ref<GridHandle>
}
// Apart from the first load; fetched when idle, so that they are there offline.
const dialogs = () => import('./asked.tsx')
const Asked = lazyPart(() => dialogs().then((module) => module.Asked))
const RowMenu = lazyPart(() => import('./row-menu.tsx').then((module) => module.RowMenu))
const SelectionBar = lazyPart(() => import('./selection-bar.tsx').then((module) => module.SelectionBar))
fetchWhenIdle(dialogs)

const isTask = (row: Row | undefined): row is TaskRowOf => row?.kind === 'task'

/** Tasks as a treegrid: draws what is in view, one row reached by Tab, every command by key and by menu, on one or on many. */
export const TaskGrid = ({ label, rows, structure, onOpen, handle }: Props) => {
  const replica = useReplica()
  const actions = useMemo(() => taskActions(replica), [replica])
  const wide = useWide()
  const listed = structure !== undefined
  const grid = useRef<HTMLDivElement>(null)
  const [store] = useState(() => createGridStore(label))
  const { active, selected: marked, editing, menu, asked } = useStore(store)
  useStoredInEntry(`${label} row`, active)
  useStoredInEntry(`${label} selection`, marked)
  const [dragging, setDragging] = useState(false)
  const [missed, setMissed] = useState<Error | null>(null)
  useEffect(() => onMissedCommands(setMissed), [])
  const { shown, mark, wasOwn } = useSettled(rows, editing !== null || menu !== null || asked !== null || dragging)
  const wanted = useRef<string | null>(null)
  const [, askAgain] = useState(0)
  const inside = useRef(false)
  /** Where the current row stands: what takes its place when it leaves is current. */
  const [place, setPlace] = useState(0)

  const [indexed] = useState(createKeyIndexes)
  const indexOf = useMemo(() => indexed(shown), [indexed, shown])
  // What left the view is not acted on, and is marked again should it come back.
  const selected = useMemo(
    () => ([...marked].every((key) => indexOf.has(key)) ? marked : new Set([...marked].filter((key) => indexOf.has(key)))),
    [marked, indexOf],
  )
  const heightOf = useCallback(
    (row: Row): number => {
      if (row.kind === 'section' || row.kind === 'done' || row.kind === 'head') return wide ? 48 : 56
      if (row.kind === 'add' || wide) return wide ? 36 : 44
      return row.detailed || !listed ? 60 : 44
    },
    [wide, listed],
  )
  const offsets = useMemo(() => offsetsOf(shown, heightOf), [shown, heightOf])
  const range = useWindow(grid, offsets)
  const found = active === null ? -1 : (indexOf.get(active) ?? -1)
  if (found >= 0 && found !== place) setPlace(found)
  const askedOf = useMemo(() => new Set(asked?.rows.map(({ key }) => key)), [asked])
  const current = active !== null && indexOf.has(active) ? active : (shown[Math.min(place, shown.length - 1)]?.key ?? null)
  const visible = useMemo(() => {
    const last = shown.length - 1
    return drawn([Math.min(range[0], last), Math.min(range[1], last)], [current === null ? -1 : (indexOf.get(current) ?? -1), indexOf.get('add') ?? -1]).filter(
      (index) => index >= 0,
    )
  }, [range, shown, current, indexOf])

  const setActive = useCallback((key: string | null) => store.setState({ active: key }), [store])
  const origin = useRef<Origin | null>(null)
  /** The rows among which the focus was last given to one: the page stands where it should. */
  const reached = useRef<readonly Row[] | null>(null)
  const comeFrom = useCallback(
    (element: EventTarget | null) => {
      origin.current ??= { key: store.getState().active, element, top: scrollY }
    },
    [store],
  )
  const focus = useCallback(
    (key: string) => {
      if (key === 'add') comeFrom(document.activeElement)
      wanted.current = key
      setActive(key)
      // It may be the current row already and still not have the focus.
      askAgain((times) => times + 1)
    },
    [setActive, comeFrom],
  )
  const elementOf = (key: string) =>
    [...(grid.current?.children ?? [])].find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset['key'] === key)
  useLayoutEffect(() => {
    const key = wanted.current
    const element = key === null ? undefined : elementOf(key)
    // The add row is on its way to where it was asked for.
    if (!element || !grid.current || (key === 'add' && addIn(shown) !== addIn(rows))) return
    wanted.current = null
    reached.current = shown
    const target = key === 'add' ? (element.querySelector('input') ?? element) : element
    target.focus({ preventScroll: true })
    // It may still be on its way: the page is scrolled to where it will be, with the margins of a row.
    const top = grid.current.getBoundingClientRect().top + (offsets[indexOf.get(key ?? '') ?? 0] ?? 0)
    scrollBy(0, Math.min(0, top - 64) || Math.max(0, top + element.offsetHeight + 96 - innerHeight))
  })

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
    if (old === shown || wasOwn() || reached.current === shown || !grid.current) return
    // Rows that others moved leave the focused row, else the topmost, where it is on screen.
    const top = -grid.current.getBoundingClientRect().top
    const focused = grid.current.contains(document.activeElement) ? active : null
    const at = old.findIndex((row, n) => (focused === null ? (oldOffsets[n] ?? 0) >= top && indexOf.has(row.key) : row.key === focused))
    const key = old[at]?.key
    const now = key === undefined ? undefined : indexOf.get(key)
    if (top > 0 && now !== undefined) (document.scrollingElement ?? document.documentElement).scrollTop += (offsets[now] ?? 0) - (oldOffsets[at] ?? 0)
  }, [shown, offsets, indexOf, active, focus, setActive, wasOwn, place])

  const own = useCallback(() => {
    mark('ownAt')
    const element = grid.current
    if (!element) return
    element.dataset['moving'] = ''
    setTimeout(() => delete element.dataset['moving'], 250)
  }, [mark])
  const setEditing = useCallback((key: string | null) => store.setState({ editing: key }), [store])
  const edit = useCallback((key: string) => store.setState({ active: key, editing: key }), [store])

  const view: GridView = {
    shown,
    indexOf,
    selected,
    current,
    page: Math.max(1, Math.floor(innerHeight / (wide ? 36 : 44)) - 3),
    structure,
    onOpen,
    isInside: () => inside.current,
    rowAt: (element) =>
      grid.current?.contains(element) ? shown[indexOf.get(element.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? '') ?? -1] : undefined,
    besides: (key) => (key === null ? undefined : elementOf(key)?.querySelector<HTMLElement>('[data-more]')) ?? grid.current,
    menuAt: (key) => {
      const rect = elementOf(key)?.getBoundingClientRect()
      return rect && { x: rect.left + 48, y: rect.bottom }
    },
    origin,
    focus,
    own,
    mark,
  }
  const given = useRef({ replica, actions, store, view })
  useEffect(() => {
    given.current = { replica, actions, store, view }
  })
  /** Commands see the view as it is drawn; one that is given before their code is here waits for it. */
  const command = useCallback((give: (commands: ReturnType<typeof commandsIn>) => void) => {
    withCommands(({ commandsIn }) => give(commandsIn(given.current)))
  }, [])
  useImperativeHandle(handle, () => ({ own, focus, edit, back: () => command(({ back }) => back()) }), [own, focus, edit, command])
  const run = (what: CommandId, row: Row | undefined) => command((to) => to.run(what, row))
  // Before what stood here until now lets go of them.
  useLayoutEffect(() => {
    const release = holdKeys()
    let stop = () => {}
    let gone = false
    whenIdle(() =>
      withCommands(({ listen }) => {
        if (!gone) stop = listen(() => given.current, grid)
        release()
      }),
    )
    return () => {
      gone = true
      release()
      stop()
    }
  }, [])

  const onDrop = (some: readonly TaskRowOf[], to: Destination) => command(({ moveTo }) => moveTo(some, to))
  const drag = useDrag({ grid, rows: shown, offsets, selected, enabled: structure?.manual ?? false, onDragging: setDragging, onDrop, replica })
  const latest = useRef({ run })
  useEffect(() => {
    latest.current = { run }
  })
  const onRow = useMemo<RowHandlers>(
    () => ({
      toggle: (row) => command(({ setStatus }) => setStatus([row], 'done')),
      fold: (row) => latest.current.run(row.folded ? 'unfold' : 'fold', row),
      press: (row, event) => command(({ press }) => press(row, event)),
      rename: (row, title) => actions.rename(row, title),
      stopEditing: (back) => {
        setEditing(null)
        if (back) wanted.current = grid.current?.querySelector<HTMLElement>('[data-id]:has(input)')?.dataset['key'] ?? null
      },
      schedule: (row) => {
        const { selected: now } = store.getState()
        store.setState({ active: row.key, selected: now.has(row.key) ? now : none })
        // Once it is drawn: what was selected before is not meant.
        requestAnimationFrame(() => latest.current.run('schedule', row))
      },
      menu: (row, at) => store.setState({ active: row.key, menu: { row, at } }),
      mount: drag.mount,
    }),
    [actions, command, store, setEditing, drag.mount],
  )
  const again = () => {
    if (current !== null) focus(current)
  }
  const shut = () => {
    store.setState({ menu: null, asked: null })
    again()
  }
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
          if (key === 'add') comeFrom(event.relatedTarget)
          else origin.current = null
          if (key !== undefined) setActive(key)
        }}
        onBlur={(event) => {
          if (event.relatedTarget && !grid.current?.contains(event.relatedTarget)) {
            inside.current = false
            origin.current = null
          }
        }}
      >
        {visible.map((index) => {
          const row = shown[index]
          if (!row) return null
          const at = { top: offsets[index] ?? 0, height: heightOf(row), index, current: row.key === current }
          if (row.kind === 'task')
            return (
              <TaskRow
                key={row.key}
                row={row}
                {...at}
                chosen={selected.has(row.key)}
                asked={askedOf.has(row.key)}
                editing={editing === row.key}
                wide={wide}
                listed={listed}
                on={onRow}
              />
            )
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
      <Part of={menu ?? asked ?? selected.size > 0} look={overList}>
        {missed && <Raise error={missed} />}
        {selected.size > 0 && (
          <SelectionBar
            count={selected.size}
            run={(what) =>
              run(
                what,
                shown.find((row) => selected.has(row.key)),
              )
            }
            onClear={() => {
              store.setState({ selected: none, anchor: null })
              again()
            }}
          />
        )}
        {menu && (
          <RowMenu
            at={menu.at}
            onClose={shut}
            row={menu.row}
            chosen={selected.has(menu.row.key)}
            offers={(what) => commandsNow()?.commandsIn({ replica, actions, store, view }).offers(what, menu.row) ?? false}
            run={(what) => run(what, menu.row)}
          />
        )}
        {asked && (
          <Asked
            {...asked}
            own={own}
            leave={(then) => command(({ leave }) => then(leave(asked.rows)))}
            onMoved={() => store.setState({ selected: none })}
            onClose={shut}
          />
        )}
      </Part>
    </>
  )
}
