import {
  createMyTask,
  createTask,
  deleteMyTask,
  deleteTask,
  getMyTask,
  getNotes,
  getTask,
  listMyTasks,
  listTasks,
  moveTask,
  restoreTask,
  setNotes,
  updateMyTask,
  updateTask,
} from '@muster/core/contract/endpoints/tasks.ts'
import type { TaskListQuery } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../../access/access.ts'
import type { Routes } from '../../http/endpoint.ts'
import { precondition, rowPrecondition, unlessHeld } from '../../http/etag.ts'
import { writeRequest } from '../../http/write-request.ts'
import { entering } from '../../cache/entering.ts'
import type { PageCache } from '../../cache/page-cache.ts'
import type { TaskLists } from './lists.ts'
import type { Shown, Tasks } from './service.ts'
import { shown } from './shown.ts'

const answer = <T>(request: FastifyRequest, { body, text, headers }: Shown<T>) => unlessHeld(request, headers['ETag'] ?? '', body, text)
const taskMatch = (request: FastifyRequest, space: string, id: string) => rowPrecondition(request, 'task', id, (task) => shown(space, task))

/** Who is meant by `me`. Such a page is theirs; others are the same for all who may see them. */
const named = (query: TaskListQuery, me: string): { readonly of: string; readonly query: TaskListQuery } =>
  query.assignee === 'me' ? { of: me, query: { ...query, assignee: me } } : { of: '', query }

/** Tasks of a space, and of all spaces of whoever asks. */
export const registerTaskRoutes = (routes: Routes, deps: { tasks: Tasks; taskLists: TaskLists; access: Access; pages: PageCache }) => {
  const { tasks, taskLists, access, pages } = deps

  routes.add(listTasks)(({ params: { space }, query: asked, session, ticket, request }) => {
    const { of, query } = named(asked, session.user.id)
    const { enter, rev } = entering(async () => (await access.enter(space, session.user.id, 'read', ticket)).head)
    return pages.answer(request, of, enter, () => taskLists.ofSpace(space, query, rev(), ticket))
  })
  routes.add(createTask)(async ({ params: { space }, body, request }) => ({ status: 201, ...(await tasks.create(writeRequest(request), space, body)) }))
  routes.add(getTask)(async ({ params: { space, id }, session, ticket, request }) => answer(request, await tasks.get(space, session.user.id, id, ticket)))
  routes.add(updateTask)(async ({ params: { space, id }, body, request }) => ({
    status: 200,
    ...(await tasks.update(writeRequest(request), space, id, body, taskMatch(request, space, id))),
  }))
  routes.add(deleteTask)(async ({ params: { space, id }, request }) => ({
    status: 204,
    body: null,
    headers: await tasks.remove(writeRequest(request), space, id, taskMatch(request, space, id)),
  }))
  routes.add(restoreTask)(async ({ params: { space, id }, request }) => ({
    status: 200,
    ...(await tasks.restore(writeRequest(request), space, id, taskMatch(request, space, id))),
  }))
  routes.add(moveTask)(async ({ params: { space, id }, body, request }) => ({
    status: 200,
    ...(await tasks.move(writeRequest(request), space, id, body, taskMatch(request, space, id))),
  }))
  routes.add(getNotes)(async ({ params: { space, id }, session, ticket, request }) => answer(request, await tasks.notes(space, session.user.id, id, ticket)))
  routes.add(setNotes)(async ({ params: { space, id }, body, request }) => ({
    status: 200,
    ...(await tasks.setNotes(writeRequest(request), space, id, body, precondition(request))),
  }))

  routes.add(listMyTasks)(({ query, session, ticket, request }) =>
    pages.answer(
      request,
      session.user.id,
      () => taskLists.stateOf(session.user.id, ticket),
      () => taskLists.ofPerson(session.user.id, named(query, session.user.id).query, ticket),
    ),
  )
  routes.add(createMyTask)(async ({ body, session, request }) => ({ status: 201, ...(await tasks.create(writeRequest(request), session.user.id, body)) }))
  routes.add(getMyTask)(async ({ params: { id }, session, ticket, request }) =>
    answer(request, await tasks.get(await tasks.spaceOf(session.user.id, id, ticket), session.user.id, id, ticket)),
  )
  routes.add(updateMyTask)(async ({ params: { id }, body, session, ticket, request }) => {
    const space = await tasks.spaceOf(session.user.id, id, ticket)
    return { status: 200, ...(await tasks.update(writeRequest(request), space, id, body, taskMatch(request, space, id))) }
  })
  routes.add(deleteMyTask)(async ({ params: { id }, session, ticket, request }) => {
    const space = await tasks.spaceOf(session.user.id, id, ticket)
    return { status: 204, body: null, headers: await tasks.remove(writeRequest(request), space, id, taskMatch(request, space, id)) }
  })
}
