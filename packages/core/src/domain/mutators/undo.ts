import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import type { UndoChange } from '../../contract/schemas/undo.ts'
import type { AnyDoc } from '../../contract/schemas/documents.ts'
import { getAll, inTurn, type Rule } from '../ask.ts'
import { found } from '../rows.ts'
import { refuse, type Context, type Mutator } from '../world.ts'
import { labelDelete, labelRestore, labelUpdate } from './labels.ts'
import * as lists from './lists.ts'
import { taskDelete, taskRestore, taskUpdate } from './tasks.ts'

interface Undoing {
  /** The fields a step may be taken back in; where a task stands is taken back by moving it. */
  readonly fields: readonly string[]
  readonly remove: Mutator<{ id: string }>
  readonly restore: Mutator<{ id: string }>
  readonly update: Mutator<{ id: string; set: object }>
}

/** Fields go back by the same rules as they are changed by: an undo can do nothing that could not be done otherwise. */
const undoing: Readonly<Record<UndoChange['kind'], Undoing>> = {
  task: {
    fields: ['title', 'status', 'priority', 'due', 'deadline', 'duration', 'labelIds', 'assigneeIds', 'deletedAt'],
    remove: taskDelete,
    restore: taskRestore,
    update: taskUpdate,
  },
  list: {
    fields: ['name', 'color', 'emoji', 'sort', 'order', 'deletedAt'],
    remove: lists.listDelete,
    restore: lists.listRestore,
    update: lists.listUpdate,
  },
  section: { fields: ['name', 'order', 'deletedAt'], remove: lists.sectionDelete, restore: lists.sectionRestore, update: lists.sectionUpdate },
  folder: { fields: ['name', 'order', 'deletedAt'], remove: lists.folderDelete, restore: lists.folderRestore, update: lists.folderUpdate },
  label: { fields: ['color', 'order', 'deletedAt'], remove: labelDelete, restore: labelRestore, update: labelUpdate },
}
interface Step {
  readonly expect: unknown
  readonly to: unknown
}
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Where a row is, in the trash or not, goes back first; then its fields, which rest as they are while it is in the trash. */
const undoOne = ({ kind, id, fields }: UndoChange, context: Context): readonly Rule<readonly AnyDoc[]>[] => {
  const { remove, restore, update, fields: undoable } = undoing[kind]
  for (const field of Object.keys(fields)) if (!undoable.includes(field)) refuse('invalid', `${field} of a ${kind} cannot be undone.`)
  const { deletedAt: trashed, ...rest } = fields as Readonly<Record<string, Step>>
  const mark = function* (): Rule<readonly AnyDoc[]> {
    // Deleting stamps the server's clock, so presence is compared, not the instant.
    if (!trashed || ((yield* found(kind, id)).deletedAt === null) !== (trashed.expect === null)) return []
    return yield* (trashed.to === null ? restore : remove)({ id }, context)
  }
  const fill = function* (): Rule<readonly AnyDoc[]> {
    const doc = yield* found(kind, id)
    if (doc.deletedAt !== null) return []
    const held = Object.entries(rest).filter(([field, { expect }]) => same((doc as unknown as Record<string, unknown>)[field], expect))
    return held.length === 0 ? [] : yield* update({ id, set: Object.fromEntries(held.map(([field, { to }]) => [field, to])) }, context)
  }
  return [mark(), fill()]
}

/** What closes a task comes behind what opens one below it, which would open it once more. */
const closes = ({ kind, fields: { status } }: UndoChange): number => (kind === 'task' && status !== undefined && status.to !== 'open' ? 1 : 0)

/** One more mutation: each field goes back if it still holds what the step wrote; what was changed since is left. */
export const undoApply: Mutator<MutationArgs['undo.apply@1']> = function* ({ changes }, context) {
  yield* getAll(changes.map(({ kind, id }) => ({ kind, id })))
  const ordered = changes.toSorted((a, b) => closes(a) - closes(b))
  return yield* inTurn(...ordered.flatMap((change) => undoOne(change, context)))
}
