import type { TaskDoc, NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { NotesBody, Task, TaskCreateBody, TaskMoveBody, TaskNotes, TaskUpdateBody } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { get, type Rule } from '@muster/core/domain/ask.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { mustLive } from '@muster/core/domain/rows.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { etag, type Precondition } from '../../http/etag.ts'
import type { WriteRequest, Writes, Written } from '../../journal/writes.ts'
import type { Store } from '../../ports/store.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'
import { createPlaces } from './places.ts'
import { shown } from './shown.ts'

/** What a request asks of the row that it changes. */
type Requires = (() => Rule<void>) | undefined

export interface Shown<T> {
  readonly body: T
  /** The same as JSON. */
  readonly text: string
  /** Its validator, and what else goes with the answer. */
  readonly headers: Readonly<Record<string, string>>
}
/** So often a place is worked out anew because the task was moved by somebody else meanwhile. */
const placeTries = 5

const both = (first: Requires, second: () => Rule<void>) =>
  function* (): Rule<void> {
    if (first) yield* first()
    yield* second()
  }

/** Tasks one by one, each read and written as the person who asks. Refusals are coded. */
export const createTasks = (deps: { readonly store: Pick<Store, 'docs' | 'docIn' | 'lastOrder'>; readonly access: Access; readonly writes: Writes }) => {
  const { store, access, writes } = deps

  /** As a member of the space sees it, in one state with their membership: for what a write was that has been answered before. */
  const seen = async <K extends 'task' | 'notes'>(space: string, kind: K, id: string, ticket: Ticket) =>
    (await access.see(space, ticket.identity.userId, [{ kind, id }], ticket))(kind, id)
  const tell = (space: string, task: TaskDoc): Shown<Task> => {
    const body = shown(space, task)
    const text = JSON.stringify(body)
    return { body, text, headers: { ETag: etag(text) } }
  }
  /** What a write came to: the row as it left it, in the trash or not. */
  const tellWritten = async (
    { ticket }: WriteRequest,
    space: string,
    id: string,
    { row, headers }: Written,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Shown<Task>> => {
    const task = row('task', id) ?? (await seen(space, 'task', id, ticket)) ?? refuse('not_found', 'There is no such task here.')
    const told = tell(space, task)
    return { ...told, headers: { ...told.headers, ...more, ...headers } }
  }
  const addressOf = (space: string, id: string) => `/api/v1/spaces/${space}/tasks/${id}`
  const tellNotes = (space: string, taskId: string, notes: NotesDoc | undefined) => {
    const body: TaskNotes = { space, taskId, text: notes?.text ?? '', updatedAt: notes?.updatedAt ?? null, updatedBy: notes?.updatedBy ?? null }
    const said = JSON.stringify(body)
    return { body, text: said, headers: { ETag: etag(said) } }
  }

  return {
    /** The space of the person's that a task is in: one where it is out of the trash, if there is one. Refuses `not_found`. */
    spaceOf: async (person: string, id: string, bound: Bound): Promise<string> => {
      const found = (await store.docIn(await access.spacesOf(person, bound), { kind: 'task', id }, bound)) as readonly {
        readonly space: string
        readonly doc: TaskDoc
      }[]
      const rank = ({ doc }: { readonly doc: TaskDoc }) => (isGone(doc) ? 2 : doc.deletedAt === null ? 0 : 1)
      const [best] = found.toSorted((a, b) => rank(a) - rank(b) || (a.space < b.space ? -1 : 1))
      return best?.space ?? refuse('not_found', 'There is no such task here.')
    },
    get: async (space: string, person: string, id: string, bound: Bound): Promise<Shown<Task>> =>
      tell(space, mustLive((await access.see(space, person, [{ kind: 'task', id }], bound))('task', id), 'task')),
    create: async (from: WriteRequest, space: string, body: TaskCreateBody): Promise<Shown<Task>> => {
      const { ticket } = from
      await access.require(space, ticket.identity.userId, 'write', ticket)
      const { id: named, listId, sectionId, parentId, order, ...fields } = body
      const id = writes.idFor(from, named)
      const place = await createPlaces(store, ticket).forNew(space, { listId, sectionId, parentId, order })
      const written = await writes.write(from, { space, name: 'task.create@1', args: { id, place, ...fields }, entered: true })
      return tellWritten(from, space, id, written, { Location: addressOf(space, id) })
    },
    update: async (from: WriteRequest, space: string, id: string, body: TaskUpdateBody, requires: Requires): Promise<Shown<Task>> => {
      const { ticket } = from
      const { listId, sectionId, parentId, order, ...set } = body
      for (let tries = 1; ; tries++) {
        const task = (await access.read(space, ticket.identity.userId, [{ kind: 'task', id }], ticket))('task', id)
        const place = task && (await createPlaces(store, ticket).forMoved(space, task, { listId, sectionId, parentId, order }))
        let moved = false
        const unmoved = function* (): Rule<void> {
          const now = yield* get('task', id)
          moved = now?.listId !== task?.listId || now?.sectionId !== task?.sectionId || now?.parentId !== task?.parentId
          if (moved) refuse('busy', 'Somebody else moves this task. Try again in a moment.')
        }
        try {
          const args = { id, set, ...(place ? { place } : {}) }
          const written = await writes.write(from, { space, name: 'task.update@1', args, requires: place ? both(requires, unmoved) : requires, entered: true })
          return await tellWritten(from, space, id, written)
        } catch (error) {
          if (!moved || tries >= placeTries) throw error
        }
      }
    },
    /** Into the trash. Who may see the space is told the same of what is there already. */
    remove: async (from: WriteRequest, space: string, id: string, requires: Requires): Promise<Readonly<Record<string, string>>> => {
      const { ticket } = from
      await access.read(space, ticket.identity.userId, [], ticket)
      try {
        return (await writes.write(from, { space, name: 'task.delete@1', args: { id }, requires, entered: true })).headers
      } catch (error) {
        const task = error instanceof Refusal && error.code === 'forbidden' ? await seen(space, 'task', id, ticket) : undefined
        if (task && task.deletedAt !== null && !isGone(task)) return {}
        throw error
      }
    },
    restore: async (from: WriteRequest, space: string, id: string, requires: Requires): Promise<Shown<Task>> => {
      const { ticket } = from
      await access.read(space, ticket.identity.userId, [], ticket)
      return tellWritten(from, space, id, await writes.write(from, { space, name: 'task.restore@1', args: { id }, requires, entered: true }))
    },
    /** To another space, with all that is below it. */
    move: async (from: WriteRequest, space: string, id: string, body: TaskMoveBody, requires: Requires): Promise<Shown<Task>> => {
      const { toSpace, ...wanted } = body
      const { ticket } = from
      await access.read(space, ticket.identity.userId, [], ticket)
      await access.require(toSpace, ticket.identity.userId, 'write', ticket)
      const place = await createPlaces(store, ticket).forNew(toSpace, wanted)
      const { headers, rowIn } = await writes.write(from, {
        space,
        name: 'task.transfer@1',
        args: { id, toSpace, place, labelIds: {} },
        requires,
        entered: true,
      })
      const task = rowIn(toSpace)('task', id) ?? (await seen(toSpace, 'task', id, ticket)) ?? refuse('not_found', 'There is no such task here.')
      const told = tell(toSpace, task)
      return { ...told, headers: { ...told.headers, Location: addressOf(toSpace, id), ...headers } }
    },
    notes: async (space: string, person: string, id: string, bound: Bound): Promise<Shown<TaskNotes>> => {
      const row = await access.see(
        space,
        person,
        [
          { kind: 'task', id },
          { kind: 'notes', id },
        ],
        bound,
      )
      mustLive(row('task', id), 'task')
      const notes = row('notes', id)
      return tellNotes(space, id, notes && !isGone(notes) ? notes : undefined)
    },
    setNotes: async (from: WriteRequest, space: string, id: string, { text, base }: NotesBody, check?: Precondition): Promise<Shown<TaskNotes>> => {
      const { ticket } = from
      const before = (await access.read(space, ticket.identity.userId, [{ kind: 'notes', id }], ticket))('notes', id)
      const shownOf = (notes: NotesDoc | undefined) => (notes && !isGone(notes) ? notes : undefined)
      const requires = function* (): Rule<void> {
        const notes = shownOf(yield* get('notes', id))
        if (yield* get('task', id)) check?.(tellNotes(space, id, notes).headers.ETag, notes !== undefined)
      }
      const args = { taskId: id, text, base: base ?? shownOf(before)?.text ?? '' }
      const { headers, row } = await writes.write(from, { space, name: 'notes.set@1', args, ...(check ? { requires } : {}), entered: true })
      const told = tellNotes(space, id, row('notes', id) ?? shownOf(await seen(space, 'notes', id, ticket)))
      return { ...told, headers: { ...told.headers, ...headers } }
    },
  }
}
export type Tasks = ReturnType<typeof createTasks>
