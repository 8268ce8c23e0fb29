import { limits } from '@muster/core/contract/limits.ts'
import type { LabelDoc } from '@muster/core/contract/schemas/documents.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { viewDocs, viewMerged, type View } from '../../ports/view.ts'

/** So many labels may stand for one: as many as a merge looks at. */
const sameAtMost = limits.mutationReads / 4

/** Where a label ends, after those that it was merged into. */
const viewLast = function* (id: string): View<LabelDoc | undefined> {
  let last: LabelDoc | undefined
  for (let hop = 0, next: string | null = id; next !== null && hop <= limits.labelHops; hop++) {
    const [found] = (yield* viewDocs([{ kind: 'label', id: next }])) as readonly LabelDoc[]
    last = found
    next = found?.mergedInto ?? null
  }
  return last
}

/**
 * The labels that stand for the same as one: where it ends, and those merged into that, whatever became of them, since tasks may carry
 * them. A level at a time, of no others. None when it is not there. Refuses `too_many`.
 */
export const viewSameLabels = function* (id: string): View<ReadonlySet<string>> {
  const stays = yield* viewLast(id)
  if (stays?.deletedAt !== null) return new Set()
  const same = new Set([stays.id])
  for (let hop = 0, into: readonly string[] = [stays.id]; into.length > 0 && hop < limits.labelHops; hop++) {
    const room = sameAtMost - same.size
    const level = yield* viewMerged(into, room + 1)
    if (level.length > room) return refuse('too_many', 'So many labels were merged into that one that tasks cannot be found by it.')
    into = level.flatMap((label) => (same.has(label.id) ? [] : [label.id]))
    for (const one of into) same.add(one)
  }
  return same
}
