import { limits } from '../../contract/limits.ts'
import type { NotesDoc, TaskDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { getAll } from '../ask.ts'
import { withCheck } from '../check-line.ts'
import { mergeNotes } from '../merge-notes.ts'
import { isGone } from '../is-gone.ts'
import { born, edited, mustLive } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'

/** Carries the text it started from: what others wrote meanwhile is merged by line, nobody's lines vanish. */
export const notesSet: Mutator<MutationArgs['notes.set@1']> = function* ({ taskId, base, text }, context) {
  const [above, row] = (yield* getAll([
    { kind: 'task', id: taskId },
    { kind: 'notes', id: taskId },
  ])) as [TaskDoc | undefined, NotesDoc | undefined]
  const task = mustLive(above, 'task')
  const notes = row && !isGone(row) ? row : undefined
  const merged = mergeNotes(base, text, notes?.text ?? '', context.work)
  if (merged.length > limits.notes) refuse('too_many', 'Both versions together are longer than notes can be.')
  return [
    ...(notes ? edited(notes, { text: merged }, context) : [{ kind: 'notes' as const, ...born(taskId, context), text: merged }]),
    ...edited(task, { hasNotes: merged !== '' }, context),
  ]
}

/** Ticks or clears one box, known by its line: neighbours that others tick meanwhile stay as they are, which a merge by line cannot do. */
export const notesCheck: Mutator<MutationArgs['notes.check@1']> = function* ({ taskId, ...check }, context) {
  const [above, row] = (yield* getAll([
    { kind: 'task', id: taskId },
    { kind: 'notes', id: taskId },
  ])) as [TaskDoc | undefined, NotesDoc | undefined]
  mustLive(above, 'task')
  const text = row && !isGone(row) ? withCheck(row.text, check, context.work) : undefined
  return row === undefined || text === undefined ? refuse('stale', 'The notes have no such line to tick any more.') : edited(row, { text }, context)
}
