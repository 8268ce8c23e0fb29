import { createHash } from 'node:crypto'
import { refuse } from '@muster/core/domain/world.ts'
import type { TaskPath, TaskSpot } from '../../ports/view.ts'
import type { Filters } from './page.ts'

/** What the order of each path goes by. */
const fields: Readonly<Record<TaskPath['by'], readonly (keyof TaskSpot)[]>> = {
  list: ['listId', 'sectionId', 'order', 'id'],
  closed: ['completedAt', 'id'],
  parent: ['order', 'id'],
  label: ['id'],
  updated: ['updatedAt', 'id'],
  assigned: ['day', 'id'],
}
const nowhere: TaskSpot = { listId: null, sectionId: null, order: '', updatedAt: '', day: '', id: '' }

/** Stands for a list and its filters: a cursor of another is no cursor here. */
const markOf = (where: string, { list, parent, status, label, assignee, updatedSince, order }: Filters): string =>
  createHash('sha256')
    // Without an assignee or an order as builds from before there were any wrote it.
    .update(
      JSON.stringify([
        where,
        list,
        parent,
        status,
        label,
        updatedSince,
        ...(assignee === undefined ? [] : [assignee]),
        ...(order === undefined ? [] : [{ order }]),
      ]),
    )
    .digest('base64url')
    .slice(0, 10)

/** The text by which a page goes on: after which values, and in which space where the list is of many. */
export const writeCursor = (
  where: string,
  filters: Filters,
  by: TaskPath['by'],
  at: { readonly space: string; readonly spot: Partial<TaskSpot> | null },
): string =>
  Buffer.from(JSON.stringify([markOf(where, filters), at.space, at.spot && fields[by].map((field) => at.spot?.[field] ?? null)])).toString('base64url')

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 250

/** What a cursor says; null without one. Refuses `invalid` what was not given out for this list with these filters. */
export const readCursor = (
  where: string,
  filters: Filters,
  by: TaskPath['by'],
  cursor: string | undefined,
): { readonly space: string; readonly spot: TaskSpot | null } | null => {
  if (cursor === undefined) return null
  const foreign = (): never => refuse('invalid', 'That cursor does not belong to this list and these filters. Begin without one.')
  let said: unknown
  try {
    said = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return foreign()
  }
  if (!Array.isArray(said)) return foreign()
  const [mark, space, values] = said as unknown[]
  if (mark !== markOf(where, filters) || !isText(space)) return foreign()
  if (values === null) return { space, spot: null }
  if (
    !Array.isArray(values) ||
    values.length !== fields[by].length ||
    !values.every((value, n) => isText(value) || (value === null && fields[by][n] === 'sectionId'))
  )
    return foreign()
  return { space, spot: { ...nowhere, ...Object.fromEntries(fields[by].map((field, n) => [field, values[n] as string | null])) } }
}
