import type { Collection, Document } from 'mongodb'
import type { Status } from '@muster/core/contract/kinds.ts'
import type { Siblings } from '../../ports/store.ts'
import type { TaskAsk, TaskRow } from '../../ports/view.ts'
import { liftJson } from '../lift.ts'
import { closedStatuses, labelKey, latestOf, listShelf, listShelves, orderOf, parentShelf, rowOf, shelvesOf, spotOf } from '../task-keys.ts'
import type { How } from './bounded.ts'
import { findAssigned } from './assigned.ts'
import { olderTexts } from './older-texts.ts'
import { withId, type DocRow } from './rows.ts'

const docOnly = { doc: 1, _id: 0 } as const
const rowFields = { json: 1, shelf: 1, spot: 1 } as const

/** Just above a text: nothing lies between. */
const justAbove = (text: string): string => `${text}\0`

type Found = Pick<DocRow, '_id' | 'json' | 'shelf' | 'spot' | 'updated'> & Partial<Pick<DocRow, 'doc'>>

/** The tasks that a view asks for, by the one index that each path is for. */
export const findTasks = async (rows: Collection<DocRow>, space: string, { path, after, limit }: TaskAsk, how: How = {}): Promise<readonly TaskRow[]> => {
  const find = async (filter: object, sort: Record<string, 1 | -1>, hint: string, range: { readonly min?: Document; readonly max?: Document } = {}) => {
    const projection = { ...rowFields, ...(hint === 'updated' ? { updated: 1 } : hint === 'completion' ? { 'doc.completedAt': 1 } : {}) }
    const found: readonly Found[] = await rows.find({ spaceId: space, ...filter }, { projection, sort, hint, limit, ...range, ...how }).toArray()
    const older = await olderTexts(rows, [space], found, how)
    return found.map(({ _id, json, shelf, spot = '', updated = '', doc }) => ({
      ...rowOf(_id.slice(_id.lastIndexOf(':') + 1), shelf ?? null, spot, updated.split(' ', 1)[0] ?? '', liftJson(json ?? older.get(_id) ?? '')),
      ...(hint === 'completion' ? { completedAt: doc && 'completedAt' in doc ? doc.completedAt : null } : {}),
    }))
  }
  const spot = after ? withId(spotOf(after), after.id) : ''
  if (path.by === 'parent') return find({ shelf: parentShelf(path.parent), spot: { $gt: spot } }, { spot: 1 }, 'shelf')
  if (path.by === 'updated') return find({ updated: { $gt: after ? withId(after.updatedAt, after.id) : path.since } }, { updated: 1 }, 'updated')
  if (path.by === 'closed') {
    // Later ones come first: an empty text is behind all moments. After a moment and an id no filter says it as one range.
    const onShelf = (status: Status) => {
      const shelf = listShelf(status, path.list)
      const end = { spaceId: space, shelf, 'doc.completedAt': '', 'doc.id': '' }
      const range = {
        min: after?.completedAt ? { ...end, 'doc.completedAt': after.completedAt, 'doc.id': justAbove(after.id) } : { ...end, 'doc.completedAt': '~' },
        max: end,
      }
      return find({ shelf, 'doc.completedAt': { $gt: '' } }, { 'doc.completedAt': -1, 'doc.id': 1 }, 'completion', range)
    }
    // One after the other: a session takes one command at a time.
    const shelves: (readonly TaskRow[])[] = []
    for (const status of closedStatuses) shelves.push(await onShelf(status))
    return latestOf(shelves, limit)
  }
  if (path.by === 'label')
    return find({ labels: { $in: path.labels.map((label) => labelKey(path.status, label)) }, 'doc.id': { $gt: after?.id ?? '' } }, { 'doc.id': 1 }, 'labels')
  if (path.by === 'assigned') return (await findAssigned(rows, [space], { ...path, after: after && { ...after, space }, limit }, how)).map(({ row }) => row)
  if (path.list !== null) return find({ shelf: listShelf(path.status, path.list), spot: { $gt: spot } }, { spot: 1 }, 'shelf')
  // Over all lists it is one range of (shelf, spot), which a filter cannot say: its bounds are given as they are.
  const { from, to } = listShelves(path.status)
  const min = after?.listId ? { spaceId: space, shelf: listShelf(path.status, after.listId), spot: justAbove(spot) } : { spaceId: space, shelf: from, spot: '' }
  return find({ shelf: { $gt: from, $lt: to } }, { shelf: 1, spot: 1 }, 'shelf', { min, max: { spaceId: space, shelf: to, spot: '' } })
}

/** The order key of the last among siblings. */
export const findLast = async (rows: Collection<DocRow>, space: string, siblings: Siblings, how: How = {}): Promise<string | undefined> => {
  const { shelves, from, to } = shelvesOf(siblings)
  const [last] = await rows
    .find(
      { spaceId: space, shelf: { $in: [...shelves] }, spot: { $gt: from, $lt: to } },
      { projection: { spot: 1, _id: 0 }, sort: { spot: -1 }, hint: 'shelf', limit: 1, ...how },
    )
    .toArray()
  return last?.spot === undefined ? undefined : orderOf(last.spot)
}

/** The tasks right below any of the parents. */
export const findChildren = (
  rows: Collection<DocRow>,
  space: string,
  parents: readonly string[],
  limit: number,
  how: How = {},
): Promise<readonly Pick<DocRow, 'doc'>[]> =>
  rows.find({ spaceId: space, shelf: { $in: parents.map(parentShelf) } }, { projection: docOnly, hint: 'shelf', limit, batchSize: limit, ...how }).toArray()
