import type { Kind } from '../contract/kinds.ts'
import type { AnyDoc, NotesDoc } from '../contract/schemas/documents.ts'
import type { TakenBack } from '../contract/schemas/undo.ts'
import { withCheck } from './check-line.ts'
import type { BackPart, StepPart } from './inverse.ts'
import { holdsIn, stepsOf } from './taken-back.ts'

/** A field of a row that does not go back: it was changed since, or the rules no longer allow it. */
export interface Left {
  readonly space: string
  readonly kind: Kind
  readonly id: string
  readonly field: string
}
type Rows = (space: string, kind: Kind, id: string) => AnyDoc | undefined

/**
 * What of a mutation that takes back still can, by the rows as they are; and what is left, because somebody changed it since.
 * @param before what was left by the parts before it: a step may have written a field more than once, and what somebody made of it since
 *   may be what it held in between
 */
export const stillHeld = ({ stood, ...part }: BackPart, rowOf: Rows, before: readonly Left[]): { readonly part?: StepPart; readonly left: readonly Left[] } => {
  const { space } = part
  if (part.name === 'task.transfer@1') {
    const { id } = part.args
    const row = rowOf(space, 'task', id)
    return row && holdsIn(row, 'place', stood) && holdsIn(row, 'deletedAt', null) ? { part, left: [] } : { left: [{ space, kind: 'task', id, field: 'place' }] }
  }
  if (part.name === 'notes.check@1') {
    const { taskId, ...check } = part.args
    const row = rowOf(space, 'notes', taskId) as NotesDoc | undefined
    return row && withCheck(row.text, check) !== undefined ? { part, left: [] } : { left: [{ space, kind: 'notes', id: taskId, field: 'text' }] }
  }
  if (part.name !== 'undo.apply@2') return { part, left: [] }
  const left: Left[] = []
  const changes = part.args.changes.flatMap((change): TakenBack[] => {
    const { kind, id } = change
    const row = rowOf(space, kind, id)
    const held = stepsOf(change).filter(([field, { expect }]) => {
      const wasLeft = before.some((one) => one.kind === kind && one.id === id && one.field === field)
      const holds = row !== undefined && !wasLeft && holdsIn(row, field, expect)
      if (!holds) left.push({ space, kind, id, field })
      return holds
    })
    return held.length > 0 ? [{ kind, id, fields: Object.fromEntries(held) } as TakenBack] : []
  })
  return changes.length > 0 ? { part: { space, name: 'undo.apply@2', args: { changes } }, left } : { left }
}

/** What of a mutation that was run to take back did not go back after all: the rules no longer allow it. */
export const notBack = (part: StepPart, rowOf: Rows): readonly Left[] => {
  const { space } = part
  if (part.name === 'task.transfer@1') return rowOf(part.args.toSpace, 'task', part.args.id) ? [] : [{ space, kind: 'task', id: part.args.id, field: 'place' }]
  if (part.name !== 'undo.apply@2') return []
  return part.args.changes.flatMap((change) => {
    const { kind, id } = change
    const row = rowOf(space, kind, id)
    return stepsOf(change)
      .filter(([field, { to }]) => !row || !holdsIn(row, field, to))
      .map(([field]) => ({ space, kind, id, field }))
  })
}
