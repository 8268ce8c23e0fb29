import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Siblings } from '../../ports/store.ts'
import type { TaskAsk } from '../../ports/view.ts'
import { labelKey, listShelf, orderOf, parentShelf, shelvesOf, spotOf, taskKeys } from '../task-keys.ts'
import type { Statements } from './statements.ts'

/** Writes a task with what it is found by. */
export const putTask = (sql: Statements, space: string, task: TaskDoc): void => {
  const { id, rev } = task
  const { shelf, spot, updated, labels } = taskKeys(task)
  const json = JSON.stringify(task)
  const listed = labels && JSON.stringify(labels)
  const old = sql.taskKeys.get(space, id)
  if (!old) sql.addTask.run(space, id, rev, json, shelf, spot, updated, listed)
  else if (old.shelf === shelf && old.spot === spot && old.labels === listed) sql.keepTask.run(rev, json, updated, space, id)
  else sql.moveTask.run(rev, json, updated, shelf, spot, listed, space, id)
  const before = old?.labels ?? null
  if (before === listed) return
  const had = before === null ? [] : (JSON.parse(before) as readonly string[])
  for (const label of had) if (!labels?.includes(label)) sql.dropLabel.run(space, label, id)
  for (const label of labels ?? []) if (!had.includes(label)) sql.addLabel.run(space, label, id)
}

/** Ids of the tasks that carry any of the labels, each once: no more keys are read than `limit` of each label. */
const labelled = (sql: Statements, space: string, labels: readonly string[], after: string, limit: number): readonly string[] => {
  const ids = labels.flatMap((label) => sql.labelled.all(space, label, after, limit).map(({ id }) => id))
  return labels.length === 1 ? ids : [...new Set(ids)].sort().slice(0, limit)
}

/** The tasks that a view asks for, as JSON. */
export const findTasks = (sql: Statements, space: string, { path, after, limit }: TaskAsk): readonly string[] => {
  if (path.by === 'parent') return sql.onShelf.all(space, parentShelf(path.parent), after ? spotOf(after) : '', after?.id ?? '', limit).map(({ json }) => json)
  if (path.by === 'updated') return sql.updated.all(space, after?.updatedAt ?? path.since, after?.id ?? '', limit).map(({ json }) => json)
  if (path.by === 'label') {
    const labels = path.labels.map((label) => labelKey(path.status, label))
    return labelled(sql, space, labels, after?.id ?? '', limit).flatMap((id) => sql.doc.get(space, 'task', id)?.json ?? [])
  }
  const found: string[] = []
  for (const list of path.lists) {
    if (after?.listId && list < after.listId) continue
    const from = after && list === after.listId ? ([spotOf(after), after.id] as const) : (['', ''] as const)
    for (const { json } of sql.onShelf.all(space, listShelf(path.status, list), ...from, limit - found.length)) found.push(json)
    if (found.length >= limit) break
  }
  return found
}

/** The order key of the last among siblings. */
export const findLast = (sql: Statements, space: string, siblings: Siblings): string | undefined => {
  const { shelves, from, to } = shelvesOf(siblings)
  const spots = shelves.flatMap((shelf) => sql.lastOnShelf.get(space, shelf, from, to)?.spot ?? []).map(orderOf)
  return spots.sort().at(-1)
}
