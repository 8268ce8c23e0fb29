import type { MouseEvent, RefObject } from 'react'
import type { StoreApi } from 'zustand'
import type { Priority } from '@muster/core/contract/kinds.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { openTask } from '../../lib/addresses.ts'
import { isByFinger } from '../../lib/by-finger.ts'
import type { Replica } from '../../replica/replica.ts'
import type { CommandId } from '../../tab/command-table.ts'
import { closesByEscape, takeCommands, type Scope } from '../../tab/scopes.ts'
import { notice } from '../../tab/toast.ts'
import { announce } from '../../ui/announcer.tsx'
import type { TaskActions } from './actions.ts'
import type { PromptKind } from './prompt.tsx'
import { endsByBack } from './ends-by-back.ts'
import { none, type GridStore } from './grid-store.ts'
import type { KeyIndex } from './model/key-index.ts'
import { onHold } from './hold.ts'
import { siblingsOf, stepTo, type Destination, type Way } from './model/moves.ts'
import { topmost, withBelow } from './model/carried.ts'
import type { Row, TaskRow } from './model/rows.ts'
import type { Structure } from './task-grid.tsx'
import { say as sayPage } from '../../messages/page.ts'
import { say as sayStep } from '../../messages/steps.ts'
import { commandText } from '../../tab/command-text.ts'
import { say } from './say.ts'

/** Where the focus came from to the add row, and how far the page was scrolled. */
export interface Origin {
  readonly key: string | null
  readonly element: EventTarget | null
  readonly top: number
}
/** What a view gives commands: its rows in order, and what it can do with them. Where they stand on the screen is its own business. */
export interface GridView {
  readonly shown: readonly Row[]
  readonly indexOf: KeyIndex
  /** Of what is selected, what stands in the view. */
  readonly selected: ReadonlySet<string>
  /** The row that Tab reaches. */
  readonly current: string | null
  /** How many rows make a page. */
  readonly page: number
  readonly structure: Structure | undefined
  readonly onOpen: ((space: string, id: string) => void) | undefined
  /** Whether the focus is, or was last, in the view. */
  readonly isInside: () => boolean
  /** The row that an element stands in. */
  readonly rowAt: (element: HTMLElement) => Row | undefined
  /** What something about a row is shown beside. */
  readonly besides: (key: string | null) => HTMLElement | null
  /** Where a row's menu opens. */
  readonly menuAt: (key: string) => { readonly x: number; readonly y: number } | undefined
  readonly origin: RefObject<Origin | null>
  readonly focus: (key: string) => void
  readonly followAtOnce: () => void
  readonly mark: (what: 'doneAt') => void
}
interface Given {
  readonly replica: Replica
  readonly actions: TaskActions
  readonly store: StoreApi<GridStore>
  readonly view: GridView
}
const isTask = (row: Row | undefined): row is TaskRow => row?.kind === 'task'
const writes: ReadonlySet<CommandId> = new Set<CommandId>([
  'rename',
  'add-below',
  'add-above',
  'priority-0',
  'priority-1',
  'priority-2',
  'priority-3',
  'priority-4',
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
  'done',
  'drop',
])
/** What needs an order made by hand, and the way that it goes. */
const ways = { 'move-up': 'up', 'move-down': 'down', indent: 'indent', outdent: 'outdent' } as const
const wayOf = (command: CommandId) => (Object.hasOwn(ways, command) ? ways[command as keyof typeof ways] : undefined)
const keepsAnchor: ReadonlySet<CommandId> = new Set(['extend-down', 'extend-up', 'select'])

