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

/**
 * How a document of the newest version says so. Inside a text of JSON every quote is escaped, and nothing within a document has
 * a `v` of its own: so this can only be the document's key.
 */
const saysNewest = `"v":${newest},`

/** The same for a document as `JSON.stringify` wrote it: one of the newest version is handed through unparsed. */
export const liftJson = (stored: string): string => (stored.includes(saysNewest) ? stored : JSON.stringify(lift(JSON.parse(stored) as AnyDoc)))
