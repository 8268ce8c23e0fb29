import type { ListSort } from '@muster/core/contract/kinds.ts'
import type { SectionDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'

/** Where a task stands: below another task, or in a list and maybe one of its sections. */
export interface Group {
  readonly parentId: string | null
  readonly sectionId: string | null
}
export interface TaskRow extends Group {
  readonly kind: 'task'
  readonly key: string
  readonly space: string
  readonly id: string
  /** How far it is indented: 0 is a root task. */
  readonly depth: number
  /** The level that a screen reader hears, from 1; a section counts as one. */
  readonly level: number
  readonly foldable: boolean
  readonly folded: boolean
}
export interface SectionRow {
  readonly kind: 'section'
  readonly key: string
  readonly id: string
  readonly count: number
  readonly folded: boolean
}
export interface AddRow extends Group {
  readonly kind: 'add'
  readonly key: 'add'
  readonly depth: number
  readonly level: number
}
export interface DoneRow {
  readonly kind: 'done'
  readonly key: 'done'
  readonly count: number
  readonly folded: boolean
}
/** A heading over rows that are given one by one. */
export interface HeadRow {
  readonly kind: 'head'
  readonly key: string
  readonly label: string
  readonly count: number
  readonly folded: false
}
export type Row = TaskRow | SectionRow | AddRow | DoneRow | HeadRow

/** Where the add row stands: in front of a sibling, or at the end of its group. */
export interface AddPlace extends Group {
  readonly beforeId: string | null
}
export interface Shape {
  readonly sections: readonly SectionDoc[]
  readonly sort: ListSort
  /** Keys of rows that are folded. */
  readonly folded: ReadonlySet<string>
  readonly showDone: boolean
  readonly add: AddPlace | null
}
export interface TaskTree {
  readonly space: string
  /** Tasks of a list, or below a task: not deleted, in order, done ones too. */
  readonly inList: (listId: string) => readonly TaskDoc[]
  readonly below: (taskId: string) => readonly TaskDoc[]
}

export const taskKey = (space: string, id: string): string => `${space}/${id}`
export const sectionKey = (id: string): string => `section/${id}`

const dayOf = (task: TaskDoc): string => (task.due ? `${task.due.date}${'time' in task.due ? task.due.time : '~'}` : '~')
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const sorters: Readonly<Record<Exclude<ListSort, 'manual'>, (a: TaskDoc, b: TaskDoc) => number>> = {
  due: (a, b) => byText(dayOf(a), dayOf(b)),
  // 0 is none: it comes last.
  priority: (a, b) => (a.priority || 9) - (b.priority || 9),
  title: (a, b) => a.title.localeCompare(b.title, undefined, { numeric: true, sensitivity: 'base' }),
  created: (a, b) => byText(b.createdAt, a.createdAt),
}
/** Siblings as the list shows them. Ties keep the order made by hand. */
export const sorted = (tasks: readonly TaskDoc[], sort: ListSort): readonly TaskDoc[] => (sort === 'manual' ? tasks : tasks.toSorted(sorters[sort]))

/** A list as rows from top to bottom: tasks without a section, the sections with theirs, the done ones. */
export const flatten = (tree: TaskTree, listId: string, { sections, sort, folded, showDone, add }: Shape): readonly Row[] => {
  const rows: Row[] = []
  const sectionIds = new Set(sections.map(({ id }) => id))
  const loose: TaskDoc[] = []
  const bySection = new Map<string, TaskDoc[]>()
  const done: TaskDoc[] = []
  for (const task of tree.inList(listId)) {
    if (task.status !== 'open') done.push(task)
    else if (task.sectionId !== null && sectionIds.has(task.sectionId)) {
      const known = bySection.get(task.sectionId)
      if (known) known.push(task)
      else bySection.set(task.sectionId, [task])
    } else loose.push(task)
  }
  const addRow = (depth: number, level: number): void => {
    if (add) rows.push({ kind: 'add', key: 'add', parentId: add.parentId, sectionId: add.sectionId, depth, level })
  }
  const group = (tasks: readonly TaskDoc[], parentId: string | null, sectionId: string | null, depth: number, level: number): void => {
    const holdsAdd = add !== null && add.parentId === parentId && (parentId !== null || add.sectionId === sectionId)
    let open = holdsAdd
    for (const task of sorted(tasks, sort)) {
      if (open && add?.beforeId === task.id) {
        addRow(depth, level)
        open = false
      }
      const key = taskKey(tree.space, task.id)
      const all = tree.below(task.id)
      const below = showDone || task.status !== 'open' ? all : all.filter(({ status }) => status === 'open')
      const adding = add?.parentId === task.id
      const shut = folded.has(key) && !adding
      rows.push({ kind: 'task', key, space: tree.space, id: task.id, parentId, sectionId, depth, level, foldable: below.length > 0, folded: shut })
      if (!shut && (below.length > 0 || adding)) group(below, task.id, sectionId, depth + 1, level + 1)
    }
    if (open) addRow(depth, level)
  }
  group(loose, null, null, 0, 1)
  for (const section of sections) {
    const tasks = bySection.get(section.id) ?? []
    const key = sectionKey(section.id)
    const shut = folded.has(key) && add?.sectionId !== section.id
    rows.push({ kind: 'section', key, id: section.id, count: tasks.length, folded: shut })
    if (!shut) group(tasks, null, section.id, 0, 2)
  }
  if (done.length > 0) {
    rows.push({ kind: 'done', key: 'done', count: done.length, folded: !showDone })
    if (showDone) {
      const latest = done.toSorted((a, b) => byText(b.completedAt ?? '', a.completedAt ?? ''))
      for (const task of latest) {
        const key = taskKey(tree.space, task.id)
        rows.push({
          kind: 'task',
          key,
          space: tree.space,
          id: task.id,
          parentId: null,
          sectionId: task.sectionId,
          depth: 0,
          level: 2,
          foldable: false,
          folded: false,
        })
      }
    }
  }
  return rows
}

export interface TaskGroup {
  readonly label: string
  readonly items: readonly { readonly space: string; readonly id: string }[]
}
/** Tasks given one by one, as Today does: no order of their own to change, nothing indented. A heading stands over each group that is not alone. */
export const flatRows = (groups: readonly TaskGroup[]): readonly Row[] => {
  const full = groups.filter(({ items }) => items.length > 0)
  const alone = full.length < 2
  return full.flatMap(({ label, items }): Row[] => [
    ...(alone ? [] : [{ kind: 'head' as const, key: `head/${label}`, label, count: items.length, folded: false as const }]),
    ...items.map(({ space, id }) => ({
      kind: 'task' as const,
      key: taskKey(space, id),
      space,
      id,
      parentId: null,
      sectionId: null,
      depth: 0,
      level: alone ? 1 : 2,
      foldable: false,
      folded: false,
    })),
  ])
}

/** Of tasks that move together, those that carry the others. */
export const topmost = (rows: readonly Row[], keys: ReadonlySet<string>): readonly TaskRow[] => {
  const carried = new Set<string>()
  return rows.filter((row): row is TaskRow => {
    if (row.kind !== 'task') return false
    const below = row.parentId !== null && carried.has(row.parentId)
    if (below || keys.has(row.key)) carried.add(row.id)
    return keys.has(row.key) && !below
  })
}
