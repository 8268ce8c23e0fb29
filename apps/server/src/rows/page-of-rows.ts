import { limits } from '@muster/core/contract/limits.ts'
import type { Page, PageQuery } from '@muster/core/contract/schemas/endpoints/common.ts'
import { refuse } from '@muster/core/domain/world.ts'

interface Placed {
  readonly id: string
  /** Sorts ahead of the id. */
  readonly order?: string
}
/** Sorts as text like (order, id) does: a space is below every character of both. */
const positionOf = ({ order = '', id }: Placed) => `${order} ${id}`
const position = /^[0-9A-Za-z]* [0-9a-f-]{36}$/

const readCursor = (cursor: string): string => {
  const text = Buffer.from(cursor, 'base64url').toString()
  return position.test(text) ? text : refuse('invalid', 'That cursor is not one of ours.')
}

/**
 * One page of rows that were read whole, by order and id; for kinds of which a space has few. What is added or moved between two
 * pages is in the later one or in none; nothing else is left out, and nothing comes twice.
 */
export const pageOfRows = <Row extends Placed>(rows: readonly Row[], { limit, cursor }: PageQuery): Page<Row> => {
  const after = cursor === undefined ? '' : readCursor(cursor)
  const size = limit === undefined ? limits.pageDefault : Number(limit)
  const left = rows
    .map((row) => ({ row, at: positionOf(row) }))
    .filter(({ at }) => at > after)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  const last = left[size - 1]
  return { items: left.slice(0, size).map(({ row }) => row), nextCursor: last && left.length > size ? Buffer.from(last.at).toString('base64url') : null }
}
