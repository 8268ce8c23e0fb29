import { limits } from '@muster/core/contract/limits.ts'
import type { LabelDoc } from '@muster/core/contract/schemas/documents.ts'

/** The labels that these ids stand for today: merged ones by the label they went into, each once, deleted ones not at all. */
export const resolveLabels = (get: (id: string) => LabelDoc | undefined, ids: readonly string[]): readonly LabelDoc[] => {
  const found = new Map<string, LabelDoc>()
  for (const id of ids) {
    let label = get(id)
    for (let step = 0; label?.mergedInto && step < limits.labelHops; step++) label = get(label.mergedInto)
    if (label && label.deletedAt === null && label.mergedInto === null) found.set(label.id, label)
  }
  return [...found.values()]
}
