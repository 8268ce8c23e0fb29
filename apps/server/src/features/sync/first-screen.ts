import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewTasks, type TaskRow, type TaskSpot, type View } from '../../ports/view.ts'

const mostOfInbox = 2_000
const mostSoon = 2_000
/** So many open tasks are looked at for those that are due soon; the others come in their turn. */
const looked = 10_000

const parsed = ({ json }: TaskRow) => JSON.parse(json) as TaskDoc

/**
 * Open tasks that a first screen shows: those of the Inbox, and those due on the day `soon` or before. A choice for speed alone,
 * as good as can be had by looking at some thousands of tasks.
 * @param see runs a view over the space
 * @param slice tasks read at once
 */
export const readFirstScreen = async (
  see: <T>(plan: () => View<T>) => Promise<T>,
  { inbox, soon, slice }: { readonly inbox: string; readonly soon: string; readonly slice: number },
): Promise<readonly TaskDoc[]> => {
  /** @param list one list; null is all of them */
  const openIn = async (list: string | null, most: number, enough: number, chosen: (task: TaskDoc) => boolean) => {
    const found: TaskDoc[] = []
    let after: TaskSpot | null = null
    for (let seen = 0; seen < most && found.length < enough; seen += slice) {
      const from: TaskSpot | null = after
      const rows: readonly TaskRow[] = await see(() => viewTasks({ path: { by: 'list', status: 'open', list }, after: from, limit: slice }))
      found.push(...rows.map(parsed).filter(chosen))
      after = rows.at(-1) ?? null
      if (rows.length < slice) break
    }
    return found
  }
  return [
    ...(await openIn(inbox, mostOfInbox, mostOfInbox, () => true)),
    ...(await openIn(null, looked, mostSoon, ({ listId, due }) => listId !== inbox && due !== null && due.date <= soon)),
  ]
}
