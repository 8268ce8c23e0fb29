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
  /** Whether there is something to show below its title, where that is too narrow for one line. */
  readonly detailed: boolean
}
export interface SectionRow {
  readonly kind: 'section'
  readonly key: string
  readonly id: string
  readonly count: number
  readonly folded: boolean
}
export interface AddRow extends AddPlace {
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
  readonly get: (taskId: string) => TaskDoc | undefined
  /** Grows with every change below a task. */
  readonly belowVersion: () => number
  /** Below which tasks something changed since; undefined where that is not known. */
  readonly changedBelow: (since: number) => readonly string[] | undefined
}

export const taskKey = (space: string, id: string): string => `${space}/${id}`
export const sectionKey = (id: string): string => `section/${id}`

const dayOf = (task: TaskDoc): string => (task.due ? `${task.due.date}${'time' in task.due ? task.due.time : '~'}` : '~')
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const sorters: Readonly<Record<Exclude<ListSort, 'manual'>, (a: TaskDoc, b: TaskDoc) => number>> = {
  due: (a, b) => byText(dayOf(a), dayOf(b)),
  // 0 is none: it comes last.
  priority: (a, b) => (a.priority || 9) - (b.priority || 9),
  title: (a, b) => collator.compare(a.title, b.title),
  created: (a, b) => byText(b.createdAt, a.createdAt),
}
export const compareBy = (sort: Exclude<ListSort, 'manual'>): ((a: TaskDoc, b: TaskDoc) => number) => sorters[sort]
/** What was done last comes first. */
export const byCompleted = (a: TaskDoc, b: TaskDoc): number => byText(b.completedAt ?? '', a.completedAt ?? '')
/** Siblings as the list shows them. Ties keep the order made by hand. */
export const sorted = (tasks: readonly TaskDoc[], sort: ListSort): readonly TaskDoc[] => (sort === 'manual' ? tasks : tasks.toSorted(sorters[sort]))
