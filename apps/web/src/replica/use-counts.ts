import { useSyncExternalStore } from 'react'
import { useReplica } from './context.ts'

/** A number that grows with every change to a task of the space, for views that depend on many of them. */
export const useTasksVersion = (space: string): number => {
  const { told, version } = useReplica().space(space).indexes
  return useSyncExternalStore(told.tasks.subscribe, version)
}

/** How many open tasks stand in each list of a space, by the list's id. */
export const useOpenCounts = (space: string): ReadonlyMap<string, number> => {
  const { told, counts } = useReplica().space(space).indexes
  return useSyncExternalStore(told.counts.subscribe, counts)
}
