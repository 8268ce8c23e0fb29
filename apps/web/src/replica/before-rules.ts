import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { World } from '@muster/core/domain/world.ts'
import type { Pending } from './pending.ts'

/** What a change shows while its rule is on its way: a task that was completed stands as done at once. All else shows with the rules, which run this again. */
export const beforeRules = ({ name, args, clientAt }: Pending, world: World): readonly AnyDoc[] => {
  if (name !== 'task.update@1') return []
  const { id, set } = args as MutationArgs['task.update@1']
  const [status, task] = [set?.status, world.get('task', id)]
  return task && status ? [{ ...task, status, completedAt: status === 'open' ? null : clientAt }] : []
}
