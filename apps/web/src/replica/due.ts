import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
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

/** Whether nothing above a task, nor its list, is done or deleted: those cover what is below them. */
const isUncovered = ({ get }: SpaceRows, task: TaskDoc): boolean => {
  let top = task
  for (let step = 0; top.parentId !== null; step++) {
    const parent = get('task', top.parentId)
    if (!parent || parent.status !== 'open' || parent.deletedAt !== null || step > 20) return false
    top = parent
  }
  const list = top.listId === null ? undefined : get('list', top.listId)
  return list !== undefined && list.deletedAt === null
}
const timeOf = ({ due }: TaskDoc): string => (due ? `${due.date}${'time' in due ? due.time : '~'}` : '~')

/** Open tasks due within a range, over several spaces: the earliest day first, those with a time by their time before those without. */
export const dueWithin = (spaces: Iterable<SpaceRows>, { from = '', to }: DayRange): readonly TaskRef[] => {
  const found: { readonly space: string; readonly task: TaskDoc }[] = []
  for (const rows of spaces)
    for (const [date, ids] of rows.indexes.days) {
      if (date < from || date > to) continue
      for (const id of ids) {
        const task = rows.get('task', id)
        if (task && isUncovered(rows, task)) found.push({ space: rows.space, task })
      }
    }
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  found.sort((a, b) => text(timeOf(a.task), timeOf(b.task)) || text(a.task.order, b.task.order) || text(a.task.id, b.task.id))
  return found.map(({ space, task }) => ({ space, id: task.id }))
}

/** The same as something to subscribe to: worked out again only when a day's tasks, or what covers them, changed. */
export const dueView = (spaces: readonly SpaceRows[], range: DayRange) => {
  let at = ''
  let found: readonly TaskRef[] = []
  return {
    subscribe: (listener: () => void) =>
      joined(
        spaces.map(({ indexes }) => indexes.told.days.subscribe),
        listener,
      ),
    read: (): readonly TaskRef[] => {
      const now = spaces.map(({ indexes }) => indexes.dayVersion()).join()
      if (now !== at) {
        at = now
        found = dueWithin(spaces, range)
      }
      return found
    },
  }
}
