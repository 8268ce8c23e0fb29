import { limits } from '@muster/core/contract/limits.ts'
import type { DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { Page, PageQuery } from '@muster/core/contract/schemas/endpoints/common.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { spotOn, viewShelf, type Shelf, type ShelfSpot, type ShelvedKind, type View } from '../ports/view.ts'

/** So many rows are looked at for one page, whatever is left out of it: it comes short rather than late. */
const examinedAtMost = 1_000
const written = /^([0-9a-f-]{36})? ([0-9A-Za-z]*) ([0-9a-f-]{36})$/

export const limitOf = ({ limit }: PageQuery): number => (limit === undefined ? limits.pageDefault : Number(limit))
/**
 * Where a page goes on. Refuses `invalid` a cursor that is none of ours, or of another shelf: what lies between the two is not what is asked for.
 * @param on what all rows of the shelf are within; null where they are within different ones
 */
export const readSpot = ({ cursor }: PageQuery, on: string | null = null): ShelfSpot | null => {
  if (cursor === undefined) return null
  const [all, within = '', order = '', id = ''] = written.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return all === undefined || (on !== null && within !== on) ? refuse('invalid', 'That cursor is not one of ours.') : { within, order, id }
}
export const writeSpot = ({ within, order, id }: ShelfSpot): string => Buffer.from(`${within} ${order} ${id}`).toString('base64url')

/**
 * One page of the rows on a shelf, in their order; no more are read than are shown, and one. What is added or moved between two pages is
 * in the later one or in none; nothing else is left out, and nothing comes twice.
 * @param inSight which of some rows are shown; a page may come short, or empty, while more follow
 */
export const pageOfShelf = function* <K extends ShelvedKind>(
  shelf: Shelf & { readonly kind: K },
  from: ShelfSpot | null,
  limit: number,
  inSight?: (rows: readonly DocByKind[K][]) => View<readonly DocByKind[K][]>,
): View<Page<DocByKind[K]>> {
  const items: DocByKind[K][] = []
  let after = from
  for (let examined = 0; examined < examinedAtMost;) {
    const ask = limit - items.length + 1
    const rows = yield* viewShelf({ shelf, after, limit: ask })
    const shown = new Set(inSight ? yield* inSight(rows) : rows)
    for (const row of rows) {
      if (items.length === limit) return { items, nextCursor: after && writeSpot(after) }
      if (shown.has(row)) items.push(row)
      after = spotOn(row)
    }
    if (rows.length < ask) return { items, nextCursor: null }
    examined += rows.length
  }
  return { items, nextCursor: after && writeSpot(after) }
}
