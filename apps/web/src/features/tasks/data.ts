import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica, useRow, useRows } from '../../replica/context.ts'
import type { Replica } from '../../replica/replica.ts'
import { createListRows } from './model/list-rows.ts'
import type { Row, Shape, TaskTree } from './model/rows.ts'

export const treeOf = (replica: Replica, space: string): TaskTree => {
  const { indexes, get } = replica.space(space)
  return {
    space,
    inList: (listId) => indexes.at({ listId }).read(),
    below: indexes.below,
    get: (id) => get('task', id),
    belowVersion: indexes.belowVersion,
    changedBelow: indexes.changedBelow,
  }
}

/** A list as rows: others only when one came, went, moved, or looks otherwise. */
export const useListRows = (space: string, listId: string, shape: Shape): readonly Row[] => {
  const replica = useReplica()
  const list = useMemo(() => createListRows(treeOf(replica, space), listId), [replica, space, listId])
  return useSyncExternalStore(
    replica.space(space).indexes.told.tasks.subscribe,
    useCallback(() => list.read(shape), [list, shape]),
  )
}
/** Whether a list has any task, done ones too. */
export const useHasTasks = (space: string, listId: string): boolean => {
  const { signal, read } = useReplica().space(space).indexes.at({ listId })
  return useSyncExternalStore(signal.subscribe, () => read().length > 0)
}
export const useSections = (space: string, listId: string): readonly SectionDoc[] => {
  const sections = useRows(space, 'section')
  return useMemo(() => sections.filter((one) => one.listId === listId), [sections, listId])
}
/** One task, read alone: a row is drawn again only when its own task changed. */
export const useTask = (space: string, id: string): TaskDoc | undefined => useRow(space, 'task', id)
