import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'

export const deletedKey = (at: string): string => `deleted ${at}`
export const purgedKey = (at: string): string => `purged ${at}`

/** What a row is purged by, as text that sorts by its instant; null for what is not deleted. */
export const trashKey = (doc: AnyDoc): string | null => {
  if (!('deletedAt' in doc) || doc.deletedAt === null) return null
  return 'purgedAt' in doc && doc.purgedAt !== undefined ? purgedKey(doc.purgedAt) : deletedKey(doc.deletedAt)
}