/** What can be done in a view of tasks, on one row or on all that are selected. */
export const commandsIn = ({ replica, actions, store, view }: Given) => {
  const { shown, indexOf, selected, current, page, structure, onOpen, isInside, focus, followAtOnce, mark } = view
  const { active } = store.getState()
  const setSelected = (keys: ReadonlySet<string>) => store.setState({ selected: keys })
  const openRows = (some: readonly TaskRow[]) => some.filter(({ space, id }) => replica.get(space, 'task', id)?.status === 'open')
  /** What takes the focus when these rows leave with what is below them: the next one, else the one before, else "Add task". */
  const after = (rows: readonly TaskRow[]): string | null => {
    const keys = new Set(rows.map(({ key }) => key))
    const gone = new Set(withBelow(shown, keys, indexOf).map(({ key }) => key))
    const stays = (row: Row) => isTask(row) && !gone.has(row.key)
    const last = Math.max(...rows.map(({ key }) => indexOf.get(key) ?? -1))
    return (shown.slice(last + 1).find(stays) ?? shown.slice(0, last + 1).findLast(stays))?.key ?? (indexOf.has('add') ? 'add' : null)
  }
  /** Gives the focus on before rows leave with what is below them; those that carry the others. */
  const leave = (rows: readonly TaskRow[]): readonly TaskRow[] => {
    const moving = topmost(shown, new Set(rows.map(({ key }) => key)), indexOf)
    const next = after(moving)
    if (next !== null) focus(next)
    return moving
  }
  /** Selects all from where the selection was begun. */
  const selectTo = (row: Row, begun = store.getState().anchor ?? '') => {
    const [from, to] = [indexOf.get(begun) ?? 0, indexOf.get(row.key) ?? 0].sort((a, b) => a - b) as [number, number]
    setSelected(
      new Set(
        shown
          .slice(from, to + 1)
          .filter(isTask)
          .map(({ key }) => key),
      ),
    )
  }
  /** What a command on a row is about: all that are selected, if any are, else the row. */
  const targetsOf = (row: Row | undefined): readonly TaskRow[] => {
    // Asked for every command of a menu: a long list is gone through only where something is selected.
    const many = selected.size === 0 ? [] : shown.filter((one): one is TaskRow => isTask(one) && selected.has(one.key))
    return many.length > 0 ? many : isTask(row) ? [row] : []
  }
  /** Says so where somebody may only read. */
  const isReadOnly = (some: readonly TaskRow[]): boolean => {
    const space = replica.spaces().find(({ id, role }) => !can(role, 'write') && some.some((row) => row.space === id))
    if (space) notice(say('read-only', { space: space.name }))
    return space !== undefined
  }
  const setStatus = (some: readonly TaskRow[], status: 'done' | 'dropped') => {
    if (isReadOnly(some)) return
    const still = openRows(some)
    if (still.length === 0) return actions.setStatus(some, 'open')
    mark('doneAt')
    if (isInside()) {
      const next = after(some)
      if (next !== null) focus(next)
    }
    actions.setStatus(still, status)
    setSelected(none)
    announce(sayStep(status, { count: still.length }))
  }
  const remove = (some: readonly TaskRow[]) => {
    const next = after(some)
    followAtOnce()
    if (next !== null && isInside()) focus(next)
    actions.remove(some)
    setSelected(none)
    announce(sayStep('deleted', { count: some.length }))
  }
  const moveTo = (some: readonly TaskRow[], to: Destination | null) => {
    if (!structure) return
    if (!structure.manual) return notice(say('is-sorted'))
    if (!to) return announce(say('no-further'))
    followAtOnce()
    structure.move(
      some.map(({ id }) => id),
      to,
    )
    if (to.parentId !== null && some[0]) structure.onFold(`${some[0].space}/${to.parentId}`, false)
    const [first] = some
    if (first) focus(active !== null && some.some(({ key }) => key === active) ? active : first.key)
    announce(sayStep('moved', { count: 1 }))
  }

  /** What each command does on a row, or from elsewhere; those that can be given. */
  const doing = (row: Row | undefined): Partial<Record<CommandId, () => void>> => {
    const index = row ? (indexOf.get(row.key) ?? 0) : -1
    const task = isTask(row) ? row : undefined
    const some = targetsOf(row)
    const go = (to: number) => {
      const next = shown[Math.max(0, Math.min(shown.length - 1, to))]
      if (next) focus(next.key)
    }
    const extend = (by: 1 | -1) => {
      const next = shown[index + by]
      if (!row || !next) return
      const { anchor } = store.getState()
      const begun = anchor !== null && indexOf.has(anchor) ? anchor : row.key
      store.setState({ anchor: begun })
      selectTo(next, begun)
      focus(next.key)
    }
    const step = (way: Way) => {
      const moving = topmost(shown, new Set(some.map(({ key }) => key)), indexOf)
      moveTo(moving, stepTo(shown, moving, way))
    }
    const ask = (what: PromptKind) => {
      const beside = view.besides(task?.key ?? current)
      if (beside) store.setState({ prompt: { what, rows: some, anchor: beside } })
    }
    const edit = (key: string) => store.setState({ editing: key })
    const addAt = (below: boolean) => {
      if (!structure) return
      const siblings = task ? siblingsOf(shown, task) : []
      followAtOnce()
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
        followAtOnce()
        structure?.onFold(row.key, shut)
      } else if (shut && task?.parentId) focus(`${task.space}/${task.parentId}`)
      else if (!shut && foldable) go(index + 1)
    }
    /** From elsewhere: to the row that was left, else to the first. */
    const enter = () => (current !== null && current !== 'add' ? focus(current) : go(shown.findIndex(({ kind }) => kind !== 'add')))
    return {
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
          rename: () => row.kind === 'section' && structure?.section && edit(row.key),
          menu: () => {
            const at = view.menuAt(row.key)
            if (row.kind === 'section' && at) structure?.section?.menu(row, at)
          },
        }),
      ...(task && {
        open: () => (onOpen ? onOpen(task.space, task.id) : edit(task.key)),
        rename: () => edit(task.key),
        select: () => {
          const now = store.getState().selected
          store.setState({ anchor: task.key, selected: now.has(task.key) ? new Set([...now].filter((key) => key !== task.key)) : new Set([...now, task.key]) })
        },
        menu: () => {
          const at = view.menuAt(task.key)
          if (at) store.setState({ menu: { row: task, at } })
        },
      }),
      ...(some.length > 0 &&
        row && {
          done: () => setStatus(some, 'done'),
          space: () => setStatus(some, 'done'),
          drop: () => setStatus(some, 'dropped'),
          trash: () => remove(some),
          'priority-0': () => setPriority(0, some),
          'priority-1': () => setPriority(1, some),
          'priority-2': () => setPriority(2, some),
          'priority-3': () => setPriority(3, some),
          'priority-4': () => setPriority(4, some),
          move: () => ask('move'),
          schedule: () => ask('due'),
          deadline: () => ask('deadline'),
          label: () => ask('labels'),
          assign: () => {
            const space = some[0]?.space
            if (space === replica.person) notice(say('nobody-else'))
            else ask('assign')
          },
          'move-up': () => step('up'),
          'move-down': () => step('down'),
          indent: () => step('indent'),
          outdent: () => step('outdent'),
        }),
      ...(!row && { down: enter, up: enter }),
    }
  }
  const run = (command: CommandId, row: Row | undefined): void => {
    const act = doing(row)[command]
    if (!act) return
    if (!(writes.has(command) && isReadOnly(targetsOf(row)))) act()
    // Whatever is set is drawn.
    if (!keepsAnchor.has(command) && store.getState().anchor !== null) store.setState({ anchor: null })
  }
  const setPriority = (priority: Priority, some: readonly TaskRow[]) => {
    followAtOnce()
    actions.setPriority(some, priority)
    announce(priority === 0 ? commandText('priority-0') : sayPage('priority', { priority }))
  }
  /** With a finger, while some are selected, a tap selects as well. */
  const isSelecting = (event: Event) => selected.size > 0 && isByFinger(event)
  /** A press on the circle of a row. */
  const tick = (row: TaskRow, { nativeEvent }: MouseEvent) => (isSelecting(nativeEvent) ? run('select', row) : setStatus([row], 'done'))
  /** A finger that rests on a row selects it, and what is selected stays so. */
  const hold = (row: TaskRow) => {
    if (!selected.has(row.key)) run('select', row)
  }
  /** A press on a row opens it; one more on its title, while it is open, renames it. */
  const press = (row: TaskRow, { target, ctrlKey, metaKey, shiftKey, nativeEvent }: MouseEvent) => {
    const on = target as HTMLElement
    if (ctrlKey || metaKey || isSelecting(nativeEvent)) return run('select', row)
    if (shiftKey) return selectTo(row)
    if (!onOpen || (on.closest('[data-title]') && openKey() === row.key)) return run('rename', row)
    onOpen(row.space, row.id)
  }
  /** Gives the focus back from the add row to where it came from, else to the row above it, and the page its place. */
  const back = () => {
    const from = view.origin.current
    view.origin.current = null
    if (from) scrollTo(0, from.top)
    const element = from?.element
    if (element instanceof HTMLElement && element.isConnected && element !== document.body && !view.rowAt(element) && !element.contains(document.activeElement))
      return element.focus({ preventScroll: true })
    const add = indexOf.get('add') ?? shown.length
    const known = from?.key && from.key !== 'add' && indexOf.has(from.key) ? from.key : undefined
    const key = known ?? (shown.slice(0, add).findLast(isTask) ?? shown.find(isTask))?.key
    if (key !== undefined) focus(key)
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }
  /** Whether a menu offers a command on a row. */
  const offers = (command: CommandId, row: TaskRow): boolean => {
    const task = replica.get(row.space, 'task', row.id)
    const space = replica.spaces().find(({ id }) => id === row.space)
    if (!task || !(command in doing(row)) || (writes.has(command) && space && !can(space.role, 'write'))) return false
    if (command === 'assign') return row.space !== replica.person
    if (command === 'open') return onOpen !== undefined
    if (command === 'drop') return task.status === 'open'
    if (command === 'add-below') return structure !== undefined && task.status === 'open'
    const way = wayOf(command)
    if (way === undefined) return true
    if (structure?.manual !== true || task.status !== 'open') return false
    // Of a menu nothing is in vain; by key it is said that it goes no further.
    return stepTo(shown, topmost(shown, new Set(targetsOf(row).map(({ key }) => key)), indexOf), way) !== null
  }
  return { doing, run, press, tick, hold, back, offers, setStatus, moveTo, leave, selectTo }
}

