import { limits } from '../../contract/limits.ts'
import type { LabelDoc } from '../../contract/schemas/documents.ts'
import { getMany, type Rule } from '../ask.ts'

/**
 * Follows merges, of many labels at once, to those that stay. Labels that are not here are left out. No line is followed further
 * than `labelHops`: those that grew longer before merges were redirected end where that takes them.
 */
export const resolveLabels = function* (ids: readonly string[]): Rule<ReadonlyMap<string, LabelDoc>> {
  const read = new Map<string, LabelDoc>()
  const ends = new Map(ids.map((id) => [id, id]))
  for (let hop = 0, ask = [...ends.keys()]; ask.length > 0 && hop <= limits.labelHops; hop++) {
    for (const label of yield* getMany('label', ask)) read.set(label.id, label)
    const next = new Set<string>()
    for (const [id, end] of ends) {
      const into = read.get(end)?.mergedInto
      if (!into || hop === limits.labelHops) continue
      ends.set(id, into)
      if (!read.has(into)) next.add(into)
    }
    ask = [...next]
  }
  return new Map(
    [...ends].flatMap(([id, end]) => {
      const label = read.get(end)
      return label ? [[id, label] as const] : []
    }),
  )
}
