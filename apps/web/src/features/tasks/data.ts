import { useMemo } from 'react'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica, useRow, useRows, useTasksVersion } from '../../replica/context.ts'
import type { Replica } from '../../replica/replica.ts'
import type { TaskTree } from './model/rows.ts'

export const treeOf = (replica: Replica, space: string): TaskTree => {
  const { indexes } = replica.space(space)
  return { space, inList: (listId) => indexes.at({ listId }).read(), below: (parentId) => indexes.at({ parentId }).read() }
}

/** The tasks of a space by where they stand; a new value whenever one of them changed. */
export const useTree = (space: string): TaskTree => {
  const replica = useReplica()
  const version = useTasksVersion(space)
  return useMemo(() => ({ ...treeOf(replica, space), version }), [replica, space, version])
}
export const useSections = (space: string, listId: string): readonly SectionDoc[] => {
  const sections = useRows(space, 'section')
  return useMemo(() => sections.filter((one) => one.listId === listId), [sections, listId])
}
/** One task, read alone: a row is drawn again only when its own task changed. */
export const useTask = (space: string, id: string): TaskDoc | undefined => useRow(space, 'task', id)
