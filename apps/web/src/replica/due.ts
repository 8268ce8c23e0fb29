import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { byDue, type Dated, type DueChange } from './indexes.ts'
import { joined } from './signals.ts'
import { positionIn } from './sorted-rows.ts'
import type { SpaceRows } from './space-rows.ts'

/** Calendar dates, both included. */
export interface DayRange {
  readonly from?: string
  readonly to: string
}
export interface TaskRef {
  readonly space: string
  readonly id: string
}
export interface DueRef extends TaskRef {
  readonly due: Day
  readonly order: string
}

/** Whether nothing above a task, nor its list, is done or deleted: those cover what is below them. */
const isUncovered = ({ get }: SpaceRows, task: TaskDoc, isOpenList: (id: string) => boolean): boolean => {
  let top = task
  for (let step = 0; top.parentId !== null; step++) {
    const parent = get('task', top.parentId)
    if (!parent || parent.status !== 'open' || parent.deletedAt !== null || step > 20) return false
    top = parent
  }
  return top.listId !== null && isOpenList(top.listId)
}

/** How many of some in their order are due before a date. */
export const countBefore = (refs: readonly DueRef[], date: string): number => positionIn<Dated>(refs, { due: { date, time: '' }, order: '', id: '' }, byDue)

const isOpenListIn =
  ({ get }: SpaceRows) =>
  (id: string): boolean =>
    get('list', id)?.deletedAt === null

/** Open tasks due within a range, over several spaces: the earliest day first, those with a time by their time before those without. */
export const dueWithin = (spaces: Iterable<SpaceRows>, { from = '', to }: DayRange): readonly DueRef[] => {
  const found: DueRef[] = []
  let full = 0
  for (const rows of spaces) {
    const lists = new Map<string, boolean>()
    const look = isOpenListIn(rows)
    const isOpenList = (id: string): boolean => {
      const is = lists.get(id) ?? look(id)
      lists.set(id, is)
      return is
    }
    const before = found.length
    for (const task of rows.indexes.due()) {
      const { id, due, order } = task
      if (!due || due.date > to) break
      if (due.date >= from && isUncovered(rows, task, isOpenList)) found.push({ space: rows.space, id, due, order })
    }
    if (found.length > before) full++
  }
  // One space has them in order.
  if (full > 1) found.sort(byDue)
  return found
}

/** The same as something to subscribe to: after a change only what is due otherwise is looked at, however much is due. */
export const dueView = (spaces: readonly SpaceRows[], range: DayRange) => {
  const { from = '', to } = range
  let versions: readonly number[] | undefined
  let found: DueRef[] = []
  const placeOf = (space: string, task: TaskDoc): number => {
    let at = positionIn<Dated>(found, task, byDue)
    // While it moves to another space a task may stand in both.
    while (found[at]?.id === task.id && found[at]?.space !== space) at++
    return at
  }
  const take = (rows: SpaceRows, { was, now }: DueChange) => {
    const { space } = rows
    if (was) {
      const at = placeOf(space, was)
      if (found[at]?.id === was.id && found[at].space === space) found.splice(at, 1)
    }
    const due = now?.due
    if (now && due && due.date >= from && due.date <= to && isUncovered(rows, now, isOpenListIn(rows)))
      found.splice(placeOf(space, now), 0, { space, id: now.id, due, order: now.order })
  }
  return {
    subscribe: (listener: () => void) =>
      joined(
        spaces.map(({ indexes }) => indexes.told.days.subscribe),
        listener,
      ),
    read: (): readonly DueRef[] => {
      const now = spaces.map(({ indexes }) => indexes.days.version())
      if (versions && now.every((version, n) => version === versions?.[n])) return found
      const changes = spaces.map(({ indexes }, n) => indexes.days.since(versions?.[n] ?? -1))
      if (versions && changes.every((some) => some !== undefined)) {
        found = found.slice()
        spaces.forEach((rows, n) => changes[n]?.forEach((change) => take(rows, change)))
      } else found = [...dueWithin(spaces, range)]
      versions = now
      return found
    },
  }
}
