import type { Static } from 'typebox'
import { limits } from '../limits.ts'
import { codes, type Code } from '../codes.ts'
import { closed, Id, Instant, nullable, oneOf, Rev } from './common.ts'
import { Doc } from './documents.ts'
import { Type } from './type.ts'

/** `rev.tag`: the revision and the random tag it was committed with. A pair the journal does not know is answered `sync_reset`. */
export const Cursor = Type.String({ pattern: '^(0|[1-9]\\d{0,15})\\.[A-Za-z0-9_-]{1,16}$' })

/** A change as a client sends it. `creates` and `needs` are ids, read by clients only: what needs a refused creation is parked with it. */
export const Mutation = closed({
  id: Id,
  name: Type.String({ pattern: '^[a-zA-Z]{1,20}\\.[a-zA-Z]{1,20}@\\d{1,4}$' }),
  args: Type.Unknown(),
  base: Rev,
  clientAt: Instant,
  creates: Type.Optional(Type.Array(Id, { maxItems: 100 })),
  needs: Type.Optional(Type.Array(Id, { maxItems: 300 })),
})
export const PushBody = closed({
  for: Id,
  mutations: Type.Array(Mutation, { minItems: 1, maxItems: limits.pushMutations }),
})

export const ProblemSchema = closed({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: oneOf(Object.keys(codes) as Code[]),
  detail: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(closed({ pointer: Type.String(), detail: Type.String() }))),
})

/** `rev` is that of the space it was posted to; a move to another space says the rev that it has there, too. */
export const Applied = closed({
  id: Id,
  status: Type.Literal('applied'),
  rev: Rev,
  also: Type.Optional(closed({ space: Id, rev: Rev })),
  replayed: Type.Optional(Type.Literal(true)),
})
export const MutationResult = Type.Union([Applied, closed({ id: Id, status: Type.Literal('refused'), problem: ProblemSchema })])
export const PushReply = closed({ results: Type.Array(MutationResult) })

/** A row that was deleted: `trashed` carries it while it can still be restored, and is null once it is gone for good. */
export const Tombstone = closed({ kind: Type.String(), id: Id, rev: Rev, trashed: nullable(Doc) })
/** `next` is the cursor to go on from, or null on the last page, whose `head` is the state reached. */
export const ChangesReply = closed({
  docs: Type.Array(Doc),
  tombstones: Type.Array(Tombstone),
  head: Cursor,
  next: nullable(Type.String()),
})

/**
 * `from` names the snapshot: the head whose rows it holds, the build that gives them out, and the day since which what was done is in it. `chunks` are names to ask for, in the
 * order in which a screen needs them; a row may come in two of them. After all of them pull since `cursor`.
 */
export const SnapshotReply = closed({ from: Type.String(), cursor: Cursor, chunks: Type.Array(Type.String()) })
/** `next` names the chunk that goes on behind this one; null where there is none. */
export const SnapshotChunk = closed({ docs: Type.Array(Doc), next: nullable(Type.String()) })

export type Cursor = Static<typeof Cursor>
export type Mutation = Static<typeof Mutation>
export type PushBody = Static<typeof PushBody>
export type Applied = Static<typeof Applied>
export type MutationResult = Static<typeof MutationResult>
export type PushReply = Static<typeof PushReply>
export type Tombstone = Static<typeof Tombstone>
export type ChangesReply = Static<typeof ChangesReply>
export type SnapshotReply = Static<typeof SnapshotReply>
export type SnapshotChunk = Static<typeof SnapshotChunk>
