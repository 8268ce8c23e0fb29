import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { alike, keptRows } from './kept-rows.ts'
import { sorted, taskKey, type AddRow, type Row, type Shape, type TaskRow, type TaskTree } from './rows.ts'

/** A task of a list with its own row, and the rows below it. */
export interface Entry {
  readonly task: TaskDoc
  readonly row: TaskRow
  readonly below: readonly Row[]
}
const none: readonly Row[] = []
const isDetailed = ({ due, labelIds }: TaskDoc) => due !== null || labelIds.length > 0

export const addRowAt = ({ add }: Shape, depth: number, level: number): readonly AddRow[] => (add ? [{ kind: 'add', key: 'add', ...add, depth, level }] : [])

/** A task's own row, and those of what is below it to any depth. */
const rowsOf = (tree: TaskTree, shape: Shape, task: TaskDoc, at: Pick<TaskRow, 'parentId' | 'sectionId' | 'depth' | 'level'>): readonly [TaskRow, ...Row[]] => {
  const { showDone, add, folded, sort } = shape
  const { depth, level } = at
  const key = taskKey(tree.space, task.id)
  const all = tree.below(task.id)
  const below = showDone || task.status !== 'open' ? all : all.filter(({ status }) => status === 'open')
  const adding = add?.parentId === task.id
  const shut = folded.has(key) && !adding
  const row: TaskRow = { kind: 'task', key, space: tree.space, id: task.id, ...at, foldable: below.length > 0, folded: shut, detailed: isDetailed(task) }
  if (shut || (below.length === 0 && !adding)) return [row]
  const addHere = adding ? addRowAt(shape, depth + 1, level + 1) : none
  const rows = sorted(below, sort).flatMap((child) => [
    ...(add?.beforeId === child.id ? addHere : none),
    ...rowsOf(tree, shape, child, { parentId: task.id, sectionId: null, depth: depth + 1, level: level + 1 }),
  ])
  return [row, ...rows, ...(below.some(({ id }) => id === add?.beforeId) ? none : addHere)]
}

/** A task of the list as rows; those that look as before are the same. What is done stands alone, without what is below it. */
export const entryOf = (tree: TaskTree, shape: Shape, sections: ReadonlySet<string>, task: TaskDoc, was: Entry | undefined): Entry => {
  const { space } = tree
  const { id, sectionId } = task
  const inSection = sectionId !== null && sections.has(sectionId)
  const [row, ...below]: readonly [TaskRow, ...Row[]] =
    task.status === 'open'
      ? rowsOf(tree, shape, task, { parentId: null, sectionId: inSection ? sectionId : null, depth: 0, level: inSection ? 2 : 1 })
      : [
          {
            kind: 'task',
            key: taskKey(space, id),
            space,
            id,
            parentId: null,
            sectionId,
            depth: 0,
            level: 2,
            foldable: false,
            folded: false,
            detailed: isDetailed(task),
          },
        ]
  return { task, row: was && alike(was.row, row) ? was.row : row, below: below.length === 0 ? none : keptRows(was?.below ?? none, below) }
}
