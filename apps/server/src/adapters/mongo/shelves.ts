import type { Collection } from 'mongodb'
import type { ShelfAsk } from '../../ports/view.ts'
import { mergedShelves, shelfIn, shelfRange, shelfSpot } from '../shelves.ts'
import type { How } from './bounded.ts'
import { withId, type DocRow } from './rows.ts'

const docOnly = { doc: 1, _id: 0 } as const

/** Rows of a shelf in their order: one range of the index, which a filter cannot say where it goes on within. */
export const findShelf = (
  rows: Collection<DocRow>,
  space: string,
  { shelf, after, limit }: ShelfAsk,
  how: How = {},
): Promise<readonly Pick<DocRow, 'doc'>[]> => {
  const { from, to } = shelfRange(shelf)
  const begin = after ? { shelf: shelfIn(shelf, after.within), spot: `${withId(shelfSpot(after.order), after.id)}\0` } : { shelf: from, spot: '' }
  return rows
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
        ...how,
      },
    )
    .toArray()
}

/** How many rows of a shelf there are, counted up to `atMost` by the index alone. */
export const countShelf = async (rows: Collection<DocRow>, space: string, shelf: ShelfAsk['shelf'], atMost: number, how: How = {}): Promise<number> => {
  const { from, to } = shelfRange(shelf)
  const found = await rows
    .find({ spaceId: space, shelf: { $gte: from, $lt: to } }, { projection: { shelf: 1, _id: 0 }, hint: 'shelf', limit: atMost, batchSize: atMost, ...how })
    .toArray()
  return found.length
}

/** The labels that were merged into any of some. */
export const findMerged = (
  rows: Collection<DocRow>,
  space: string,
  into: readonly string[],
  limit: number,
  how: How = {},
): Promise<readonly Pick<DocRow, 'doc'>[]> =>
  rows.find({ spaceId: space, shelf: { $in: [...mergedShelves(into)] } }, { projection: docOnly, hint: 'shelf', limit, batchSize: limit, ...how }).toArray()
