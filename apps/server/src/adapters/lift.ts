import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'

/** The schema version that documents are written with now. */
const newest = 1

/** What each version lacks against the next, by the version it leads from. */
const steps: Readonly<Record<number, (doc: Record<string, unknown>) => Record<string, unknown>>> = {
  // Version 0 had neither durations nor assignees.
  0: (doc) => (doc['kind'] === 'task' ? { duration: null, assigneeIds: [], ...doc } : doc),
}

/** A document as it is written today, whatever version it was stored with. The stored one is left as it is. */
export const lift = (stored: AnyDoc): AnyDoc => {
  if (stored.v === newest) return stored
  let doc: Record<string, unknown> = { ...stored }
  for (let v = stored.v; v < newest; v++) doc = { ...steps[v]?.(doc), v: v + 1 }
  return doc as unknown as AnyDoc
}
