import { limits } from '@muster/core/contract/limits.ts'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { SpaceWorld } from '@muster/core/domain/across/worlds.ts'
import type { DocKey, Store } from '../ports/store.ts'

/** The text that names a row within its space. */
export const keyOf = (kind: string, id: string): string => `${kind}:${id}`

/** The rows of one space as they were read, under the rows that the group has written so far. */
export interface Rows {
  readonly loaded: Map<string, AnyDoc | undefined>
  /** Ids of the tasks below a task, as they were read. */
  readonly children: Map<string, readonly string[]>
  /** Kinds that were read whole. */
  readonly whole: Map<Kind, readonly AnyDoc[]>
  readonly draft: Map<string, AnyDoc>
}
export const createRows = (): Rows => ({ loaded: new Map(), children: new Map(), whole: new Map(), draft: new Map() })

/** What a rule asked for and nobody has read yet. */
export type Need = DocKey | { readonly childrenOf: string } | { readonly allOf: Kind }

/** Thrown by a world when a rule asks for what has not been read yet: it is read, and the rule runs again. */
export class Missing extends Error {
  readonly need: Need
  constructor(need: Need) {
    super()
    this.need = need
  }
}

/** The space as rules see it. Throws `Missing`. */
export const worldOver = (rows: Rows): SpaceWorld => {
  const get = <K extends Kind>(kind: K, id: string): DocByKind[K] | undefined => {
    const key = keyOf(kind, id)
    if (rows.draft.has(key)) return rows.draft.get(key) as DocByKind[K]
    if (!rows.loaded.has(key)) throw new Missing({ kind, id })
    return rows.loaded.get(key) as DocByKind[K] | undefined
  }
  return {
    get,
    children: (taskId) => {
      const read = rows.children.get(taskId)
      if (!read) throw new Missing({ childrenOf: taskId })
      const moved = [...rows.draft.values()].flatMap((doc) => (doc.kind === 'task' && doc.parentId === taskId ? [doc.id] : []))
      return [...new Set([...read, ...moved])].filter((id) => get('task', id)?.parentId === taskId)
    },
    all: <K extends Kind>(kind: K) => {
      const read = rows.whole.get(kind)
      if (!read) throw new Missing({ allOf: kind })
      const drafts = [...rows.draft.values()].filter((doc) => doc.kind === kind)
      return [...read.filter(({ id }) => !rows.draft.has(keyOf(kind, id))), ...drafts] as DocByKind[K][]
    },
  }
}

/** Reads into `rows` what rules ask for. */
export const readInto = (store: Pick<Store, 'docs' | 'children'> & Partial<Pick<Store, 'all'>>, space: string, rows: Rows) => {
  const put = (doc: AnyDoc) => rows.loaded.set(keyOf(doc.kind, doc.id), doc)
  const keys = async (wanted: readonly DocKey[]) => {
    for (const { kind, id } of wanted) rows.loaded.set(keyOf(kind, id), undefined)
    for (const doc of await store.docs(space, wanted)) put(doc)
  }
  /** All that is below a task, a level at a time; one more row than may be moved at once, and then no deeper. */
  const subtree = async (id: string) => {
    let count = 0
    for (let parents = [id]; parents.length > 0 && count <= limits.subtreeMove;) {
      const below = await store.children(space, parents, limits.subtreeMove + 1)
      const byParent = new Map<string, TaskDoc[]>(parents.map((parent) => [parent, []]))
      for (const task of below) {
        put(task)
        byParent.get(task.parentId ?? '')?.push(task)
      }
      for (const [parent, tasks] of byParent)
        rows.children.set(
          parent,
          tasks.map((task) => task.id),
        )
      count += below.length
      parents = below.map((task) => task.id)
    }
  }
  /** `alike` are tasks of which the same is likely to be asked next: read together, they cost one read instead of many. */
  const need = async (wanted: Need, alike: readonly string[] = []): Promise<void> => {
    if ('childrenOf' in wanted) await subtree(wanted.childrenOf)
    else if ('allOf' in wanted) {
      const read = (await store.all?.(space, wanted.allOf)) ?? []
      for (const doc of read) put(doc)
      rows.whole.set(wanted.allOf, read)
    } else {
      const { kind, id } = wanted
      const ids = kind === 'task' || kind === 'notes' ? new Set([id, ...alike]) : [id]
      await keys([...ids].map((one) => ({ kind, id: one })).filter((key) => !rows.loaded.has(keyOf(key.kind, key.id))))
    }
  }
  return { keys, need }
}
