import type { ClientSession, Collection } from 'mongodb'
import type { Siblings } from '../../ports/store.ts'
import type { TaskAsk } from '../../ports/view.ts'
import { labelKey, listShelf, orderOf, parentShelf, shelvesOf, spotOf } from '../task-keys.ts'
import { withId, type DocRow } from './rows.ts'

const docOnly = { doc: 1, _id: 0 } as const

/** The tasks that a view asks for, by the one index that each path is for. */
export const findTasks = async (
  rows: Collection<DocRow>,
  space: string,
  { path, after, limit }: TaskAsk,
  session?: ClientSession,
): Promise<readonly Pick<DocRow, 'doc'>[]> => {
  const find = (filter: object, sort: Record<string, 1>, hint: string, most = limit) =>
    rows.find({ spaceId: space, ...filter }, { projection: docOnly, sort, hint, limit: most, ...(session ? { session } : {}) }).toArray()
  const spot = after ? withId(spotOf(after), after.id) : ''
  if (path.by === 'parent') return find({ shelf: parentShelf(path.parent), spot: { $gt: spot } }, { spot: 1 }, 'shelf')
  if (path.by === 'updated') return find({ updated: { $gt: after ? withId(after.updatedAt, after.id) : path.since } }, { updated: 1 }, 'updated')
  if (path.by === 'label')
    return find({ labels: { $in: path.labels.map((label) => labelKey(path.status, label)) }, 'doc.id': { $gt: after?.id ?? '' } }, { 'doc.id': 1 }, 'labels')
  const { status, lists } = path
  const shelves = (wanted: readonly string[]) => wanted.map((list) => listShelf(status, list))
  const from = after?.listId ?? ''
  const begun = lists.includes(from) ? await find({ shelf: listShelf(status, from), spot: { $gt: spot } }, { spot: 1 }, 'shelf') : []
  const rest = lists.filter((list) => list > from)
  if (begun.length >= limit || rest.length === 0) return begun
  return [...begun, ...(await find({ shelf: { $in: shelves(rest) } }, { shelf: 1, spot: 1 }, 'shelf', limit - begun.length))]
}

/** The order key of the last among siblings. */
export const findLast = async (rows: Collection<DocRow>, space: string, siblings: Siblings): Promise<string | undefined> => {
  const { shelves, from, to } = shelvesOf(siblings)
  const [last] = await rows
    .find(
      { spaceId: space, shelf: { $in: [...shelves] }, spot: { $gt: from, $lt: to } },
      { projection: { spot: 1, _id: 0 }, sort: { spot: -1 }, hint: 'shelf', limit: 1 },
    )
    .toArray()
  return last?.spot === undefined ? undefined : orderOf(last.spot)
}

/** The tasks right below any of the parents. */
export const findChildren = (rows: Collection<DocRow>, space: string, parents: readonly string[], limit: number): Promise<readonly Pick<DocRow, 'doc'>[]> =>
  rows.find({ spaceId: space, shelf: { $in: parents.map(parentShelf) } }, { projection: docOnly, hint: 'shelf', limit }).toArray()
