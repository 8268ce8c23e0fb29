import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { CommitPart } from '../../ports/store.ts'
import { docId, docRow, headId, journalId, mutationKey, pendingId } from './rows.ts'

/** One statement of an `update` command. */
export interface Update {
  readonly q: object
  readonly u: object
  readonly upsert?: true
}

/** What one command may hold, in bytes as estimated below; MongoDB takes 16 MiB. */
const commandBytes = 8 * 1024 * 1024
/** More than any row takes beside its texts, and the keys that a task is found by. */
const rowBytes = 4_096
const bytesPerCharacter = 3
const textOf = (doc: AnyDoc): string => ('text' in doc && typeof doc.text === 'string' ? doc.text : '')

/** Never there: what is written on it is inserted, and its key being taken is an error. */
const isNew = { rev: 0 }

/** What a head must say for a decision that was made under that horizon; null stands for a field that is not there, too. */
export const decidedUnder = (horizon: number | undefined): { readonly horizon?: never } =>
  horizon === undefined ? {} : { horizon: (horizon === 0 ? null : horizon) as never }

/**
 * Makes a space pending from that rev on, or leaves it pending from where it is. By the store's time; who is worked on, or put off, stays so.
 */
const makePending = (space: string, rev: number): Update => {
  const idle = { $eq: [{ $type: '$since' }, 'missing'] }
  const kept = (field: string, first: unknown) => ({ $cond: [idle, first, field] })
  return {
    q: { _id: pendingId(space), spaceId: space },
    u: [
      {
        $set: {
          kind: 'pending',
          effectsRev: kept('$effectsRev', rev - 1),
          effectsDone: kept('$effectsDone', 0),
          wantedRev: rev,
          fence: { $ifNull: ['$fence', 0] },
          tries: kept('$tries', 0),
          reason: kept('$reason', null),
          due: { $ifNull: ['$due', '$$NOW'] },
          since: kept('$since', '$$NOW'),
        },
      },
    ],
    upsert: true,
  }
}

/**
 * What a part of a commit writes, by statements that each count one row when they take place: fewer in all, and the head
 * was not where the part extends it. In commands that MongoDB takes; nearly always one.
 */
export const updatesOf = ({ entry, docs, onto, horizon }: CommitPart): readonly (readonly Update[])[] => {
  const { space, rev, tag, mutations, effects } = entry
  const json = JSON.stringify(mutations)
  const head = { _id: headId(space), spaceId: space }
  const commands: Update[][] = []
  let room = 0
  const add = (update: Update, bytes: number): void => {
    if (room < bytes) {
      commands.push([])
      room = commandBytes
    }
    commands.at(-1)?.push(update)
    room -= bytes
  }
  // The entry first: its key is what two writers of the same rev meet on.
  add(
    {
      q: { _id: journalId(space, rev), spaceId: space, ...isNew },
      u: { spaceId: space, kind: 'journal', rev, tag, json, mutationKeys: mutations.map(mutationKey), hashes: mutations.map(({ hash }) => hash), effects },
      upsert: true,
    },
    json.length * bytesPerCharacter,
  )
  add(
    rev === 1
      ? { q: { ...head, ...isNew }, u: { spaceId: space, kind: 'head', rev, tag }, upsert: true }
      : // The tag as well: after a fail-over the same rev may be another.
        { q: { ...head, rev: rev - 1, ...decidedUnder(horizon), ...(onto === undefined ? {} : { tag: onto }) }, u: { $set: { rev, tag } } },
    rowBytes,
  )
  if (effects) add(makePending(space, rev), rowBytes)
  for (const doc of docs) {
    const row = docRow(space, doc)
    // A task is written twice: as a document, and as its text.
    const characters = textOf(doc).length + 2 * (row.json?.length ?? 0)
    add({ q: { _id: docId(space, doc.kind, doc.id), spaceId: space }, u: row, upsert: true }, rowBytes + characters * bytesPerCharacter)
  }
  return commands
}
