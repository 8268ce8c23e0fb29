import { useMemo } from 'react'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import { newId } from '../../lib/new-id.ts'
import { sameJson } from '../../lib/same-json.ts'
import { useReplica } from '../../replica/context.ts'
import { placesAmong } from '../../replica/places.ts'
import { say } from '../../messages/steps.ts'

type Fields = NonNullable<MutationArgs['task.update@1']['set']>

/** What the panel does to tasks of a space; each is one step. */
export const useTaskEdits = (space: string) => {
  const replica = useReplica()
  return useMemo(() => {
    const set = (id: string, fields: Fields, said: string) => {
      const task = replica.get(space, 'task', id)
      if (!task) return
      const changed = (Object.keys(fields) as (keyof Fields)[]).filter((field) => !sameJson(task[field], fields[field]))
      if (changed.length === 0) return
      const now = Object.fromEntries(changed.map((field) => [field, fields[field]])) as Fields
      replica.transact(said, [{ space, name: 'task.update@1', args: { id, set: now } }])
    }
    return {
      set,
      setStatus: (id: string, status: TaskDoc['status']) => set(id, { status }, say(status, { count: 1 })),
      remove: (id: string) => replica.transact(say('deleted', { count: 1 }), [{ space, name: 'task.delete@1', args: { id } }]),
      restore: (id: string) => replica.transact(say('restored'), [{ space, name: 'task.restore@1', args: { id } }]),
      addBelow: (parentId: string, siblings: readonly string[], title: string) => {
        const known = siblings.flatMap((id) => replica.get(space, 'task', id) ?? [])
        const { orders, rekey } = placesAmong(known, known.length, 1)
        const place = { parentId, listId: null, sectionId: null, order: orders[0] ?? 'a0', ...(rekey.length > 0 ? { rekey } : {}) }
        replica.transact(say('subtask-added'), [{ space, name: 'task.create@1', args: { id: newId(), place, title } }], true)
      },
    }
  }, [replica, space])
}
