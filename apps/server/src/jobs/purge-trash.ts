import type { DocKey } from '@muster/core/domain/ask.ts'
import { statuses } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, ListDoc, SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { isDue, type PurgeableDoc } from '@muster/core/domain/purge.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { viewChanges, viewTasks, type TaskRow, type TaskSpot } from '../ports/view.ts'
import type { Head, Store } from '../ports/store.ts'
import { commitPurge } from './purge-commit.ts'
import { daysBefore } from './days.ts'

/** `sweep` is a row whose contents are too many for one step, or may be: they are gone over until nothing is left. */
export interface Reached {
  readonly more: boolean
  readonly sweep: DocKey | null
}
const nothing: Reached = { more: false, sweep: null }

/** Tries at one step while somebody else keeps writing to the space. */
const tries = 8
const notesOf = (tasks: readonly AnyDoc[]): readonly DocKey[] => tasks.flatMap(({ kind, id }) => (kind === 'task' ? [{ kind: 'notes' as const, id }] : []))

/** Takes what was in the trash for long enough out of it for good, with all that is below it. */
export const createPurgeTrash = (deps: {
  readonly store: Pick<Store, 'head' | 'docs' | 'children' | 'view' | 'all' | 'trashed' | 'remove' | 'commit'>
  /** Called after a commit: the doorbell. */
  readonly committed: (space: string, rev: number) => void
}) => {
  const { store, committed } = deps
  const most = limits.purgeStep

  const withNotes = async (space: string, rows: readonly PurgeableDoc[]): Promise<readonly PurgeableDoc[]> => {
    const keys = notesOf(rows)
    const notes = keys.length === 0 ? [] : ((await store.docs(space, keys)) as PurgeableDoc[])
    return [...rows, ...notes.filter((row) => !isGone(row))]
  }
  /** A task and all below it; undefined when that is too much for one step. */
  const whole = async (space: string, root: TaskDoc): Promise<readonly TaskDoc[] | undefined> => {
    const rows = [root]
    for (let parents = [root.id]; parents.length > 0;) {
      const below = await store.children(space, parents, most - rows.length + 1)
      rows.push(...below)
      if (rows.length > most) return undefined
      parents = below.map(({ id }) => id)
    }
    return rows
  }
  /** Some of those below that have nothing below themselves: who is purged later is found by what they are below. */
  const lowest = async (space: string, tasks: readonly TaskDoc[]): Promise<readonly TaskDoc[]> => {
    let level = tasks
    for (let depth = 0; depth < limits.depth; depth++) {
      const below = await store.children(
        space,
        level.map(({ id }) => id),
        most,
      )
      if (below.length === 0) return level
      level = below
    }
    return level
  }
  /** Root tasks of a list that are not in the trash by themselves, of one section or all, whatever their status. */
  const standing = async (
    space: string,
    { listId, sectionId }: { readonly listId: string; readonly sectionId: string | null },
  ): Promise<readonly TaskDoc[]> => {
    const found: TaskRow[] = []
    for (const status of statuses) {
      const after: TaskSpot | null = sectionId === null ? null : { listId, sectionId, order: '', updatedAt: '', day: '', id: '' }
      const read = await store.view(space, () => viewTasks({ path: { by: 'list', status, list: listId }, after, limit: most }))
      found.push(...(read?.value ?? []).filter((row) => sectionId === null || row.sectionId === sectionId))
    }
    return found.slice(0, most).map(({ json }) => JSON.parse(json) as TaskDoc)
  }
  const contents = async (space: string, root: AnyDoc): Promise<readonly PurgeableDoc[]> => {
    if (root.kind === 'task') return lowest(space, await store.children(space, [root.id], most))
    if (root.kind === 'section') return lowest(space, await standing(space, { listId: root.listId, sectionId: root.id }))
    if (root.kind !== 'list') return []
    const tasks = await standing(space, { listId: root.id, sectionId: null })
    if (tasks.length > 0) return lowest(space, tasks)
    const sections = (await store.all(space, 'section')) as readonly SectionDoc[]
    return sections.filter((section) => section.listId === root.id && !isGone(section)).slice(0, most)
  }

  /** Decides on what is read after the head and commits it, again when somebody else was first; does nothing in the end when they always are. */
  const attempt = async (
    space: string,
    now: Date,
    decide: () => Promise<{ readonly rows: readonly PurgeableDoc[]; readonly reached: Reached }>,
  ): Promise<Reached> => {
    for (let n = 0; n < tries; n++) {
      const head: Head | undefined = await store.head(space)
      const { rows, reached } = await decide()
      if (!head || rows.length === 0) return reached
      const done = await commitPurge(store, space, head, rows, now)
      if (done) {
        committed(space, done.rev)
        return reached
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(64, 4 * 2 ** n)))
    }
    return nothing
  }

  return {
    /** Purges as many of the rows that are due as fit into a step, each whole. */
    step: (space: string, now: Date): Promise<Reached> => {
      const before = daysBefore(now, limits.trashDays)
      return attempt(space, now, async () => {
        const due = (await store.trashed(space, before, most)).filter((row): row is PurgeableDoc & AnyDoc => row.kind !== 'invite' && isDue(row, before))
        const taken = new Map<string, PurgeableDoc>()
        let sweep: DocKey | null = null
        for (const root of due) {
          const rows = root.kind === 'task' ? await whole(space, root) : ['folder', 'label'].includes(root.kind) ? [root] : undefined
          if (rows && taken.size + rows.length <= most) for (const row of await withNotes(space, rows)) taken.set(`${row.kind}:${row.id}`, row)
          else {
            // It has a step of its own: that it is swept is noted before anything of it goes.
            if (taken.size === 0) sweep = { kind: root.kind, id: root.id }
            break
          }
        }
        return { rows: [...taken.values()], reached: { more: taken.size > 0 || sweep !== null, sweep } }
      })
    },
    /** Purges the row, which nobody can restore from then on, and some of what is in it; all of it, when it is called until `sweep` is null. */
    sweep: async (space: string, key: DocKey, now: Date): Promise<Reached> => {
      const before = daysBefore(now, limits.trashDays)
      if (key.kind === 'space') {
        // Nobody can see it any more, and nobody has to hear of it.
        const rows = await store.view(space, () => viewChanges(0, null, most))
        const others = (rows?.value.docs ?? []).filter(({ kind }) => kind !== 'space')
        await store.remove(space, others)
        if (others.length > 0) return { more: true, sweep: key }
      }
      return attempt(space, now, async () => {
        const [root] = (await store.docs(space, [key])) as (PurgeableDoc & (ListDoc | AnyDoc))[]
        // Restored before anything of it went.
        if (!root || (!isGone(root) && !isDue(root, before))) return { rows: [], reached: { more: true, sweep: null } }
        const rows = [...(isGone(root) ? [] : [root]), ...(await withNotes(space, await contents(space, root)))]
        return { rows, reached: { more: true, sweep: rows.length === 0 ? null : key } }
      })
    },
  }
}
