import type { NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { TaskNotes } from '@muster/core/contract/schemas/endpoints/tasks.ts'

/** Notes as the resource API tells them, as a row: of which rev it does not say, so that whatever is pulled takes their place. */
export const notesTold = (id: string, { text, updatedAt, updatedBy }: TaskNotes): NotesDoc => {
  const [at, by] = [updatedAt ?? '', updatedBy ?? '']
  return { kind: 'notes', id, rev: 0, v: 1, createdAt: at, createdBy: by, updatedAt: at, updatedBy: by, text }
}
