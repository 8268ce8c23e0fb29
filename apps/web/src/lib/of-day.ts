import type { ListDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'

const timeOf = ({ due }: TaskDoc) => (due && 'time' in due ? due.time : '~')
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The open tasks due up to a calendar date, the earliest day first, those with a time by their time before those without.
 * What stands in something deleted or done is out of reach, and left out.
 */
export const dueUpTo = (date: string, tasks: readonly TaskDoc[], lists: readonly ListDoc[]): readonly TaskDoc[] => {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const alive = new Set(lists.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id))
  const inReach = (task: TaskDoc): boolean => {
    if (task.deletedAt !== null || task.status !== 'open') return false
    if (task.parentId === null) return alive.has(task.listId ?? '')
    const parent = byId.get(task.parentId)
    return parent !== undefined && inReach(parent)
  }
  return tasks
    .filter((task) => task.due !== null && task.due.date <= date && inReach(task))
    .toSorted((a, b) => compare(a.due?.date ?? '', b.due?.date ?? '') || compare(timeOf(a), timeOf(b)) || compare(a.order, b.order) || compare(a.id, b.id))
}
