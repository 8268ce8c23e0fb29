import type { ListDoc, TaskDoc } from '../../contract/schemas/documents.ts'

/** What every row carries, where a test does not say otherwise. */
const stamps = {
  rev: 1,
  v: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'me',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'me',
  deletedAt: null,
  deletedBy: null,
}

/** An open task at the top of a list `inbox`, but for what a test is about. */
export const taskDoc = (fields: Partial<TaskDoc> & Pick<TaskDoc, 'id'>): TaskDoc => ({
  kind: 'task',
  ...stamps,
  parentId: null,
  listId: 'inbox',
  sectionId: null,
  order: 'a0',
  title: 'Task',
  status: 'open',
  priority: 0,
  due: null,
  deadline: null,
  duration: null,
  labelIds: [],
  assigneeIds: [],
  hasNotes: false,
  completedAt: null,
  completedBy: null,
  ...fields,
})

/** A list of nobody's folder, which is no Inbox, but for what a test is about. */
export const listDoc = (fields: Partial<ListDoc> & Pick<ListDoc, 'id'>): ListDoc => ({
  kind: 'list',
  ...stamps,
  name: 'List',
  color: 'blue',
  emoji: null,
  folderId: null,
  order: 'a0',
  sort: 'manual',
  inbox: false,
  ...fields,
})
