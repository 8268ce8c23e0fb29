import type { Static } from 'typebox'
import { ChangesReply, Cursor, PushBody, PushReply, SnapshotChunk, SnapshotReply } from '../sync.ts'
import { Id, closed } from '../common.ts'
import { SpaceParams, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

export const ChangesQuery = closed({ since: Type.Optional(Cursor), page: Type.Optional(Type.String({ maxLength: 400, pattern: '^[A-Za-z0-9_-]+$' })) })
export type ChangesQuery = Static<typeof ChangesQuery>

/** The names that earlier builds gave are taken, too, and told `sync_reset`. */
export const ChunkParams = closed({
  space: Id,
  from: Type.String({ pattern: String.raw`^(0|[1-9]\d{0,15})(\.[A-Za-z0-9_-]{1,16}){1,3}$` }),
  chunk: Type.String({ pattern: String.raw`^(\d{1,6}|[A-Za-z]{1,12}(\.[0-9a-f-]{0,36}){1,2})$` }),
})
export type ChunkParams = Static<typeof ChunkParams>

export const syncSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'sync.push': { params: SpaceParams, body: PushBody, replies: { 200: PushReply } },
  'sync.changes': { params: SpaceParams, query: ChangesQuery, replies: { 200: ChangesReply } },
  'sync.snapshot': { params: SpaceParams, replies: { 200: SnapshotReply } },
  'sync.reach': { params: SpaceParams, replies: { 200: SnapshotReply } },
  'sync.chunk': { params: ChunkParams, replies: { 200: SnapshotChunk } },
  'sync.events': { replies: { 200: Type.String() }, media: 'text/event-stream' },
}
