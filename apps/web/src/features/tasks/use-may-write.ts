import { can } from '@muster/core/domain/permissions.ts'
import { useReplica, useSpaces } from '../../replica/context.ts'

/** Whether the person may change what stands in a space: a viewer is offered nothing that would be refused. */
export const useMayWrite = (space: string): boolean => {
  const { person } = useReplica()
  const role = useSpaces().find(({ id }) => id === space)?.role ?? 'viewer'
  return space === person || can(role, 'write')
}
