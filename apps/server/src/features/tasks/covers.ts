import type { AnyDoc, DocByKind, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import { viewDocs, type View } from '../../ports/view.ts'

type Above = Pick<TaskDoc, 'parentId' | 'listId' | 'sectionId'>

/** Rows of one kind by id, each read once; null where there is none. */
const createKnown = <K extends 'task' | 'list' | 'section'>(kind: K) => {
  const known = new Map<string, DocByKind[K] | null>()
  let wanted: string[] = []
  return {
    get: (id: string) => known.get(id),
    want: (id: string): void => {
      if (known.has(id)) return
      known.set(id, null)
      wanted.push(id)
    },
    /** What is wanted and not read yet. */
    take: (): readonly DocKey[] => {
      const keys = wanted.map((id) => ({ kind, id }))
      wanted = []
      return keys
    },
    put: (doc: AnyDoc): void => {
      if (doc.kind === kind) known.set(doc.id, doc as DocByKind[K])
    },
  }
}

/** What is out of sight because something above it is in the trash; of lists and sections, only those that rows name are read. */
export const createCovers = () => {
  const [above, lists, sections] = [createKnown('task'), createKnown('list'), createKnown('section')]
  const want = ({ parentId, listId, sectionId }: Above): void => {
    if (parentId !== null) return above.want(parentId)
    if (listId !== null) lists.want(listId)
    if (sectionId !== null) sections.want(sectionId)
  }
  const listIsThere = (id: string): boolean => lists.get(id)?.deletedAt === null
  return {
    /** Reads what is above some tasks, a level at a time. */
    read: function* (tasks: readonly Above[]): View<void> {
      for (let level = tasks; level.length > 0;) {
        for (const task of level) want(task)
        const parents = above.take()
        const keys = [...parents, ...lists.take(), ...sections.take()]
        for (const doc of keys.length === 0 ? [] : yield* viewDocs(keys)) for (const known of [above, lists, sections]) known.put(doc)
        level = parents.flatMap(({ id }) => above.get(id) ?? [])
      }
    },
    /** Whether nothing covers the task; what is above it has been read. */
    inSight: (task: Above): boolean => {
      let top = task
      while (top.parentId !== null) {
        const parent = above.get(top.parentId)
        if (parent?.deletedAt !== null) return false
        top = parent
      }
      return top.listId !== null && listIsThere(top.listId) && (top.sectionId === null || sections.get(top.sectionId)?.deletedAt === null)
    },
    listIsThere,
  }
}
