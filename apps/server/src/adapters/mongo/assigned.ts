import type { Collection } from 'mongodb'
import { noDay, dayOf } from '../../ports/view.ts'
import type { AssignedAsk, AssignedSpot, TaskIn } from '../../ports/view-over.ts'
import { liftJson } from '../lift.ts'
import { rowOf } from '../task-keys.ts'
import type { How } from './bounded.ts'
import { olderTexts } from './older-texts.ts'
import type { DocRow } from './rows.ts'

/** So many scans of an index MongoDB merges in their order (`internalQueryMaxScansToExplode`); of more it would read all, and sort them. */
const mergedAtMost = 200

const rowFields = { spaceId: 1, json: 1, shelf: 1, spot: 1, 'doc.id': 1, 'doc.due.date': 1 } as const
type Found = Pick<DocRow, '_id' | 'spaceId' | 'json' | 'shelf' | 'spot'> & { readonly doc: Parameters<typeof dayOf>[0] & { readonly id: string } }

/** A part of the order that one scan of each space goes through. */
interface Stretch {
  readonly filter: object
  readonly sort: Record<string, 1>
}
const byId = { 'doc.id': 1 } as const
const byDay = { 'doc.due.date': 1, 'doc.id': 1 } as const
/** Whoever has no day lacks the field, and would stand in front. */
const undated = (more: object = {}): Stretch => ({ filter: { 'doc.due.date': { $exists: false }, ...more }, sort: byId })
const dated = (after: string): Stretch => ({ filter: { 'doc.due.date': { $gt: after } }, sort: byDay })

/** What is left of the order behind a spot; of those that share its day and id, all, since which are behind goes by their spaces. */
const stretchesFrom = (after: AssignedSpot | null): readonly Stretch[] => {
  if (!after) return [dated(''), undated()]
  const from = { 'doc.id': { $gte: after.id } }
  if (after.day === noDay) return [undated(from)]
  return [{ filter: { 'doc.due.date': after.day, ...from }, sort: byId }, dated(after.day), undated()]
}

const spotOf = ({ doc, spaceId }: Found): AssignedSpot => ({ day: dayOf(doc), id: doc.id, space: spaceId })
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const sameTime = (a: AssignedSpot, b: AssignedSpot): boolean => a.day === b.day && a.id === b.id
const order = (a: AssignedSpot, b: AssignedSpot): number => compare(a.day, b.day) || compare(a.id, b.id) || compare(a.space, b.space)

/** The tasks that somebody is assigned to, over all the spaces in one order: a scan of the index for each of them, which MongoDB merges. */
export const findAssigned = async (
  rows: Collection<DocRow>,
  spaces: readonly string[],
  { status, assignee, after, limit }: AssignedAsk,
  how: How = {},
): Promise<readonly TaskIn[]> => {
  const read = async ({ filter, sort }: Stretch, count: number): Promise<readonly Found[]> => {
    const found: Found[] = []
    for (let at = 0; at < spaces.length; at += mergedAtMost) {
      const some = spaces.slice(at, at + mergedAtMost)
      const asked = {
        spaceId: some.length === 1 ? some[0] : { $in: some },
        'doc.assigneeIds': assignee,
        'doc.status': status,
        'doc.deletedAt': null,
        ...filter,
      }
      const read = rows.find(asked as never, { projection: rowFields, sort, hint: 'assigned', limit: count, batchSize: count, ...how })
      found.push(...((await read.toArray()) as unknown as Found[]))
    }
    return found.sort((a, b) => order(spotOf(a), spotOf(b))).slice(0, count)
  }
  /**
   * The first `count` of a stretch that are behind `after`. Of those that share a day and an id (a copy in another space) MongoDB gives any
   * first: the last that came may lack some of its kind in front of it, and are left out where it was not the end.
   */
  const readWhole = async (stretch: Stretch, count: number): Promise<readonly Found[]> => {
    // What was read before, and what is left out, is nearly always one row each, and never more than one of each space.
    for (const spare of [2, 2 * spaces.length]) {
      const found = await read(stretch, count + spare)
      const ended = found.length < count + spare
      const last = found.at(-1)
      const whole = ended || !last ? found : found.filter((one) => !sameTime(spotOf(one), spotOf(last)))
      const fresh = whole.filter((one) => after === null || order(spotOf(one), after) > 0)
      if (ended || fresh.length >= count) return fresh.slice(0, count)
    }
    return []
  }
  const found: Found[] = []
  for (const stretch of stretchesFrom(after)) if (found.length < limit) found.push(...(await readWhole(stretch, limit - found.length)))
  const older = await olderTexts(rows, spaces, found, how)
  return found.map(({ _id, spaceId, json, shelf, spot = '', doc }) => ({
    space: spaceId,
    row: rowOf(doc.id, shelf ?? null, spot, '', liftJson(json ?? older.get(_id) ?? ''), dayOf(doc)),
  }))
}
