import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import type { AnyDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import { edited, found } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'
import { taskUpdate } from './tasks.ts'

/** The fields a step may be taken back in; where a task stands is taken back by moving it. */
const undoable: Readonly<Record<string, readonly string[]>> = {
  task: ['title', 'status', 'priority', 'due', 'deadline', 'duration', 'labelIds', 'assigneeIds', 'deletedAt'],
  list: ['name', 'color', 'emoji', 'sort', 'order', 'deletedAt'],
  section: ['name', 'order', 'deletedAt'],
  folder: ['name', 'order', 'deletedAt'],
  label: ['color', 'order', 'deletedAt'],
}
const titles = new Set(['title', 'name'])
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** One more mutation: each field goes back if it still holds what the step wrote; what was changed since is left. */
export const undoApply: Mutator<MutationArgs['undo.apply@1']> = (world, { changes }, context) =>
  changes.flatMap(({ kind, id, fields }): AnyDoc[] => {
    let doc = found(world, kind, id)
    const back: Record<string, unknown> = {}
    for (const [field, { expect, to }] of Object.entries(fields)) {
      if (!undoable[kind]?.includes(field)) refuse('invalid', `${field} of a ${kind} cannot be undone.`)
      if (field === 'deletedAt' && to !== null && typeof to !== 'string') refuse('invalid', 'Not an instant.')
      if (titles.has(field) && (typeof to !== 'string' || to.trim() === '')) refuse('invalid', 'A name is text.')
      const now = (doc as unknown as Record<string, unknown>)[field]
      // Deleting stamps the server's clock, so presence is compared, not the instant.
      if (field === 'deletedAt' ? (now === null) === (expect === null) : same(now, expect)) back[field] = to
    }
    if ('deletedAt' in back) {
      const deleted = back['deletedAt'] !== null
      delete back['deletedAt']
      doc = edited(doc, { deletedAt: deleted ? context.at : null, deletedBy: deleted ? context.actor : null }, context)[0] ?? doc
    }
    if (kind !== 'task') return edited(found(world, kind, id), { ...doc, ...back } as never, context)
    if (doc.deletedAt !== null) return [doc]
    const seen: typeof world = { ...world, get: (k, i) => (k === 'task' && i === id ? (doc as never) : world.get(k, i)) }
    const after = taskUpdate(seen, { id, set: back as Partial<Pick<TaskDoc, 'title'>> }, context)
    return after.some((row) => row.kind === 'task' && row.id === id) ? [...after] : [doc, ...after]
  })
