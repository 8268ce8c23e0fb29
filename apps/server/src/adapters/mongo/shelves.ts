import type { Collection } from 'mongodb'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Siblings } from '../../ports/store.ts'
import type { ShelfAsk } from '../../ports/view.ts'
import { lift } from '../lift.ts'
import { mergedShelves, shelfIn, shelfRange, shelfSpot } from '../shelves.ts'
import { orderOf, shelvesOf } from '../task-keys.ts'
import { how, spent, type Within } from './bounded.ts'
import { keysOf, withId, type DocRow } from './rows.ts'
import { findLast } from './tasks.ts'
import { findUnshelved, type Keyed } from './unshelved.ts'

const docOnly = { doc: 1, _id: 0 } as const
const order = (a: Pick<Keyed, 'shelf' | 'spot'>, b: Pick<Keyed, 'shelf' | 'spot'>): number =>
  a.shelf === b.shelf ? (a.spot < b.spot ? -1 : Number(a.spot > b.spot)) : a.shelf < b.shelf ? -1 : 1

/** Rows of a shelf in their order: one range of the index, which a filter cannot say where it goes on within. */
export const findShelf = async (rows: Collection<DocRow>, space: string, { shelf, after, limit }: ShelfAsk, within: Within): Promise<readonly AnyDoc[]> => {
  const { from, to } = shelfRange(shelf)
  const begin = after ? { shelf: shelfIn(shelf, after.within), spot: `${withId(shelfSpot(after.order), after.id)}\0` } : { shelf: from, spot: '' }
  const found = await rows
    .find(
      { spaceId: space, shelf: { $gte: from, $lt: to } },
      {
        projection: docOnly,
        sort: { shelf: 1, spot: 1 },
        hint: 'shelf',
        min: { spaceId: space, ...begin },
        max: { spaceId: space, shelf: to, spot: '' },
        limit,
        batchSize: limit,
        ...how(within.bound, within.session),
      },
    )
    .toArray()
  const docs = spent(found, within.bound).map(({ doc }) => lift(doc))
  const others = (await findUnshelved(rows, space, [shelf.kind], within)).filter((one) => order(one, begin) >= 0 && one.shelf < to)
  if (others.length === 0) return docs
  const keyed = docs.flatMap((doc) => ({ doc, ...(keysOf(doc) ?? begin) }))
  return [...keyed, ...others]
    .sort(order)
    .slice(0, limit)
    .map(({ doc }) => doc)
}

/** How many rows of a shelf there are, counted up to `atMost` by the index alone. */
export const countShelf = async (rows: Collection<DocRow>, space: string, shelf: ShelfAsk['shelf'], atMost: number, within: Within): Promise<number> => {
  const { from, to } = shelfRange(shelf)
  const found = await rows
    .find(
      { spaceId: space, shelf: { $gte: from, $lt: to } },
      { projection: { shelf: 1, _id: 0 }, hint: 'shelf', limit: atMost, batchSize: atMost, ...how(within.bound, within.session) },
    )
    .toArray()
  if (found.length === atMost) return atMost
  const others = (await findUnshelved(rows, space, [shelf.kind], within)).filter((one) => one.shelf >= from && one.shelf < to)
  return Math.min(found.length + others.length, atMost)
}

/** The labels that were merged into any of some. */
export const findMerged = async (
  rows: Collection<DocRow>,
  space: string,
  into: readonly string[],
  limit: number,
  within: Within,
): Promise<readonly AnyDoc[]> => {
  const shelves = mergedShelves(into)
  const found = await rows
    .find(
      { spaceId: space, shelf: { $in: [...shelves] } },
      { projection: docOnly, hint: 'shelf', limit, batchSize: limit, ...how(within.bound, within.session) },
    )
    .toArray()
  const docs = spent(found, within.bound).map(({ doc }) => lift(doc))
  if (docs.length === limit) return docs
  const others = (await findUnshelved(rows, space, ['label'], within)).filter((one) => shelves.includes(one.shelf))
  return [...docs, ...others.map(({ doc }) => doc)].slice(0, limit)
}

/** The order key of the last among siblings, tasks or rows of few. */
export const findLastOrder = async (rows: Collection<DocRow>, space: string, siblings: Siblings, within: Within): Promise<string | undefined> => {
  const last = await findLast(rows, space, siblings, how(within.bound, within.session))
  if (!('kinds' in siblings)) return last
  const { shelves } = shelvesOf(siblings)
  const orders = (await findUnshelved(rows, space, siblings.kinds, within)).flatMap(({ shelf, spot }) => (shelves.includes(shelf) ? [orderOf(spot)] : []))
  return [...orders, ...(last === undefined ? [] : [last])].sort().at(-1)
}
