import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { byOrder } from '../../../replica/sorted-rows.ts'
import { addRowAt, entryOf, type Entry } from './entries.ts'
import { alike, keptAll } from './kept-rows.ts'
import { byCompleted, compareBy, sectionKey, type Row, type Shape, type TaskTree } from './rows.ts'

const noEntries: readonly Entry[] = []
/** From so many on, sorting all anew is less work than to put each in its place. */
const many = 64

/** How far the entries of two readings differ. */
interface Difference {
  readonly left: ReadonlySet<Entry>
  readonly come: ReadonlySet<Entry>
}
/** Sorted entries, with those that came put in their places. */
const resorted = (was: readonly Entry[], left: ReadonlySet<Entry>, come: readonly Entry[], compare: (a: TaskDoc, b: TaskDoc) => number) => {
  const next = left.size > 0 ? was.filter((one) => !left.has(one)) : was.slice()
  for (const entry of come) {
    let [low, high] = [0, next.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare((next[middle] as Entry).task, entry.task) < 0) low = middle + 1
      else high = middle
    }
    next.splice(low, 0, entry)
  }
  return next
}

/**
 * A list as rows from top to bottom: tasks without a section, the sections with theirs, the done ones. What stands as it stood is the
 * same row again, and while none came, went, moved or looks otherwise, they are the same rows: in a list of 100,000 rows are made only
 * for what changed.
 */
export const createListRows = (tree: TaskTree, listId: string) => {
  let tasks: readonly TaskDoc[] = []
  let entries: readonly Entry[] = noEntries
  let shape: Shape | undefined
  let version = 0
  let rows: readonly Row[] = []
  /** Heads and the add row by their keys. */
  const others = new Map<string, Row>()
  /** Each group as it was sorted; what is ordered by hand is in order already. */
  let groups = new Map<string | null, readonly Entry[]>()

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
    let at = 0
    const go = (old: Entry) => {
      gone.set(old.task.id, old)
      left.add(old)
    }
    for (const task of all) {
      let old = entries[at]
      while (old && old.task.id !== task.id && byOrder(old.task, task) < 0) {
        go(old)
        old = entries[++at]
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
    for (const old of entries.slice(at)) go(old)
    for (const place of places) {
      const task = all[place] as TaskDoc
      // It may have stood further down.
      const entry = entryOf(tree, now, sections, task, gone.get(task.id))
      come.add(entry)
      next[place] = entry
    }
    entries = next as readonly Entry[]
    return { left, come }
  }

  const arrange = (now: Shape, sections: ReadonlySet<string>, { left, come }: Difference): readonly Row[] => {
    const placeOf = ({ task }: Entry) => (task.sectionId !== null && sections.has(task.sectionId) ? task.sectionId : null)
    const open = new Map<string | null, Entry[]>()
    const done: Entry[] = []
    for (const entry of entries) {
      if (entry.task.status !== 'open') done.push(entry)
      else {
        const place = placeOf(entry)
        const known = open.get(place)
        if (known) known.push(entry)
        else open.set(place, [entry])
      }
    }
    const sortedGroups = new Map<string | null, readonly Entry[]>()
    const inSort = (id: string | null, group: readonly Entry[]): readonly Entry[] => {
      if (now.sort === 'manual') return group
      const compare = compareBy(now.sort)
      const known = groups.get(id)
      const some =
        known && left.size + come.size <= many
          ? resorted(
              known,
              left,
              [...come].filter((one) => one.task.status === 'open' && placeOf(one) === id),
              (a, b) => compare(a, b) || byOrder(a, b),
            )
          : group.toSorted((a, b) => compare(a.task, b.task))
      sortedGroups.set(id, some)
      return some
    }
    const next: Row[] = []
    const push = (id: string | null, level: number) => {
      const add = now.add?.parentId === null && now.add.sectionId === id ? now.add : null
      const addHere = add ? addRowAt(now, 0, level).map(other) : []
      let isIn = add === null
      for (const { task, row, below } of inSort(id, open.get(id) ?? noEntries)) {
        if (!isIn && add?.beforeId === task.id) {
          next.push(...addHere)
          isIn = true
        }
        next.push(row)
        for (const one of below) next.push(one)
      }
      if (!isIn) next.push(...addHere)
    }
    push(null, 1)
    for (const { id } of now.sections) {
      const key = sectionKey(id)
      const shut = now.folded.has(key) && now.add?.sectionId !== id
      next.push(other({ kind: 'section', key, id, count: open.get(id)?.length ?? 0, folded: shut }))
      if (!shut) push(id, 2)
    }
    if (done.length > 0) {
      next.push(other({ kind: 'done', key: 'done', count: done.length, folded: !now.showDone }))
      if (now.showDone) for (const { row } of done.toSorted((a, b) => byCompleted(a.task, b.task))) next.push(row)
    }
    groups = sortedGroups
    return next
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
      if (was === now && all === tasks && tree.belowVersion() === version) return rows
      const sections = new Set(now.sections.map(({ id }) => id))
      const stale = was && staleSince(was, now)
      if (!stale) groups = new Map()
      const difference = align(all, now, stale, sections)
      const same = stale && was.add === now.add && was.folded === now.folded && now.sort === 'manual' && stands(difference)
      if (!same) rows = keptAll(rows, arrange(now, sections, difference))
      tasks = all
      shape = now
      version = tree.belowVersion()
      return rows
    },
  }
}
