import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Task } from '@muster/core/contract/schemas/endpoints/tasks.ts'

/** A task as the resource API shows it. What was moved away is shown as what it is here: deleted. */
export const shown = (space: string, { movedTo: _, purgedAt: _purgedAt, ...task }: TaskDoc): Task => ({ space, ...task })
