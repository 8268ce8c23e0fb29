import { useSyncExternalStore } from 'react'
import { can } from '@muster/core/domain/permissions.ts'
import { useReplica } from '../../replica/context.ts'

/** Whether the person may change what stands in a space: a viewer is offered nothing that would be refused. Rows ask it: only another answer draws them. */
export const useMayWrite = (space: string): boolean => {
  const { person, spaces, subscribeSpaces } = useReplica()
  return useSyncExternalStore(subscribeSpaces, () => space === person || can(spaces().find(({ id }) => id === space)?.role ?? 'viewer', 'write'))
}
