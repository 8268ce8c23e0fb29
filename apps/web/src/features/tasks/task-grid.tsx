import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react'
import { useStore } from 'zustand'
import type { SectionDoc } from '@muster/core/contract/schemas/documents.ts'
import { openTask } from '../../lib/addresses.ts'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { useQuery } from '../../lib/router.ts'
import { useStoredInEntry } from '../../lib/view-memory.ts'
import { fetchWhenIdle } from '../../lib/when-idle.ts'
import { useReplica } from '../../replica/context.ts'
import type { CommandId } from '../../tab/command-table.ts'
import { overList, Part, Raise } from '../../tab/part.tsx'
import { taskActions } from './actions-in-order.ts'
import { commandsHere, commandsNow } from './commands-in-order.ts'
import type { GridView } from './commands.ts'
import { createGridStore, none } from './grid-store.ts'
import { DoneHead, GroupHead, SectionHead, type SectionHandlers } from './head-rows.tsx'
import { createKeyIndexes } from './model/key-index.ts'
import type { Destination } from './model/moves.ts'
import { taskKey, type AddPlace, type Row, type TaskRow as TaskRowOf } from './model/rows.ts'
import { TaskRow, type RowHandlers } from './task-row.tsx'
import { useDrag } from './use-drag.ts'
import { useGlide } from './use-glide.ts'
import { useGridCommands } from './use-grid-commands.ts'
import { rowElement, useRowFocus } from './use-row-focus.ts'
import { useRowsInView } from './use-rows-in-view.ts'
import { useSettled } from './use-settled.ts'
import { useSteadyPage } from './use-steady-page.ts'
import { useWide } from '../../lib/use-wide.ts'

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
  /** Says that rows change because somebody wanted it: they follow at once, and glide there unless they keep `still`. */
  readonly followAtOnce: (still?: boolean) => void
  readonly focus: (key: string) => void
  /** Gives the focus back from the add row to where it came from, and the page its place. */
  readonly back: () => void
  readonly edit: (key: string) => void
}
interface Props {
  readonly label: string
  readonly rows: readonly Row[]
  readonly structure?: Structure
  readonly onOpen?: ((space: string, id: string) => void) | undefined
  readonly handle?: Ref<GridHandle>
}

// Apart from the first load; fetched when idle, so that it is there offline. What it offers are commands.
const GridOffers = lazyPart(() => Promise.all([import('./grid-offers.tsx'), commandsHere()]).then(([module]) => module.GridOffers))
fetchWhenIdle(GridOffers.fetchPart)

