import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Task, TaskNotes, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { call, Refused } from '../lib/client.ts'
import { notesTold } from './notes-told.ts'
import type { Replica } from './replica.ts'
import { whenHere } from './when-here.ts'

/**
 * How what is out of reach is asked for. Of a list it comes by when it was completed, the latest first. Subtasks come by their status, a page is of
 * one; so do those of a list where a server of the build before knows no such order.
 */
const ways = [{ order: 'completed' }, { status: 'done' }, { status: 'dropped' }] as const
/** So many pages are gone through for one that brings something: what is in reach comes in them, too. */
const pagesAtOnce = 10
/** What is asked for anew because something was pulled meanwhile, or waits for changes that are on their way, waits between two tries; each time longer, up to the second one: ms. */
const againMs = 500
const longestMs = 10_000
/** So often where nobody says when to end. */
const mostTries = 10

/** Whose older tasks: those of a list, or those right below a task. */
export type OlderOf = { readonly list: string } | { readonly parent: string }
/** Where the next page begins. */
export interface OlderAt {
  readonly way: number
  readonly cursor: string | null
}
/** Where the first page of a list begins, or of what is right below a task. */
export const startOf = (of: OlderOf): OlderAt => ({ way: 'list' in of ? 0 : 1, cursor: null })
export interface OlderPage {
  /** The ids of what was not here. */
  readonly ids: readonly string[]
  /** Null where there are no more. */
  readonly next: OlderAt | null
}

const pause = (ms: number, ended?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const over = () => {
      clearTimeout(timer)
      ended?.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    ended?.addEventListener('abort', over)
  })
/**
 * What was read of a space, to be shown as though it had been pulled: in this tab, as long as its page lives. Nothing may be pulled in between:
 * of what left since it was read, no later pull would tell. What is late is waited for until `ended` says that nobody looks any more.
 */
const steadily = async <T>(replica: Replica, space: string, read: () => Promise<T>, ended?: AbortSignal, mayRead = () => true): Promise<T> => {
  for (let tries = 0; ; tries++) {
    // Of a space that is not the person's the server says so.
    await whenHere(replica, space, ended)
    const before = replica.cursors.get(space)
    if (mayRead()) {
      const value = await read()
      if (before !== undefined && replica.cursors.get(space) === before && mayRead()) return value
    }
    if (!ended && tries === mostTries) throw new Error('The space is not at rest')
    await pause(Math.min(longestMs, againMs * tries), ended)
  }
}
/** Shows those that are not here yet; their ids. */
const take = (replica: Replica, space: string, tasks: readonly Task[]): readonly string[] => {
  const news = tasks.filter(({ id }) => !replica.space(space).isPulled('task', id))
  const docs = news.map(({ space: _, ...task }): AnyDoc => ({ ...task, kind: 'task' }))
  for (const { id } of tasks) replica.keep(id)
  if (docs.length > 0) replica.hear({ say: 'rows', space, json: JSON.stringify(docs) })
  return docs.map(({ id }) => id)
}

/** The next of the tasks that were done long ago, and are not here: some at least, or all that there are. */
export const fetchOlder = async (replica: Replica, space: string, of: OlderOf, from: OlderAt): Promise<OlderPage> => {
  const ids: string[] = []
  let at: OlderAt | null = from
  for (let pages = 0; at !== null && pages < pagesAtOnce; pages++) {
    const { way, cursor }: OlderAt = at
    const query = new URLSearchParams({ ...of, ...ways[way], limit: `${limits.pageMax}`, ...(cursor === null ? {} : { cursor }) })
    const page: TaskPage | undefined = await steadily(replica, space, () => call<TaskPage>('GET', `/spaces/${space}/tasks?${query}`)).catch(
      (error: unknown) => {
        if (way === 0 && cursor === null && error instanceof Refused && error.problem.status === 400) return undefined
        throw error
      },
    )
    ids.push(...take(replica, space, page?.items ?? []))
    const next = page?.nextCursor ?? null
    if (next !== null) at = { way, cursor: next }
    // In the order of completion there is no other way to go on with.
    else at = (way === 0 && page) || way + 1 === ways.length ? null : { way: way + 1, cursor: null }
    if (next !== null && ids.length > 0) break
  }
  return { ids, next: at }
}

/** A task that is not here, and all above it: an address may name one that was done long ago. */
export const fetchTask = async (replica: Replica, space: string, id: string, ended?: AbortSignal): Promise<void> => {
  const read = async () => {
    const tasks: Task[] = []
    for (let above: string | null = id; above !== null && tasks.length <= limits.depth && !replica.space(space).isPulled('task', above);) {
      const task: Task = await call<Task>('GET', `/spaces/${space}/tasks/${above}`)
      tasks.push(task)
      above = task.parentId
    }
    return tasks
  }
  take(replica, space, await steadily(replica, space, read, ended))
}

/** The notes of a task that this browser does not store. Not while changes of them are on their way: the server may have these, and they would be merged with themselves. */
export const fetchNotes = async (replica: Replica, space: string, id: string, ended?: AbortSignal): Promise<void> => {
  const atRest = () =>
    !replica
      .space(space)
      .pending()
      .some(({ needs }) => needs.includes(id))
  const notes = await steadily(replica, space, () => call<TaskNotes>('GET', `/spaces/${space}/tasks/${id}/notes`), ended, atRest)
  replica.hear({ say: 'notes', space, id, doc: notesTold(id, notes) })
}
