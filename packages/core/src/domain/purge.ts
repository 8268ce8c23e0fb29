import { systemActor } from '../contract/system.ts'
import type { DocByKind } from '../contract/schemas/documents.ts'

/** What goes for good once it has been in the trash for long enough, or below something that has. */
export type Purgeable = 'task' | 'notes' | 'list' | 'section' | 'folder' | 'label' | 'space'
export type PurgeableDoc = DocByKind[Purgeable]

/** Stands where a name cannot be empty. */
const noText = '—'

/** What people wrote into a row, and where it stood, blotted out. */
const blank: { readonly [K in Purgeable]: Partial<DocByKind[K]> } = {
  task: {
    parentId: null,
    listId: null,
    sectionId: null,
    title: noText,
    due: null,
    deadline: null,
    duration: null,
    labelIds: [],
    assigneeIds: [],
    hasNotes: false,
  },
  notes: { text: '' },
  list: { name: noText, emoji: null, folderId: null },
  section: { name: noText },
  folder: { name: noText },
  label: { name: noText },
  space: { name: noText },
}

/** Whether a row has been in the trash since `before` (an instant) or earlier, untouched, and is not gone yet. */
export const isDue = (doc: object, before: string): boolean => {
  const { deletedAt, updatedAt, purgedAt } = doc as { deletedAt?: string | null; updatedAt: string; purgedAt?: string }
  return purgedAt === undefined && typeof deletedAt === 'string' && deletedAt <= before && updatedAt <= before
}

/** The row as it is once it is gone for good: its id, and who made and deleted it when. */
export const purge = <D extends PurgeableDoc>(doc: D, at: string): D => {
  const deleted = 'deletedAt' in doc ? { deletedAt: doc.deletedAt ?? at, deletedBy: doc.deletedBy ?? systemActor } : {}
  return { ...doc, ...blank[doc.kind], ...deleted, updatedAt: at, updatedBy: systemActor, purgedAt: at }
}
