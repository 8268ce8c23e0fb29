import type { TaskDoc, NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { NotesBody, Task, TaskCreateBody, TaskMoveBody, TaskNotes, TaskUpdateBody } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { alive, isMovedAway } from '@muster/core/domain/rows.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { etag, etagOf, type Precondition } from '../../http/etag.ts'
import type { From, Writes } from '../../journal/writes.ts'
import type { RowOf } from '../../journal/submitted.ts'
import type { Store } from '../../ports/store.ts'
import { createPlaces } from './places.ts'
import { shown } from './shown.ts'

/** What a request asks of the row that it changes. */
type Requires = ((row: RowOf) => void) | undefined

export interface Shown<T> {
  readonly body: T
  /** Its validator, and what else goes with the answer. */
  readonly headers: Readonly<Record<string, string>>
}
/** So often a place is worked out anew because the task was moved by somebody else meanwhile. */
const placeTries = 5
/** The validator of notes that nobody has written. */
const noNotes = etag('no notes')

const both = (first: Requires, second: (row: RowOf) => void) => (row: RowOf) => {
  first?.(row)
  second(row)
}

/** Tasks one by one, each read and written as the person who asks. Refusals are coded. */
export const createTasks = (deps: { readonly store: Pick<Store, 'docs' | 'docIn' | 'lastOrder'>; readonly access: Access; readonly writes: Writes }) => {
  const { store, access, writes } = deps
  const places = createPlaces(store)

  const rowOf = async (space: string, id: string): Promise<TaskDoc | undefined> => ((await store.docs(space, [{ kind: 'task', id }])) as TaskDoc[])[0]
  const notesOf = async (space: string, id: string): Promise<NotesDoc | undefined> => {
    const [notes] = (await store.docs(space, [{ kind: 'notes', id }])) as NotesDoc[]
    return notes && !isMovedAway(notes) ? notes : undefined
  }
  /** The task, out of the trash. Refuses `not_found` and `gone`, as a change of it would. */
  const aliveIn = async (space: string, id: string): Promise<TaskDoc> => {
    const task = await rowOf(space, id)
    return alive({ get: () => task as never }, 'task', id)
  }
  const tell = (space: string, task: TaskDoc): Shown<Task> => ({ body: shown(space, task), headers: { ETag: etagOf(task) } })
  /** What a write came to: the row as it is now, in the trash or not. */
  const tellWritten = async (space: string, id: string, headers: Readonly<Record<string, string>>): Promise<Shown<Task>> => {
    const told = tell(space, (await rowOf(space, id)) ?? refuse('not_found', 'There is no such task here.'))
    return { body: told.body, headers: { ...told.headers, ...headers } }
  }
  const addressOf = (space: string, id: string) => `/api/v1/spaces/${space}/tasks/${id}`
  const tellNotes = (space: string, taskId: string, notes: NotesDoc | undefined): Shown<TaskNotes> => ({
    body: { space, taskId, text: notes?.text ?? '', updatedAt: notes?.updatedAt ?? null, updatedBy: notes?.updatedBy ?? null },
    headers: { ETag: notes ? etagOf(notes) : noNotes },
  })

  return {
    /** The space of the person's that a task is in: one where it is out of the trash, if there is one. Refuses `not_found`. */
    spaceOf: async (person: string, id: string): Promise<string> => {
      const found = (await store.docIn(await access.spacesOf(person), { kind: 'task', id })) as readonly { readonly space: string; readonly doc: TaskDoc }[]
      const rank = ({ doc }: { readonly doc: TaskDoc }) => (isMovedAway(doc) ? 2 : doc.deletedAt === null ? 0 : 1)
      const [best] = found.toSorted((a, b) => rank(a) - rank(b) || (a.space < b.space ? -1 : 1))
      return best?.space ?? refuse('not_found', 'There is no such task here.')
    },
    get: async (space: string, person: string, id: string): Promise<Shown<Task>> => {
      await access.require(space, person, 'read')
      return tell(space, await aliveIn(space, id))
    },
    create: async (from: From, space: string, body: TaskCreateBody): Promise<Shown<Task>> => {
      await access.require(space, from.session.user.id, 'write')
      const { id: named, listId, sectionId, parentId, order, ...fields } = body
      const id = writes.idFor(from, named)
      const place = await places.forNew(space, { listId, sectionId, parentId, order })
      const { headers } = await writes.write(from, { space, name: 'task.create@1', args: { id, place, ...fields } })
      return tellWritten(space, id, { Location: addressOf(space, id), ...headers })
    },
    update: async (from: From, space: string, id: string, body: TaskUpdateBody, requires: Requires): Promise<Shown<Task>> => {
      await access.require(space, from.session.user.id, 'read')
      const { listId, sectionId, parentId, order, ...set } = body
      for (let tries = 1; ; tries++) {
        const task = await rowOf(space, id)
        const place = task && (await places.forMoved(space, task, { listId, sectionId, parentId, order }))
        let moved = false
        const unmoved = (row: RowOf) => {
          const now = row('task', id)
          moved = now?.listId !== task?.listId || now?.sectionId !== task?.sectionId || now?.parentId !== task?.parentId
          if (moved) refuse('busy', 'Somebody else moves this task. Try again in a moment.')
        }
        try {
          const args = { id, set, ...(place ? { place } : {}) }
          const { headers } = await writes.write(from, { space, name: 'task.update@1', args, requires: place ? both(requires, unmoved) : requires })
          return await tellWritten(space, id, headers)
        } catch (error) {
          if (!moved || tries >= placeTries) throw error
        }
      }
    },
    /** Into the trash. Who may see the space is told the same of what is there already. */
    remove: async (from: From, space: string, id: string, requires: Requires): Promise<Readonly<Record<string, string>>> => {
      await access.require(space, from.session.user.id, 'read')
      try {
        return (await writes.write(from, { space, name: 'task.delete@1', args: { id }, requires })).headers
      } catch (error) {
        const task = error instanceof Refusal && error.code === 'forbidden' ? await rowOf(space, id) : undefined
        if (task && task.deletedAt !== null && !isMovedAway(task)) return {}
        throw error
      }
    },
    restore: async (from: From, space: string, id: string, requires: Requires): Promise<Shown<Task>> => {
      await access.require(space, from.session.user.id, 'read')
      const { headers } = await writes.write(from, { space, name: 'task.restore@1', args: { id }, requires })
      return tellWritten(space, id, headers)
    },
    /** To another space, with all that is below it. */
    move: async (from: From, space: string, id: string, body: TaskMoveBody, requires: Requires): Promise<Shown<Task>> => {
      const { toSpace, ...wanted } = body
      await access.require(space, from.session.user.id, 'read')
      await access.require(toSpace, from.session.user.id, 'write')
      const place = await places.forNew(toSpace, wanted)
      const { headers } = await writes.write(from, { space, name: 'task.transfer@1', args: { id, toSpace, place, labelIds: {} }, requires })
      return tellWritten(toSpace, id, { Location: addressOf(toSpace, id), ...headers })
    },
    notes: async (space: string, person: string, id: string): Promise<Shown<TaskNotes>> => {
      await access.require(space, person, 'read')
      await aliveIn(space, id)
      return tellNotes(space, id, await notesOf(space, id))
    },
    setNotes: async (from: From, space: string, id: string, { text, base }: NotesBody, check?: Precondition): Promise<Shown<TaskNotes>> => {
      await access.require(space, from.session.user.id, 'read')
      const requires = (row: RowOf) => {
        const notes = row('notes', id)
        const written = notes && !isMovedAway(notes)
        if (row('task', id)) check?.(written ? etagOf(notes) : noNotes, written === true)
      }
      const args = { taskId: id, text, base: base ?? (await notesOf(space, id))?.text ?? '' }
      const { headers } = await writes.write(from, { space, name: 'notes.set@1', args, ...(check ? { requires } : {}) })
      const told = tellNotes(space, id, await notesOf(space, id))
      return { body: told.body, headers: { ...told.headers, ...headers } }
    },
  }
}
export type Tasks = ReturnType<typeof createTasks>
