import { limits } from '@muster/core/contract/limits.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { newId } from '../../apps/server/src/new-id.ts'
import { mutationOf, type Journal } from './journal.ts'
import { title } from './titles.ts'

/** Argument of a new task at the end of a list: one in three is due, one in four has a priority. */
export const taskArgs = (list: string, order: string, random: () => number) => {
  const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(random() * 365))).toISOString().slice(0, 10)
  return {
    id: newId(new Date()),
    place: { parentId: null, listId: list, sectionId: null, order },
    title: title(random),
    ...(random() < 1 / 3 ? { due: { date: day } } : {}),
    ...(random() < 1 / 4 ? { priority: 1 + Math.floor(random() * 4) } : {}),
  }
}

/**
 * Fills a list of a space by full groups.
 * @returns the ids of the tasks, in the order of the list
 */
export const fill = async (
  journal: Journal,
  where: { readonly space: string; readonly actor: string; readonly list: string },
  count: number,
  random: () => number,
): Promise<readonly string[]> => {
  const ids: string[] = []
  let order: string | null = null
  while (ids.length < count) {
    const group = Array.from({ length: Math.min(limits.groupMutations, count - ids.length) }, () => {
      order = between(order, null, 'abc')
      const args = taskArgs(where.list, order, random)
      ids.push(args.id)
      return mutationOf('task.create@1', args)
    })
    await journal.write(where.space, where.actor, group)
  }
  return ids
}