/** What can be done from elsewhere with what is selected, or with the task that is open in its panel. */
const elsewhere: ReadonlySet<CommandId> = new Set([
  'done',
  'drop',
  'schedule',
  'deadline',
  'priority-0',
  'priority-1',
  'priority-2',
  'priority-3',
  'priority-4',
  'label',
  'assign',
  'move',
])
/** What goes through the list on from the task that is open beside it. */
const onFromOpen: ReadonlySet<CommandId> = new Set(['down', 'up', 'add-below', 'add-above', 'select', 'extend-down', 'extend-up'])

/** The task that is open beside the view. */
const openKey = () => {
  const open = openTask(location.search)
  return open && `${open.space}/${open.id}`
}

/** A view of tasks as a part of the page that takes commands, by where the focus is. */
const scopeOf = (given: () => Given): Scope => {
  const rowFor = (id: CommandId, target: HTMLElement): Row | undefined => {
    const { view } = given()
    const row = view.rowAt(target)
    if (row || !(elsewhere.has(id) || onFromOpen.has(id))) return row
    const panel = target.closest('.panel')
    const open = view.shown[view.indexOf.get(openKey() ?? '') ?? -1]
    // A sheet lies over the list: nobody sees where they would go.
    if (panel) return elsewhere.has(id) || !panel.matches('[aria-modal]') ? open : undefined
    if (!elsewhere.has(id)) return undefined
    if (target !== document.body && !target.closest('main')) return undefined
    return view.shown.find(({ key }) => view.selected.has(key)) ?? open
  }
  return {
    can: (id, target) => id in commandsIn(given()).doing(rowFor(id, target)),
    run: (id, target) => commandsIn(given()).run(id, rowFor(id, target)),
  }
}

/** Lets a view take commands and fingers that rest on its rows, and Escape or going back clear what is selected in it; what comes back stops it. */
export const listen = (given: () => Given, element: RefObject<HTMLElement | null>): (() => void) => {
  const { store } = given()
  const clear = () => store.setState({ selected: none, anchor: null })
  const stops = [
    onHold(element.current, (target) => {
      const row = given().view.rowAt(target)
      if (!isTask(row) || store.getState().editing === row.key) return false
      commandsIn(given()).hold(row)
      return true
    }),
    endsByBack(store, clear),
    takeCommands(scopeOf(given)),
    closesByEscape({
      within: () => element.current,
      close: () => {
        const some = store.getState().selected.size > 0
        if (some) clear()
        return some
      },
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

export { taskActions } from './actions.ts'
export { addLeft, addWritten, tellStatus } from './added.ts'
