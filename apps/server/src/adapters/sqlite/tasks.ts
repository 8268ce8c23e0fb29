import type { Status } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Siblings } from '../../ports/store.ts'
import type { TaskAsk, TaskRow } from '../../ports/view.ts'
import type { AssignedAsk, TaskIn } from '../../ports/view-over.ts'
import { liftJson } from '../lift.ts'
import { closedStatuses, labelKey, latestOf, listShelf, listShelves, orderOf, parentShelf, rowOf, shelvesOf, spotOf, taskKeys } from '../task-keys.ts'
import { assignedKeys, findAssigned, putAssigned } from './assigned.ts'
import type { Statements, StoredTask } from './statements.ts'
import { trashKey } from './trash-key.ts'
import type { Stand } from './watch.ts'
import { parseStored } from './faults.ts'

/**
 * Writes a task with what it is found by.
 * @returns where it lay, and where it lies
 */
export const putTask = (sql: Statements, space: string, task: TaskDoc): readonly Stand[] => {
  const { id, rev } = task
  const { shelf, spot, updated, labels } = taskKeys(task)
  const [json, trash, assigned] = [JSON.stringify(task), trashKey(task), assignedKeys(task)]
  const listed = labels && JSON.stringify(labels)
  const old = sql.taskKeys.get(space, id)
  if (!old) sql.addTask.run(space, id, rev, json, shelf, spot, updated, listed, trash, assigned)
  else if (old.shelf === shelf && old.spot === spot && old.labels === listed && old.trash === trash && old.assigned === assigned)
    sql.keepTask.run(rev, json, updated, space, id)
  else sql.moveTask.run(rev, json, updated, shelf, spot, listed, trash, assigned, space, id)
  putAssigned(sql, space, id, old?.assigned ?? null, assigned)
  const stands = old
    ? [
        { ...old, id },
        { shelf, spot, id },
      ]
    : [{ shelf, spot, id }]
  const before = old?.labels ?? null
  if (before === listed) return stands
  const had = before === null ? [] : (parseStored(before) as readonly string[])
  for (const label of had) if (!labels?.includes(label)) sql.dropLabel.run(space, label, id)
  for (const label of labels ?? []) if (!had.includes(label)) sql.addLabel.run(space, label, id)
  return stands
}

/** Ids of the tasks that carry any of the labels, each once: no more keys are read than `limit` of each label. */
const labelled = (sql: Statements, space: string, labels: readonly string[], after: string, limit: number): readonly string[] => {
  const ids = labels.flatMap((label) => sql.labelled.all(space, label, after, limit).map(({ id }) => id))
  return labels.length === 1 ? ids : [...new Set(ids)].sort().slice(0, limit)
}

/** Behind every instant. */
const afterAll = '~'

const toRow = ({ id, shelf, spot, json }: StoredTask): TaskRow => rowOf(id, shelf, spot, '', liftJson(json))

/** The tasks that somebody is assigned to, over all the spaces in one order. */
export const findAssignedTasks = (sql: Statements, spaces: readonly string[], ask: AssignedAsk): readonly TaskIn[] =>
  findAssigned(sql, spaces, ask).flatMap(({ day, id, space }) => {
    const task = sql.task.get(space, id)
    return task ? [{ space, row: rowOf(id, task.shelf, task.spot, '', liftJson(task.json), day) }] : []
  })

/** The tasks that a view asks for. */
export const findTasks = (sql: Statements, space: string, { path, after, limit }: TaskAsk): readonly TaskRow[] => {
  if (path.by === 'updated')
    return sql.updated
      .all(space, after?.updatedAt ?? path.since, after?.id ?? '', limit)
      .map(({ id, shelf, spot, updated, json }) => rowOf(id, shelf, spot, updated, liftJson(json)))
  if (path.by === 'label') {
    const labels = path.labels.map((label) => labelKey(path.status, label))
    return labelled(sql, space, labels, after?.id ?? '', limit)
      .flatMap((id) => sql.task.get(space, id) ?? [])
      .map(toRow)
  }
  if (path.by === 'assigned') return findAssignedTasks(sql, [space], { ...path, after: after && { ...after, space }, limit }).map(({ row }) => row)
  if (path.by === 'closed') {
    const onShelf = (status: Status): readonly TaskRow[] => {
      const shelf = listShelf(status, path.list)
      const same = after?.completedAt ? sql.completedAt.all(space, shelf, after.completedAt, after.id, limit) : []
      const before = same.length < limit ? sql.completedBefore.all(space, shelf, after?.completedAt ?? afterAll, limit - same.length) : []
      return [...same, ...before].map((row) => ({ ...rowOf(row.id, shelf, row.spot, '', liftJson(row.json)), completedAt: row.completed }))
    }
    return latestOf(closedStatuses.map(onShelf), limit)
  }
  const [spot, id] = after ? [spotOf(after), after.id] : ['', '']
  if (path.by === 'list' && path.list === null) {
    const { from, to } = listShelves(path.status)
    return sql.onShelves.all(space, after?.listId ? listShelf(path.status, after.listId) : from, spot, id, to, limit).map(toRow)
  }
  const shelf = path.by === 'parent' ? parentShelf(path.parent) : listShelf(path.status, path.list ?? '')
  return sql.onShelf.all(space, shelf, spot, id, limit).map((row) => rowOf(row.id, shelf, row.spot, '', liftJson(row.json)))
}

/** The order key of the last among siblings. */
export const findLast = (sql: Statements, space: string, siblings: Siblings): string | undefined => {
  const { shelves, from, to } = shelvesOf(siblings)
  const spots = shelves.flatMap((shelf) => sql.lastOnShelf.get(space, shelf, from, to)?.spot ?? []).map(orderOf)
  return spots.sort().at(-1)
}
