import type { Static } from 'typebox'
import { AssigneeIds, closed, Day, Duration, Id, Instant, LabelIds, NotesText, nullable, OrderKey, Priority, Status, Title } from '../common.ts'
import { TaskDoc } from '../documents.ts'
import { ItemParams, Nothing, pageOf, pageQuery, someOf, SpaceParams, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const optional = Type.Optional
const { movedTo: _movedTo, purgedAt: _purgedAt, ...taskFields } = TaskDoc.properties

/** A task as the resource API shows it: its document, and the space it is in. */
export const Task = closed({ space: Id, ...taskFields })
export const TaskPage = pageOf(Task)
/** The notes of a task; who and when are null as long as nobody wrote any. */
export const TaskNotes = closed({ space: Id, taskId: Id, text: NotesText, updatedAt: nullable(Instant), updatedBy: nullable(Id) })

export const MyTaskParams = closed({ id: Id })

/** Whose tasks: somebody's, or those of whoever asks. */
const Assignee = Type.Union([Id, Type.Literal('me')])
export const TaskListQuery = closed({
  ...pageQuery,
  list: optional(Id),
  parent: optional(Id),
  status: optional(Status),
  label: optional(Id),
  assignee: optional(Assignee),
  updatedSince: optional(Instant),
  order: optional(Type.Literal('completed')),
})

const what = {
  priority: optional(Priority),
  due: optional(nullable(Day)),
  deadline: optional(nullable(Day)),
  duration: optional(nullable(Duration)),
  labelIds: optional(LabelIds),
  assigneeIds: optional(AssigneeIds),
}
const where = {
  listId: optional(nullable(Id)),
  sectionId: optional(nullable(Id)),
  parentId: optional(nullable(Id)),
  order: optional(OrderKey),
}
export const TaskCreateBody = closed({ id: optional(Id), title: Title, ...where, ...what, notes: optional(NotesText) })
export const TaskUpdateBody = someOf({ title: optional(Title), status: optional(Status), ...where, ...what })
export const TaskMoveBody = closed({ toSpace: Id, listId: optional(nullable(Id)), sectionId: optional(nullable(Id)), parentId: optional(nullable(Id)) })
/** `base` is the text that `text` was written from: what others wrote since is merged. Without it the text replaces what is there. */
export const NotesBody = closed({ text: NotesText, base: optional(NotesText) })

export type Task = Static<typeof Task>
export type TaskPage = Static<typeof TaskPage>
export type TaskNotes = Static<typeof TaskNotes>
export type MyTaskParams = Static<typeof MyTaskParams>
export type TaskListQuery = Static<typeof TaskListQuery>
export type TaskCreateBody = Static<typeof TaskCreateBody>
export type TaskUpdateBody = Static<typeof TaskUpdateBody>
export type TaskMoveBody = Static<typeof TaskMoveBody>
export type NotesBody = Static<typeof NotesBody>

export const taskSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'tasks.list': { params: SpaceParams, query: TaskListQuery, replies: { 200: TaskPage, 304: Nothing } },
  'tasks.create': { params: SpaceParams, body: TaskCreateBody, replies: { 201: Task } },
  'tasks.get': { params: ItemParams, replies: { 200: Task, 304: Nothing } },
  'tasks.update': { params: ItemParams, body: TaskUpdateBody, replies: { 200: Task } },
  'tasks.delete': { params: ItemParams, replies: { 204: Nothing } },
  'tasks.restore': { params: ItemParams, replies: { 200: Task } },
  'tasks.move': { params: ItemParams, body: TaskMoveBody, replies: { 200: Task } },
  'tasks.notes': { params: ItemParams, replies: { 200: TaskNotes, 304: Nothing } },
  'tasks.setNotes': { params: ItemParams, body: NotesBody, replies: { 200: TaskNotes } },
  'myTasks.list': { query: TaskListQuery, replies: { 200: TaskPage, 304: Nothing } },
  'myTasks.create': { body: TaskCreateBody, replies: { 201: Task } },
  'myTasks.get': { params: MyTaskParams, replies: { 200: Task, 304: Nothing } },
  'myTasks.update': { params: MyTaskParams, body: TaskUpdateBody, replies: { 200: Task } },
  'myTasks.delete': { params: MyTaskParams, replies: { 204: Nothing } },
}
