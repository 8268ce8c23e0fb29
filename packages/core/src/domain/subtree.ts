import { limits } from '../contract/limits.ts'
import type { TaskDoc } from '../contract/schemas/documents.ts'
import { isMovedAway } from './rows.ts'
import { refuse, type World } from './world.ts'

/**
 * The tasks below one, level by level, those in the trash too; empty where the world cannot tell.
 * Refuses `too_many` beyond a thousand, before it asks for what is below them.
 */
export const below = (world: World, id: string): readonly (readonly TaskDoc[])[] => {
  const levels: TaskDoc[][] = []
  let count = 0
  for (let ids = [id]; ids.length > 0;) {
    const level = ids
      .flatMap((parent) => (world.children?.(parent) ?? []).flatMap((child) => world.get('task', child) ?? []))
      .filter((task) => !isMovedAway(task))
    count += level.length
    if (count > limits.subtreeMove) refuse('too_many', 'More than a thousand subtasks cannot be moved at once: move some of them first.')
    if (level.length > 0) levels.push(level)
    if (levels.length > limits.depth) refuse('too_deep', 'Subtasks go ten levels deep at most.')
    ids = level.map((task) => task.id)
  }
  return levels
}
