/** Whether the row has gone for good here: it was moved to another space, or went out of the trash. */
export const isGone = (doc: object): boolean => ('movedTo' in doc && doc.movedTo !== undefined) || ('purgedAt' in doc && doc.purgedAt !== undefined)
