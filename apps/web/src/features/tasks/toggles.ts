import type { Color } from '@muster/core/contract/kinds.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { StepPart } from '@muster/core/domain/inverse.ts'
import { newId } from '../../lib/new-id.ts'
import { placeAfter } from '../../replica/places.ts'
import type { Replica } from '../../replica/replica.ts'
import { say } from '../../messages/steps.ts'

type Field = 'labelIds' | 'assigneeIds'
const names = {
  labelIds: { on: 'addLabels', off: 'removeLabels' },
  assigneeIds: { on: 'addAssignees', off: 'removeAssignees' },
} as const

const marks = (space: string, tasks: readonly TaskDoc[], field: Field, ids: readonly string[], on: boolean): readonly StepPart[] =>
  tasks
    .filter((task) => ids.some((id) => task[field].includes(id)) !== on)
    .map(({ id }): StepPart => ({ space, name: 'task.update@1', args: { id, [names[field][on ? 'on' : 'off']]: on ? ids.slice(0, 1) : [...ids] } }))

/** Gives tasks of one space a label or somebody to do them, or takes them away, as one step. `ids` are all that stand for the value. */
export const setMark = (replica: Replica, space: string, tasks: readonly TaskDoc[], field: Field, ids: readonly string[], on: boolean, said: string): void =>
  replica.transact(said, marks(space, tasks, field, ids, on))

/** Makes a label at the end of the others and gives it to tasks, as one step. */
export const addNewLabel = (replica: Replica, space: string, tasks: readonly TaskDoc[], name: string, color: Color, last: string | null): void => {
  const id = newId()
  const order = placeAfter(last)
  replica.transact(say('label'), [{ space, name: 'label.create@1', args: { id, name, color, order } }, ...marks(space, tasks, 'labelIds', [id], true)])
}
