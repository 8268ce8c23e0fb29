import { useMemo, useSyncExternalStore } from 'react'
import { useReplica } from './context.ts'

/** Ids of the tasks below a task: not deleted, in order, done ones too. The same array until one comes, goes or moves. */
export const useSubtaskIds = (space: string, parentId: string): readonly string[] => {
  const rows = useReplica().space(space)
  const sorted = useMemo(() => rows.indexes.at({ parentId }), [rows, parentId])
  return useSyncExternalStore(sorted.signal.subscribe, sorted.ids)
}
