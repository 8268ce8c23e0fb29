import { useMemo, useSyncExternalStore } from 'react'
import { useReplica, useSpaces } from './context.ts'
import type { TrashedDoc } from './indexes.ts'
import type { SpaceRows } from './space-rows.ts'

interface InSpace {
  readonly space: string
  readonly doc: TrashedDoc
}
const trashOf = (all: readonly SpaceRows[]) => {
  let read: readonly (readonly TrashedDoc[])[] = []
  let found: readonly InSpace[] = []
  return {
    subscribe: (listener: () => void) => {
      const stops = all.map(({ indexes }) => indexes.told.trash.subscribe(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
    /** The same array until something is deleted or restored. */
    read: () => {
      const now = all.map(({ indexes }) => indexes.trash())
      if (now.length === read.length && now.every((one, n) => one === read[n])) return found
      read = now
      found = all
        .flatMap(({ space }, n) => (now[n] ?? []).map((doc) => ({ space, doc })))
        .sort((a, b) => ((a.doc.deletedAt ?? '') < (b.doc.deletedAt ?? '') ? 1 : -1))
      return found
    },
  }
}

/** Rows of all spaces that were deleted themselves, newest first. */
export const useAllTrash = (): readonly InSpace[] => {
  const replica = useReplica()
  const ids = useSpaces()
    .map(({ id }) => id)
    .join()
  const view = useMemo(() => trashOf(ids === '' ? [] : ids.split(',').map((id) => replica.space(id))), [replica, ids])
  return useSyncExternalStore(view.subscribe, view.read)
}
