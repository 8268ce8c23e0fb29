import type { Place } from '@muster/core/contract/schemas/mutations.ts'
import { between } from '@muster/core/domain/order-keys.ts'
import type { PastedTask } from './paste.ts'

/** A task to add, with its place where it stands below another that is added with it. */
export interface NewTask {
  readonly id?: string
  readonly title: string
  readonly notes?: string
  readonly place?: Place
}

/** Gives pasted tasks ids, and those that are indented a place below the one before them that is less so. */
export const placePasted = (tasks: readonly PastedTask[], newId: () => string): readonly NewTask[] => {
  const line: { readonly id: string; last: string | null }[] = []
  return tasks.map(({ depth, ...task }) => {
    const id = newId()
    line.length = depth
    const parent = line.at(-1)
    line.push({ id, last: null })
    if (!parent) return { ...task, id }
    parent.last = between(parent.last, null, newId().slice(-3))
    return { ...task, id, place: { parentId: parent.id, listId: null, sectionId: null, order: parent.last } }
  })
}
