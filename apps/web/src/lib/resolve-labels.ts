import type { LabelDoc } from '@muster/core/contract/schemas/documents.ts'

const steps = 10

/** The labels that these ids stand for today: merged ones by the label they went into, each once, deleted ones not at all. */
export const resolveLabels = (get: (id: string) => LabelDoc | undefined, ids: readonly string[]): readonly LabelDoc[] => {
  const found = new Map<string, LabelDoc>()
  for (const id of ids) {
    let label = get(id)
    for (let step = 0; label?.mergedInto && step < steps; step++) label = get(label.mergedInto)
    if (label && label.deletedAt === null && label.mergedInto === null) found.set(label.id, label)
  }
  return [...found.values()]
}
