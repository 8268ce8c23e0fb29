import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import type { CommitPart, JournaledMutation, MutationKey, Store } from '../../../ports/store.ts'
import { viewChanges } from '../../../ports/view.ts'

/** When everything of the exam was made. */
export const at = '2026-01-01T00:00:00.000Z'
export const tagNow = () => randomBytes(6).toString('base64url')

export const task = (id: string, rev: number, title = 'Task'): TaskDoc => taskDoc({ id, rev, title })

const mutation = (id: string): JournaledMutation => ({
  id,
  name: 'task.create@1',
  actor: 'me',
  at,
  base: 0,
  hash: `hash of ${id}`,
  before: {},
  after: {},
})
/** A part of a commit: one entry with mutations of these ids, and the rows it leaves. */
export const part = (space: string, rev: number, docs: readonly AnyDoc[], ids: readonly string[] = [randomUUID()]): CommitPart => ({
  entry: { space, rev, tag: tagNow(), mutations: ids.map((id) => mutation(id)) },
  docs,
})

/** What is known, by `actor:id`. */
export const knownOf = async (store: Store, space: string, pairs: readonly MutationKey[]) => {
  const known = await store.knownMany(space, pairs)
  assert.equal(known.length, pairs.length)
  return new Map(pairs.flatMap(({ actor, id }, index) => (known[index] ? [[`${actor}:${id}`, known[index]] as const] : [])))
}

export const titled = async (store: Store, space: string, id: string) => ((await store.docs(space, [{ kind: 'task', id }]))[0] as TaskDoc | undefined)?.title

/** One page of changes. */
export const changesOf = async (store: Store, space: string, since: number, page: string | null, limit: number) => {
  const viewed = (await store.view(space, () => viewChanges(since, page, limit))) ?? assert.fail('the space is there')
  return { head: viewed.head, ...viewed.value }
}

/** All pages of changes, with something done between them. */
export const allChanges = async (store: Store, space: string, since: number, limit: number, between: (page: number) => Promise<void> = async () => {}) => {
  const rows = new Map<string, AnyDoc>()
  for (let page: string | null = null, n = 0; ; n++) {
    const reply = await changesOf(store, space, since, page, limit)
    for (const doc of reply.docs) rows.set(doc.id, doc)
    if (reply.next === null) return { rows, head: reply.head }
    page = reply.next
    await between(n)
  }
}
