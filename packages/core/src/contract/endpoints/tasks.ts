import type { ItemParams, SpaceParams } from '../schemas/endpoints/common.ts'
import type {
  MyTaskParams,
  NotesBody,
  Task,
  TaskCreateBody,
  TaskListQuery,
  TaskMoveBody,
  TaskNotes,
  TaskPage,
  TaskUpdateBody,
} from '../schemas/endpoints/tasks.ts'
import type { Endpoint } from './endpoint.ts'
import { changingProblems, writingProblems } from './writing-problems.ts'

const tasks = '/api/v1/spaces/:space/tasks'
const mine = '/api/v1/tasks'
/** What every new task, and every change of one, may be refused with. */
const adding = [...writingProblems, 'gone', 'exists', 'too_deep'] as const
const writing = [...changingProblems, 'gone'] as const

/** By default the open root tasks; each filter narrows it, `updatedSince` takes any status and level, the trash too, `order` what is done and dropped of a list, the latest first. */
export const listTasks: Endpoint<{ auth: 'session'; params: SpaceParams; query: TaskListQuery; replies: { 200: TaskPage; 304: null } }> = {
  key: 'tasks.list',
  method: 'GET',
  path: tasks,
  auth: 'session',
  summary: 'Tasks of a space in pages. A page may come short while more follow: go on until nextCursor is null.',
  problems: ['not_found'],
}
export const createTask: Endpoint<{ auth: 'session'; params: SpaceParams; body: TaskCreateBody; replies: { 201: Task } }> = {
  key: 'tasks.create',
  method: 'POST',
  path: tasks,
  auth: 'session',
  summary: 'Adds a task: to the Inbox and last in its place, unless it says otherwise.',
  problems: adding,
}
export const getTask: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 200: Task; 304: null } }> = {
  key: 'tasks.get',
  method: 'GET',
  path: `${tasks}/:id`,
  auth: 'session',
  summary: 'One task. In the trash it is answered as gone, until it is restored.',
  problems: ['not_found', 'gone'],
}
export const updateTask: Endpoint<{ auth: 'session'; params: ItemParams; body: TaskUpdateBody; replies: { 200: Task } }> = {
  key: 'tasks.update',
  method: 'PATCH',
  path: `${tasks}/:id`,
  auth: 'session',
  summary: 'Changes the fields that are named; listId, parentId, sectionId and order move it. With If-Match only what was read.',
  problems: [...writing, 'cycle', 'too_deep', 'too_many'],
}
export const deleteTask: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 204: null } }> = {
  key: 'tasks.delete',
  method: 'DELETE',
  path: `${tasks}/:id`,
  auth: 'session',
  summary: 'Puts a task in the trash; what is below it is hidden with it. Again changes nothing.',
  problems: writing,
}
export const restoreTask: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 200: Task } }> = {
  key: 'tasks.restore',
  method: 'POST',
  path: `${tasks}/:id/restore`,
  auth: 'session',
  summary: 'Takes a task out of the trash, to where it was.',
  problems: writing,
}
export const moveTask: Endpoint<{ auth: 'session'; params: ItemParams; body: TaskMoveBody; replies: { 200: Task } }> = {
  key: 'tasks.move',
  method: 'POST',
  path: `${tasks}/:id/move`,
  auth: 'session',
  summary: 'Moves a task with all that is below it to another space, last in its place there.',
  problems: [...writing, 'exists', 'too_deep', 'too_many'],
}
export const getNotes: Endpoint<{ auth: 'session'; params: ItemParams; replies: { 200: TaskNotes; 304: null } }> = {
  key: 'tasks.notes',
  method: 'GET',
  path: `${tasks}/:id/notes`,
  auth: 'session',
  summary: 'The notes of a task, as markdown.',
  problems: ['not_found', 'gone'],
}
export const setNotes: Endpoint<{ auth: 'session'; params: ItemParams; body: NotesBody; replies: { 200: TaskNotes } }> = {
  key: 'tasks.setNotes',
  method: 'PUT',
  path: `${tasks}/:id/notes`,
  auth: 'session',
  summary: 'Writes the notes of a task; with the base they were written from, merged by line with what others wrote since.',
  problems: [...writing, 'too_many'],
}

export const listMyTasks: Endpoint<{ auth: 'session'; query: TaskListQuery; replies: { 200: TaskPage; 304: null } }> = {
  key: 'myTasks.list',
  method: 'GET',
  path: mine,
  auth: 'session',
  summary: 'Tasks of all spaces of the person, in pages: space by space, or by assignee in one order of their days.',
  problems: [],
}
export const createMyTask: Endpoint<{ auth: 'session'; body: TaskCreateBody; replies: { 201: Task } }> = {
  key: 'myTasks.create',
  method: 'POST',
  path: mine,
  auth: 'session',
  summary: 'Adds a task to the personal space.',
  problems: createTask.problems,
}
export const getMyTask: Endpoint<{ auth: 'session'; params: MyTaskParams; replies: { 200: Task; 304: null } }> = {
  key: 'myTasks.get',
  method: 'GET',
  path: `${mine}/:id`,
  auth: 'session',
  summary: 'One task, in whichever space of the person it is.',
  problems: getTask.problems,
}
export const updateMyTask: Endpoint<{ auth: 'session'; params: MyTaskParams; body: TaskUpdateBody; replies: { 200: Task } }> = {
  key: 'myTasks.update',
  method: 'PATCH',
  path: `${mine}/:id`,
  auth: 'session',
  summary: 'Changes a task, in whichever space of the person it is.',
  problems: updateTask.problems,
}
export const deleteMyTask: Endpoint<{ auth: 'session'; params: MyTaskParams; replies: { 204: null } }> = {
  key: 'myTasks.delete',
  method: 'DELETE',
  path: `${mine}/:id`,
  auth: 'session',
  summary: 'Puts a task in the trash, in whichever space of the person it is.',
  problems: deleteTask.problems,
}