/** Tasks as a treegrid: draws what is in view, one row reached by Tab, every command by key and by menu, on one or on many. */
export const TaskGrid = ({ label, rows, structure, onOpen, handle }: Props) => {
  const replica = useReplica()
  const actions = useMemo(() => taskActions(replica), [replica])
  const wide = useWide()
  const listed = structure !== undefined
  const grid = useRef<HTMLDivElement>(null)
  const [store] = useState(() => createGridStore(label))
  const { active, selected: marked, editing, menu, prompt } = useStore(store)
  useStoredInEntry(`${label} row`, active)
  useStoredInEntry(`${label} selection`, marked)
  const [dragging, setDragging] = useState(false)
  const { shown, mark, wasOwn } = useSettled(rows, editing !== null || menu !== null || prompt !== null || dragging)
  const setStill = useGlide(grid, shown, wasOwn)
  /** Where the current row stands: what takes its place when it leaves is current. */
  const [place, setPlace] = useState(0)

  const [indexed] = useState(createKeyIndexes)
  const indexOf = useMemo(() => indexed(shown), [indexed, shown])
  // What left the view is not acted on, and is marked again should it come back.
  const selected = useMemo(
    () => ([...marked].every((key) => indexOf.has(key)) ? marked : new Set([...marked].filter((key) => indexOf.has(key)))),
    [marked, indexOf],
  )
  const found = active === null ? -1 : (indexOf.get(active) ?? -1)
  if (found >= 0 && found !== place) setPlace(found)
  const promptedOf = useMemo(() => new Set(prompt?.rows.map(({ key }) => key)), [prompt])
  const current = active !== null && indexOf.has(active) ? active : (shown[Math.min(place, shown.length - 1)]?.key ?? null)
  const { heightOf, offsets, visible } = useRowsInView(grid, { shown, indexOf, current, wide, listed })
  const { focus, focusAfter, inside, origin, reached, onFocus, onBlur } = useRowFocus(grid, offsets, { store, active, rows, shown, indexOf, place })
  useSteadyPage(grid, { shown, offsets, indexOf, active, wasOwn, reached })

  const followAtOnce = useCallback(
    (still = false) => {
      mark('ownAt')
      setStill(still)
    },
    [mark, setStill],
  )
  const large = openTask(useQuery())
  const opened = large && taskKey(large.space, large.id)
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
    besides: (key) => (key === null ? undefined : rowElement(grid.current, key)?.querySelector<HTMLElement>('[data-more]')) ?? grid.current,
    menuAt: (key) => {
      const rect = rowElement(grid.current, key)?.getBoundingClientRect()
      return rect && { x: rect.left + 48, y: rect.bottom }
    },
    origin,
    focus,
    followAtOnce,
    mark,
  }
  const given = { replica, actions, store, view }
  const { command, missed } = useGridCommands(grid, given)
  useImperativeHandle(handle, () => ({ followAtOnce, focus, edit, back: () => command(({ back }) => back()) }), [followAtOnce, focus, edit, command])
  const run = (what: CommandId, row: Row | undefined) => command((to) => to.run(what, row))
  const onDrop = (some: readonly TaskRowOf[], to: Destination) => command(({ moveTo }) => moveTo(some, to))
  const drag = useDrag({ grid, rows: shown, offsets, selected, enabled: structure?.manual ?? false, onDragging: setDragging, onDrop, replica })
  const fold = ({ key, folded }: Row & { readonly folded: boolean }) => {
    followAtOnce()
    structure?.onFold(key, !folded)
  }
  const latest = useRef({ run, fold, onOpen })
  useEffect(() => {
    latest.current = { run, fold, onOpen }
  })
  const onRow = useMemo<RowHandlers>(
    () => ({
      tick: (row, event) => {
        if (commandsNow()) return command(({ tick }) => tick(row, event))
        // Not to be lost with the page, it waits for no code.
        mark('doneAt')
        actions.setStatus([row], replica.get(row.space, 'task', row.id)?.status === 'open' ? 'done' : 'open')
      },
      hold: (row) => command(({ hold }) => hold(row)),
      fold: (row) => latest.current.fold(row),
      press: (row, event) => {
        const { target, ctrlKey, metaKey, shiftKey } = event
        // They have their own.
        if ((target as HTMLElement).closest('button, input')) return
        const { onOpen: opens } = latest.current
        const plain = !ctrlKey && !metaKey && !shiftKey && store.getState().selected.size === 0
        if (plain && opens && !commandsNow() && openTask(location.search)?.id !== row.id) opens(row.space, row.id)
        else command(({ press }) => press(row, event))
      },
      rename: (row, title) => actions.rename(row, title),
      stopEditing: (back) => {
        setEditing(null)
        if (back) focusAfter(grid.current?.querySelector<HTMLElement>('[data-id]:has(input)')?.dataset['key'] ?? null)
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
    [replica, actions, command, mark, store, setEditing, focusAfter, drag.mount],
  )
  const again = () => {
    if (current !== null) focus(current)
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
        onFocus={onFocus}
        onBlur={onBlur}
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
                prompted={promptedOf.has(row.key)}
                editing={editing === row.key}
                open={opened === row.key}
                wide={wide}
                listed={listed}
                on={onRow}
              />
            )
          if (row.kind === 'head') return <GroupHead key={row.key} row={row} {...at} />
          if (row.kind === 'done') return <DoneHead key={row.key} row={row} {...at} onFold={() => fold(row)} />
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
                  onFold={() => fold(row)}
                  stopEditing={(again) => {
                    setEditing(null)
                    if (again) focusAfter(row.key)
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
      <Part of={menu ?? prompt ?? selected.size > 0} look={overList}>
        {missed && <Raise error={missed} />}
        {(menu || prompt || selected.size > 0) && <GridOffers given={given} menu={menu} prompt={prompt} run={run} command={command} again={again} />}
      </Part>
    </>
  )
}
