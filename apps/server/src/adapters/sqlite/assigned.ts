import type { Status } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { dayOf } from '../../ports/view.ts'
import type { AssignedAsk, AssignedSpot } from '../../ports/view-over.ts'
import { parseStored } from './faults.ts'
import type { Statements } from './statements.ts'

const keyOf = (status: Status, assignee: string): string => `${status} ${assignee}`

/** By what each who is assigned to a task finds it: who they are, with its status, and its day. Null where nobody does. */
export const assignedKeys = (task: TaskDoc): string | null => {
  // A document of the first version has none.
  const { assigneeIds = [], status } = task as Partial<TaskDoc> & Pick<TaskDoc, 'status'>
  if (assigneeIds.length === 0 || task.deletedAt !== null) return null
  const day = dayOf(task)
  return JSON.stringify(assigneeIds.map((assignee) => [keyOf(status, assignee), day]))
}

type Keys = readonly (readonly [assignee: string, day: string])[]
const parse = (keys: string | null): Keys => (keys === null ? [] : (parseStored(keys) as Keys))

/** Brings what a task is found by from what was written of it last to what it says now. */
export const putAssigned = (sql: Statements, space: string, id: string, before: string | null, now: string | null): void => {
  if (before === now) return
  const [had, has] = [parse(before), parse(now)]
  const among = (keys: Keys, [who, when]: Keys[number]): boolean => keys.some(([assignee, day]) => assignee === who && day === when)
  for (const key of had) if (!among(has, key)) sql.dropAssignee.run(space, ...key, id)
  for (const key of has) if (!among(had, key)) sql.addAssignee.run(space, ...key, id)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const order = (a: AssignedSpot, b: AssignedSpot): number => compare(a.day, b.day) || compare(a.id, b.id) || compare(a.space, b.space)

/** So many of each space are looked at first where there are many: most spaces have none of the first. Then more each time. */
const few = 4

/** What stands in one space, in its order; read as far as it is asked for. */
const createLine = (sql: Statements, space: string, key: string, after: AssignedSpot | null, first: number) => {
  let [rows, at, size, whole] = [[] as readonly AssignedSpot[], 0, first, false]
  let from: { readonly day: string; readonly id: string } = after ?? { day: '', id: '' }
  const read = (): void => {
    const found = sql.assigned.all(space, key, from.day, from.id, size + 1).map((row) => ({ ...row, space }))
    whole = found.length <= size
    // One more than is wanted is where the next begins: each read takes the row that it begins at with it.
    from = found[size] ?? from
    rows = found.slice(0, size).filter((row) => after === null || order(row, after) > 0)
    at = 0
    size *= 2
  }
  return {
    next: (): AssignedSpot | undefined => {
      while (at === rows.length && !whole) read()
      return rows[at]
    },
    take: (): void => void at++,
  }
}

/** Where the tasks stand that somebody is assigned to, over all the spaces in one order: no more keys are read than a few of each, and those that follow in it. */
export const findAssigned = (sql: Statements, spaces: readonly string[], { status, assignee, after, limit }: AssignedAsk): readonly AssignedSpot[] => {
  const key = keyOf(status, assignee)
  const lines = spaces.map((space) => createLine(sql, space, key, after, spaces.length === 1 ? limit + 1 : few))
  const found: AssignedSpot[] = []
  while (found.length < limit) {
    let first: (typeof lines)[number] | undefined
    let least: AssignedSpot | undefined
    for (const line of lines) {
      const next = line.next()
      if (next && (!least || order(next, least) < 0)) [first, least] = [line, next]
    }
    if (!first || !least) break
    first.take()
    found.push(least)
  }
  return found
}
