import type { Color } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { UndoChange } from '@muster/core/contract/schemas/undo.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import { rememberAll, type StepPart } from '../../app/undo.ts'
import { newId } from '../../lib/new-id.ts'
import type { Replica } from '../../replica/replica.ts'

type Field = 'labelIds' | 'assigneeIds'
const names = {
  labelIds: { on: 'addLabels', off: 'removeLabels' },
  assigneeIds: { on: 'addAssignees', off: 'removeAssignees' },
} as const

/** Gives tasks of one space a label or somebody to do them, or takes them away, as one step. `ids` are all that stand for the value. */
export const setMark = (replica: Replica, space: string, tasks: readonly TaskDoc[], field: Field, ids: readonly string[], on: boolean, said: string): void => {
  const changed = tasks.filter((task) => ids.some((id) => task[field].includes(id)) !== on)
  for (const { id } of changed) replica.mutate(space, 'task.update@1', { id, [names[field][on ? 'on' : 'off']]: on ? ids.slice(0, 1) : [...ids] })
  const changes = changed.flatMap((task): UndoChange[] => {
    const now = replica.get(space, 'task', task.id)
    return now ? [{ kind: 'task', id: task.id, fields: { [field]: { expect: now[field], to: task[field] } } }] : []
  })
  const parts: StepPart[] = []
  for (let n = 0; n < changes.length; n += limits.undoChanges)
    parts.push({ space, name: 'undo.apply@1', args: { changes: changes.slice(n, n + limits.undoChanges) } })
  rememberAll(said, parts)
}

/** Makes a label at the end of the others; its id. */
export const createLabel = (replica: Replica, space: string, name: string, color: Color, last: string | null): string => {
  const id = newId()
  replica.mutate(space, 'label.create@1', { id, name, color, order: between(last, null, newId().slice(-3)) })
  return id
}
