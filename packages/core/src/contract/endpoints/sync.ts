import type { ChangesReply, PushBody, PushReply, SnapshotChunk, SnapshotReply } from '../schemas/sync.ts'
import type { ChangesQuery, ChunkParams } from '../schemas/endpoints/sync.ts'
import type { SpaceParams } from '../schemas/endpoints/common.ts'
import type { Endpoint } from './endpoint.ts'

export const push: Endpoint<{ auth: 'session'; params: SpaceParams; body: PushBody; replies: { 200: PushReply } }> = {
  key: 'sync.push',
  method: 'POST',
  path: '/api/v1/spaces/:space/mutations',
  auth: 'session',
  summary: 'Applies changes in order, each on its own; an id that is known is answered, not applied again.',
  problems: ['not_found', 'wrong_person', 'busy', 'storage_full', 'outcome_unknown'],
}
export const changes: Endpoint<{ auth: 'session'; params: SpaceParams; query: ChangesQuery; replies: { 200: ChangesReply } }> = {
  key: 'sync.changes',
  method: 'GET',
  path: '/api/v1/spaces/:space/changes',
  auth: 'session',
  summary: 'What changed in a space since a cursor, in pages.',
  problems: ['not_found', 'sync_reset'],
}
export const snapshot: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 200: SnapshotReply } }> = {
  key: 'sync.snapshot',
  method: 'GET',
  path: '/api/v1/spaces/:space/snapshot/latest',
  auth: 'session',
  summary: 'Begins a first load: which chunks there are, and the cursor to pull from after them.',
  problems: ['not_found'],
}
/** What pages load: those of an earlier build, which have no screen for what is left out, take the one above. */
export const reach: Endpoint<{ auth: 'session'; params: SpaceParams; replies: { 200: SnapshotReply } }> = {
  key: 'sync.reach',
  method: 'GET',
  path: '/api/v1/spaces/:space/snapshot/reach',
  auth: 'session',
  summary: 'The same without tasks done more than 30 days ago, and their notes; those that something else is below come.',
  problems: ['not_found'],
}
/** Rows of a space as it was at the head that `from` names; those that have changed since are left out, and come with the changes. */
export const snapshotChunk: Endpoint<{ auth: 'session'; params: ChunkParams; replies: { 200: SnapshotChunk } }> = {
  key: 'sync.chunk',
  method: 'GET',
  path: '/api/v1/spaces/:space/snapshot/:from/:chunk',
  auth: 'session',
  summary: 'One chunk of a snapshot.',
  problems: ['not_found', 'sync_reset', 'busy'],
}
/** Server-sent events, each `{space, rev}`. */
export const events: Endpoint<{ auth: 'session'; replies: { 200: string } }> = {
  key: 'sync.events',
  method: 'GET',
  path: '/api/v1/events',
  auth: 'session',
  summary: 'A stream that says which space has moved, and to where.',
  problems: ['closing'],
}
