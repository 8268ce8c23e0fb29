import { limits } from '../../contract/limits.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { mergeNotes } from '../merge-notes.ts'
import { alive, born, edited, isMovedAway } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'

/** Carries the text it started from: what others wrote meanwhile is merged by line, nobody's lines vanish. */
export const notesSet: Mutator<MutationArgs['notes.set@1']> = (world, { taskId, base, text }, context) => {
  const task = alive(world, 'task', taskId)
  const row = world.get('notes', taskId)
  const notes = row && !isMovedAway(row) ? row : undefined
  const merged = mergeNotes(base, text, notes?.text ?? '')
  if (merged.length > limits.notes) refuse('too_many', 'Both versions together are longer than notes can be.')
  return [
    ...(notes ? edited(notes, { text: merged }, context) : [{ kind: 'notes' as const, ...born(taskId, context), text: merged }]),
    ...edited(task, { hasNotes: merged !== '' }, context),
  ]
}
