import type { Day } from '@muster/core/contract/schemas/common.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { byDue } from './indexes.ts'
import { joined } from './signals.ts'
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

/** Open tasks due within a range, over several spaces: the earliest day first, those with a time by their time before those without. */
export const dueWithin = (spaces: Iterable<SpaceRows>, { from = '', to }: DayRange): readonly DueRef[] => {
  const found: { readonly task: TaskDoc; readonly ref: DueRef }[] = []
  let full = 0
  for (const rows of spaces) {
    const lists = new Map<string, boolean>()
    const isOpenList = (id: string): boolean => {
      const known = lists.get(id)
      if (known !== undefined) return known
      const is = rows.get('list', id)?.deletedAt === null
      lists.set(id, is)
      return is
    }
    const before = found.length
    for (const task of rows.indexes.due()) {
      const { id, due } = task
      if (!due || due.date > to) break
      if (due.date >= from && isUncovered(rows, task, isOpenList)) found.push({ task, ref: { space: rows.space, id, due } })
    }
    if (found.length > before) full++
  }
  // One space has them in order.
  if (full > 1) found.sort((a, b) => byDue(a.task, b.task))
  return found.map(({ ref }) => ref)
}

/** The same as something to subscribe to: worked out again only when a day's tasks, or what covers them, changed. */
export const dueView = (spaces: readonly SpaceRows[], range: DayRange) => {
  let at = ''
  let found: readonly DueRef[] = []
  return {
    subscribe: (listener: () => void) =>
      joined(
        spaces.map(({ indexes }) => indexes.told.days.subscribe),
        listener,
      ),
    read: (): readonly DueRef[] => {
      const now = spaces.map(({ indexes }) => indexes.dayVersion()).join()
      if (now !== at) {
        at = now
        found = dueWithin(spaces, range)
      }
      return found
    },
  }
}
