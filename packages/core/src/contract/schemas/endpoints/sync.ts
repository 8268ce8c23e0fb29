import { Type, type Static } from 'typebox'
import { closed } from '../common.ts'
import { ChangesReply, Cursor, PushBody, PushReply } from '../sync.ts'
import { SpaceParams, type EndpointSchemas } from './common.ts'

export const ChangesQuery = closed({ since: Type.Optional(Cursor), page: Type.Optional(Type.String({ maxLength: 400, pattern: '^[A-Za-z0-9_-]+$' })) })
export type ChangesQuery = Static<typeof ChangesQuery>

export const syncSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'sync.push': { params: SpaceParams, body: PushBody, replies: { 200: PushReply } },
  'sync.changes': { params: SpaceParams, query: ChangesQuery, replies: { 200: ChangesReply } },
  'sync.events': { replies: { 200: Type.String() }, media: 'text/event-stream' },
}
