import { useCallback, useSyncExternalStore } from 'react'
import { useReplica } from './context.ts'
import type { Notes } from './replica.ts'

/** A task's notes. They are fetched from this browser's copy when first asked for; until `loaded` they must not be edited. */
export const useNotes = (space: string, taskId: string): Notes => {
  const replica = useReplica()
  const rows = replica.space(space)
  return useSyncExternalStore(
    useCallback((listener) => rows.subscribeRow(taskId, listener), [rows, taskId]),
    useCallback(() => replica.notes(space, taskId), [replica, space, taskId]),
  )
}
