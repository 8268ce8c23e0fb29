import type { Collection } from 'mongodb'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { lift } from '../lift.ts'
import { how, spent, type Within } from './bounded.ts'
import { keysOf, type DocRow } from './rows.ts'

/** A row with the keys that this build would have written it with. */
export interface Keyed {
  readonly doc: AnyDoc
  readonly shelf: string
  readonly spot: string
}

/**
 * Rows of few that a build from before there were shelves wrote, while it ran beside this one, or since it took its place for a
 * time. It replaces rows whole: so they have no keys, never those of what they were. They are few, and looked at one by one; a row
 * that this build writes is none of them any more.
 */
export const findUnshelved = async (
  rows: Collection<DocRow>,
  space: string,
  kinds: readonly string[],
  { bound, session }: Within,
): Promise<readonly Keyed[]> => {
  const found = await rows
    .find(
      { spaceId: space, kind: { $in: [...kinds] }, shelf: null as never },
      { projection: { doc: 1, _id: 0 }, hint: 'unshelved', batchSize: 1_000, ...how(bound, session) },
    )
    .toArray()
  return spent(found, bound).flatMap(({ doc: stored }) => {
    const doc = lift(stored)
    const keys = keysOf(doc)
    return keys ? [{ doc, ...keys }] : []
  })
}
