import type { Kind } from '@muster/core/contract/kinds.ts'
import { outOfReach, reachSince } from '@muster/core/domain/reach.ts'
import { openTask } from '../lib/addresses.ts'
import { serverNow } from '../lib/server-clock.ts'
import type { Pending } from './pending.ts'
import type { SpaceRows } from './space-rows.ts'

/** The tasks of a space that have left the reach, with their notes; not what `asked` brought, what changes name, nor what is open beside the list and right below it. */
export const leftReach = (rows: SpaceRows, asked: Iterable<string>, changes: readonly Pending[]): readonly (readonly [Kind, string])[] => {
  const kept = new Set([...asked, ...changes.flatMap(({ creates, needs }) => [...creates, ...needs])])
  const tasks = new Map([...rows.all('task')].map((task) => [task.id, task]))
  const open = openTask(location.search)
  if (open?.space === rows.space) {
    kept.add(open.id)
    for (const { id } of rows.indexes.below(open.id)) kept.add(id)
  }
  return [...outOfReach(tasks, reachSince(serverNow()), kept)].flatMap((id): readonly (readonly [Kind, string])[] => [
    ['task', id],
    ['notes', id],
  ])
}
