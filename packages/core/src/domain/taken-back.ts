import type { TaskDoc, ListDoc } from '../contract/schemas/documents.ts'
import type { TakenBack } from '../contract/schemas/undo.ts'

/** One field of a step: what it wrote, and what it goes back to. */
export interface FieldStep {
  readonly expect: unknown
  readonly to: unknown
}

/** Where a row stands among others, which goes back as one. */
export const placeOf = {
  task: ({ parentId, listId, sectionId, order }: TaskDoc) => ({ parentId, listId, sectionId, order }),
  list: ({ folderId, order }: ListDoc) => ({ folderId, order }),
}

/** What a row holds in a field of a step. */
export const heldIn = (doc: object, field: string): unknown => {
  // A field that came later is absent from rows that nobody has written since.
  if (field !== 'place') return (doc as Readonly<Record<string, unknown>>)[field] ?? null
  return (doc as { kind: string }).kind === 'task' ? placeOf.task(doc as TaskDoc) : placeOf.list(doc as ListDoc)
}

/** Whether a row holds in a field what a step says it does. Deleting stamps the server's clock, so presence in the trash is compared, not the instant. */
export const holdsIn = (doc: object, field: string, value: unknown): boolean =>
  field === 'deletedAt' ? (heldIn(doc, field) === null) === (value === null) : JSON.stringify(heldIn(doc, field)) === JSON.stringify(value)

/** The fields of a row that go back, by name. */
export const stepsOf = ({ fields }: TakenBack): readonly (readonly [field: string, step: FieldStep])[] => Object.entries(fields) as [string, FieldStep][]

/** Whether what is below or points to a row has to be looked at: bounded by `limits.undoDeeper`. */
export const reachesFar = (change: TakenBack): boolean => {
  if (change.kind === 'task') {
    const { place } = change.fields
    return place !== undefined && place.to.parentId !== null && place.to.parentId !== (place.expect as { parentId?: unknown } | null)?.parentId
  }
  return change.kind === 'label' && change.fields.mergedInto?.expect === null && change.fields.mergedInto.to !== null
}
