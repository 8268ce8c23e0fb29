import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { FoundIn } from '../../ports/store.ts'
import type { View } from '../../ports/view.ts'
import { spotIn, viewAssigned, viewRows, type AssignedAsk, type AssignedSpot, type TaskIn, type ViewOver } from '../../ports/view-over.ts'
import { createCovers } from './covers.ts'
import { examinedAtMost } from './page.ts'

export interface AssignedPage {
  readonly items: readonly TaskIn[]
  /** Where the next page begins; null on the last. */
  readonly next: AssignedSpot | null
}

/** Views of one space each, which ask for rows by key, as one of all: what they ask for next is asked for together. */
const together = function* (views: ReadonlyMap<string, View<void>>): ViewOver<void> {
  const begun = [...views].map(([space, view]) => ({ space, view, step: view.next() }))
  for (let steps = begun; ;) {
    steps = steps.filter(({ step }) => !step.done)
    if (steps.length === 0) return
    const keys = steps.flatMap(({ space, step }) => (!step.done && 'docs' in step.value ? step.value.docs.map((key) => ({ space, key })) : []))
    const found = Map.groupBy((yield* viewRows(keys)) as readonly FoundIn[], ({ space }) => space)
    const docsOf = (space: string): readonly AnyDoc[] => (found.get(space) ?? []).map(({ doc }) => doc)
    steps = steps.map(({ space, view }) => ({ space, view, step: view.next(docsOf(space)) }))
  }
}

/**
 * One page of the tasks that somebody is assigned to, of all the spaces in one order. What is below something in the trash is left
 * out, as in the pages of one space. A page may come short, or empty, while more follow.
 */
export const viewAssignedPage = function* (
  { assignee, status }: Pick<AssignedAsk, 'assignee'> & Pick<TaskListQuery, 'status'>,
  from: AssignedSpot | null,
  limit: number,
): ViewOver<AssignedPage> {
  const covers = new Map<string, ReturnType<typeof createCovers>>()
  const coversOf = (space: string) => covers.getOrInsertComputed(space, () => createCovers())
  const items: TaskIn[] = []
  let after = from
  for (let examined = 0; examined < examinedAtMost;) {
    // One more than fits tells whether there are more; who finds little looks further each time.
    const ask = Math.min(Math.max(limit - items.length + 1, examined), examinedAtMost - examined)
    const tasks = yield* viewAssigned({ status: status ?? 'open', assignee, after, limit: ask })
    const bySpace = Map.groupBy(tasks, ({ space }) => space)
    yield* together(new Map([...bySpace].map(([space, some]) => [space, coversOf(space).read(some.map(({ row }) => row))])))
    for (const task of tasks) {
      if (items.length === limit) return { items, next: after }
      if (coversOf(task.space).inSight(task.row)) items.push(task)
      after = spotIn(task)
    }
    if (tasks.length < ask) return { items, next: null }
    examined += tasks.length
  }
  return { items, next: after }
}
