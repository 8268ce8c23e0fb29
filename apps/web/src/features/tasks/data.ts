import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { useReplica, useRows } from '../../replica/context.ts'
import type { View } from '../../replica/replica.ts'
import type { TaskTree } from './model/rows.ts'

interface Index {
  readonly byList: ReadonlyMap<string, readonly TaskDoc[]>
  readonly byParent: ReadonlyMap<string, readonly TaskDoc[]>
}
const indexes = new WeakMap<View, Index>()
const none: readonly TaskDoc[] = []

/** Every task that is not deleted, by where it stands; worked out once for each state of the replica. */
const indexOf = (view: View): Index => {
  const known = indexes.get(view)
  if (known) return known
  const byList = new Map<string, TaskDoc[]>()
  const byParent = new Map<string, TaskDoc[]>()
  for (const task of view.tasks) {
    if (task.deletedAt !== null) continue
    const [map, key] = task.parentId === null ? [byList, task.listId ?? ''] : [byParent, task.parentId]
    const group = map.get(key)
    if (group) group.push(task)
    else map.set(key, [task])
  }
  const index = { byList, byParent }
  indexes.set(view, index)
  return index
}
export const treeOf = (space: string, view: View): TaskTree => {
  const { byList, byParent } = indexOf(view)
  return { space, inList: (id) => byList.get(id) ?? none, below: (id) => byParent.get(id) ?? none }
}

/** The tasks of a space by where they stand; a new value whenever something changed. */
export const useTree = (): TaskTree => {
  const { person } = useReplica()
  const view = useRows()
  return useMemo(() => treeOf(person, view), [person, view])
}
export const useSections = (listId: string): readonly SectionDoc[] => {
  const { sections } = useRows()
  return useMemo(() => sections.filter((one) => one.listId === listId && one.deletedAt === null), [sections, listId])
}
/** One task, read alone: a row is drawn again only when its own task changed. */
export const useTask = (id: string): TaskDoc | undefined => {
  const replica = useReplica()
  return useSyncExternalStore(
    replica.subscribe,
    useCallback(() => replica.get('task', id), [replica, id]),
  )
}
