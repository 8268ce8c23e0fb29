import { limits } from '../contract/limits.ts'
import type { TaskDoc } from '../contract/schemas/documents.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The day (UTC) since which what was done is in reach, as seen at a moment: `limits.doneDaysInReach` before it. */
export const reachSince = (now: number): string => new Date(now - limits.doneDaysInReach * dayMs).toISOString().slice(0, 10)

/**
 * Whether a task was done before a day and is not in the trash: a browser holds it only for the sake of what is below it, and
 * asks the server for it when somebody looks. Told by the row alone.
 */
export const isOutOfReach = ({ status, completedAt, deletedAt }: Pick<TaskDoc, 'status' | 'completedAt' | 'deletedAt'>, since: string): boolean =>
  status !== 'open' && deletedAt === null && completedAt !== null && completedAt < since

/** What of tasks, told by id, is not in reach: none of them is out of the trash and open or done since, and neither is anything below. `kept` are in reach whatever they are. */
export const outOfReach = (
  tasks: ReadonlyMap<string, Pick<TaskDoc, 'parentId' | 'status' | 'completedAt' | 'deletedAt'>>,
  since: string,
  kept: ReadonlySet<string>,
): ReadonlySet<string> => {
  const out = new Set<string>()
  for (const [id, task] of tasks) if (!kept.has(id) && isOutOfReach(task, since)) out.add(id)
  for (const [id, task] of tasks) {
    if (out.has(id)) continue
    // Each is taken out of the set once, so that all lines together are gone along once.
    for (let above = task.parentId; above !== null && out.delete(above);) above = tasks.get(above)?.parentId ?? null
  }
  return out
}
