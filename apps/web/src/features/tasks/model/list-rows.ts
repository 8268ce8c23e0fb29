import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { commonEnds } from '../../../lib/common-ends.ts'
import { byOrder } from '../../../replica/sorted-rows.ts'
import { addRowAt, entryOf, type Entry } from './entries.ts'
import { createEntries, type Compare, type Entries } from './sorted-entries.ts'
import { joinRows, type JoinedRows } from './joined-rows.ts'
import { alike } from './kept-rows.ts'
import { byCompleted, compareBy, sectionKey, type Row, type Shape, type TaskTree } from './rows.ts'

/** From so many on, sorting all anew is less work than to put each in its place. */
const many = 64

/** How far the entries of two readings differ. */
interface Difference {
  readonly left: ReadonlySet<Entry>
  readonly come: ReadonlySet<Entry>
}
/**
 * A list as rows from top to bottom: tasks without a section, the sections with theirs, the done ones. What stands as it stood is the
 * same row again, and while none came, went, moved or looks otherwise, they are the same rows: in a list of 100,000 rows are made only
 * for what changed.
 */
export const createListRows = (tree: TaskTree, listId: string) => {
  let tasks: readonly TaskDoc[] = []
  /** In the order of the list, as the tasks are. */
  let entries: Entry[] = []
  let shape: Shape | undefined
  let version = 0
  let joined: JoinedRows = { parts: [], rows: [] }
  /** Heads and the add row by their keys. */
  const others = new Map<string, Row>()
  /** Each group in its order; none where all are to be sorted anew. */
  let groups: Map<string, Entries> | undefined

  const other = (row: Row): Row => {
    const known = others.get(row.key)
    if (known && alike(known, row)) return known
    others.set(row.key, row)
    return row
  }
  /** The task of the list that something stands below. */
  const rootOf = (id: string): string => {
    let root = id
    for (let above = tree.get(id)?.parentId; above; above = tree.get(above)?.parentId) root = above
    return root
  }
  /** Tasks whose rows may look otherwise although they are as they were; undefined where any may. */
  const staleSince = (was: Shape, now: Shape): ReadonlySet<string> | undefined => {
    const below = tree.changedBelow(version)
    if (!below || was.sort !== now.sort || was.showDone !== now.showDone || was.sections !== now.sections) return undefined
    const ids = [...below]
    if (was.add !== now.add) ids.push(...[was.add?.parentId, now.add?.parentId].filter((id) => id != null))
    if (was.folded !== now.folded) {
      const turned = [...was.folded, ...now.folded].filter((key) => was.folded.has(key) !== now.folded.has(key))
      ids.push(...turned.map((key) => key.slice(key.indexOf('/') + 1)))
    }
    return new Set(ids.map(rootOf))
  }

  /** The entries of all tasks now, by how they stood before: both are in the order of the list. */
  const align = (all: readonly TaskDoc[], now: Shape, stale: ReadonlySet<string> | undefined, sections: ReadonlySet<string>): Difference => {
    const next: (Entry | undefined)[] = []
    const left = new Set<Entry>()
    const come = new Set<Entry>()
    const gone = new Map<string, Entry>()
    const places: number[] = []
    // What stands before and behind all that changed is not looked at one by one.
    const [first, behind] = stale?.size === 0 ? commonEnds(all, tasks) : [0, 0]
    const [end, oldLast] = [all.length - behind, entries.length - behind]
    let at = first
    const go = (old: Entry) => {
      gone.set(old.task.id, old)
      left.add(old)
    }
    for (let n = first; n < end; n++) {
      const task = all[n] as TaskDoc
      const oldAt = () => (at < oldLast ? entries[at] : undefined)
      let old = oldAt()
      while (old && old.task.id !== task.id && byOrder(old.task, task) < 0) {
        go(old)
        at++
        old = oldAt()
      }
      if (old?.task === task && stale && (stale.size === 0 || !stale.has(task.id))) {
        next.push(old)
        at++
      } else if (old?.task.id === task.id) {
        const entry = entryOf(tree, now, sections, task, old)
        left.add(old)
        come.add(entry)
        next.push(entry)
        at++
      } else {
        places.push(next.length)
        next.push(undefined)
      }
    }
    for (const old of entries.slice(at, oldLast)) go(old)
    for (const place of places) {
      const task = all[first + place] as TaskDoc
      // It may have stood further down.
      const entry = entryOf(tree, now, sections, task, gone.get(task.id))
      come.add(entry)
      next[place] = entry
    }
    const middle = next as Entry[]
    if (middle.length > many) entries = entries.slice(0, first).concat(middle, entries.slice(oldLast))
    else entries.splice(first, oldLast - first, ...middle)
    return { left, come }
  }

  /** Brings the groups up to date: one for what stands in no section, one for each section, one for what is done. */
  const regroup = (now: Shape, sections: ReadonlySet<string>, { left, come }: Difference): ReadonlyMap<string, Entries> => {
    const groupOf = ({ task }: Entry) => (task.status !== 'open' ? 'done' : task.sectionId !== null && sections.has(task.sectionId) ? task.sectionId : '')
    const sort = now.sort === 'manual' ? undefined : compareBy(now.sort)
    const compareIn = (group: string): Compare =>
      group === 'done' ? (a, b) => byCompleted(a, b) || byOrder(a, b) : sort ? (a, b) => sort(a, b) || byOrder(a, b) : byOrder
    if (!groups || left.size + come.size > many) {
      groups = new Map()
      for (const [group, some] of Map.groupBy(entries, groupOf)) {
        // They come in the order of the list.
        if (sort || group === 'done') some.sort((a, b) => compareIn(group)(a.task, b.task))
        groups.set(group, createEntries(compareIn(group), some))
      }
      return groups
    }
    for (const entry of left) groups.get(groupOf(entry))?.remove(entry)
    for (const entry of come) {
      const group = groupOf(entry)
      const some = groups.get(group) ?? createEntries(compareIn(group), [])
      some.add(entry)
      groups.set(group, some)
    }
    return groups
  }
  const arrange = (now: Shape, byGroup: ReadonlyMap<string, Entries>): readonly (readonly Row[])[] => {
    const of = (id: string) => byGroup.get(id)
    const group = (id: string | null, level: number): readonly (readonly Row[])[] => {
      const add = now.add?.parentId === null && now.add.sectionId === id ? now.add : null
      const addHere = add ? addRowAt(now, 0, level).map(other) : []
      return of(id ?? '')?.parts(addHere, add?.beforeId ? tree.get(add.beforeId) : undefined) ?? [addHere]
    }
    const parts = [...group(null, 1)]
    for (const { id } of now.sections) {
      const key = sectionKey(id)
      const shut = now.folded.has(key) && now.add?.sectionId !== id
      parts.push([other({ kind: 'section', key, id, count: of(id)?.count() ?? 0, folded: shut })])
      if (!shut) parts.push(...group(id, 2))
    }
    const done = of('done')
    if (done && done.count() > 0) {
      parts.push([other({ kind: 'done', key: 'done', count: done.count(), folded: !now.showDone })])
      if (now.showDone) parts.push(...done.parts([], undefined))
    }
    return parts
  }
  /** Whether nothing but what a row shows of its task changed. */
  const stands = ({ left, come }: Difference): boolean => {
    if (left.size !== come.size) return false
    const byId = new Map([...left].map((one) => [one.task.id, one]))
    return [...come].every((one) => {
      const was = byId.get(one.task.id)
      return (
        was !== undefined &&
        was.row === one.row &&
        was.below === one.below &&
        was.task.order === one.task.order &&
        was.task.status === one.task.status &&
        was.task.completedAt === one.task.completedAt
      )
    })
  }

  return {
    read: (now: Shape): readonly Row[] => {
      const all = tree.inList(listId)
      const was = shape
      if (was === now && all === tasks && tree.belowVersion() === version) return joined.rows
      const sections = new Set(now.sections.map(({ id }) => id))
      const stale = was && staleSince(was, now)
      if (!stale) groups = undefined
      const difference = align(all, now, stale, sections)
      const same = stale && was.add === now.add && was.folded === now.folded && now.sort === 'manual' && stands(difference)
      const byGroup = regroup(now, sections, difference)
      if (!same) joined = joinRows(joined, arrange(now, byGroup))
      tasks = all
      shape = now
      version = tree.belowVersion()
      return joined.rows
    },
  }
}
