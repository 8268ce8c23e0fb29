import { limits } from '../contract/limits.ts'
import type { TaskDoc } from '../contract/schemas/documents.ts'
import { children, type Rule } from './ask.ts'
import { isGone } from './is-gone.ts'
import { refuse } from './world.ts'

/**
 * The tasks below one, level by level, those in the trash too; empty where who runs the rule cannot tell.
 * Refuses `too_many` beyond a thousand, before it asks for what is below them.
 */
export const below = function* (id: string): Rule<readonly (readonly TaskDoc[])[]> {
  const levels: (readonly TaskDoc[])[] = []
  let count = 0
  for (let ids: readonly string[] = [id]; ids.length > 0;) {
    const level = (yield* children(ids, limits.subtreeMove + 1)).filter((task) => !isGone(task))
    count += level.length
    if (count > limits.subtreeMove) refuse('too_many', 'More than a thousand subtasks cannot be moved at once: move some of them first.')
    if (level.length > 0) levels.push(level)
    if (levels.length > limits.depth) refuse('too_deep', 'Subtasks go ten levels deep at most.')
    ids = level.map((task) => task.id)
  }
  return levels
}
