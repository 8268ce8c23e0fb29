import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Task } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { TaskRow } from '../../ports/view.ts'

/** A task as the resource API shows it. What was moved away is shown as what it is here: deleted. */
export const shown = (space: string, { movedTo: _, purgedAt: _purgedAt, ...task }: TaskDoc): Task => ({ space, ...task })

/**
 * The same as JSON, made of the stored text: inside a text every quote is escaped, so that what looks like the field is the field.
 * What was moved away stands nowhere.
 */
export const shownJson = (space: string, { parentId, listId, json }: TaskRow): string =>
  parentId === null && listId === null && json.includes('"movedTo":')
    ? JSON.stringify(shown(space, JSON.parse(json) as TaskDoc))
    : `{"space":"${space}",${json.slice(1)}`
