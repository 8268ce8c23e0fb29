import { randomBytes } from 'node:crypto'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { systemActor, type SystemMutation } from '@muster/core/contract/system.ts'
import { purge, type PurgeableDoc } from '@muster/core/domain/purge.ts'
import { newId } from '../new-id.ts'
import type { Head, Store } from '../ports/store.ts'

const name: SystemMutation = 'trash.purge@1'

const changed = (old: AnyDoc, now: AnyDoc): Record<string, unknown> =>
  Object.fromEntries(Object.entries(now).filter(([field, value]) => field !== 'rev' && JSON.stringify(value) !== JSON.stringify((old as never)[field])))

/**
 * Purges rows as they were read after `head`, by one entry of the journal, so that every replica hears of it. The entry does not hold
 * what they held: nobody can take it back.
 * @returns whether it took place; not when the space has moved on from `head`
 */
export const commitPurge = async (
  store: Pick<Store, 'commit'>,
  space: string,
  head: Head,
  rows: readonly PurgeableDoc[],
  now: Date,
): Promise<{ readonly rev: number } | undefined> => {
  const [at, rev] = [now.toISOString(), head.rev + 1]
  const docs = rows.map((row) => ({ ...purge(row, at), rev }))
  const keyed = (fields: (index: number) => Record<string, unknown>) => Object.fromEntries(docs.map(({ kind, id }, index) => [`${kind}:${id}`, fields(index)]))
  const mutation = {
    id: newId(now),
    name,
    actor: systemActor,
    at,
    base: head.rev,
    hash: '',
    before: keyed(() => ({})),
    after: keyed((index) => changed(rows[index] as AnyDoc, docs[index] as AnyDoc)),
  }
  const entry = { space, rev, tag: randomBytes(6).toString('base64url'), mutations: [mutation] }
  return (await store.commit([{ entry, docs, onto: head.tag }])) === 'committed' ? { rev } : undefined
}
