import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { scopes } from '../../scopes.ts'
import { closed, Id, Instant, Name, nullable, oneOf } from '../common.ts'
import { Nothing, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const Scopes = Type.Array(oneOf(scopes), { minItems: 1, maxItems: scopes.length, uniqueItems: true })

/** What its owner is shown of a key. `usedAt` is right to the hour. */
export const ApiKey = closed({
  id: Id,
  name: Name,
  scopes: Scopes,
  lastFour: Type.String({ pattern: '^[0-9A-Za-z]{4}$' }),
  createdAt: Instant,
  expiresAt: Instant,
  usedAt: nullable(Instant),
})
export const ApiKeysReply = closed({ items: Type.Array(ApiKey, { maxItems: 2 * limits.keysPerPerson }) })
/** A year from now is the latest that `expiresAt` can be; left out, it is in 90 days. */
export const ApiKeyBody = closed({ name: Name, scopes: Scopes, expiresAt: Type.Optional(Instant) })
/** The only time that the key itself is shown: nobody can look it up afterwards. */
export const MadeApiKey = closed({ key: ApiKey, token: Type.String({ pattern: '^muster_[0-9A-Za-z]{36}$' }) })
export const ApiKeyParams = closed({ id: Id })

export type ApiKey = Static<typeof ApiKey>
export type ApiKeysReply = Static<typeof ApiKeysReply>
export type ApiKeyBody = Static<typeof ApiKeyBody>
export type MadeApiKey = Static<typeof MadeApiKey>
export type ApiKeyParams = Static<typeof ApiKeyParams>

export const apiKeySchemas: Readonly<Record<string, EndpointSchemas>> = {
  'keys.list': { replies: { 200: ApiKeysReply } },
  'keys.create': { body: ApiKeyBody, replies: { 201: MadeApiKey } },
  'keys.delete': { params: ApiKeyParams, replies: { 204: Nothing } },
}
