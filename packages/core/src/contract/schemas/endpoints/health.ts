import type { Static } from 'typebox'
import { closed } from '../common.ts'
import type { EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

export const HealthReply = closed({ status: Type.Literal('ok') })
export type HealthReply = Static<typeof HealthReply>
/** Redis is told where there is one: without it everything goes on, only slower. */
export const ReadyReply = closed({ status: Type.Literal('ok'), redis: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('down')])) })
export type ReadyReply = Static<typeof ReadyReply>

export const healthSchemas: Readonly<Record<string, EndpointSchemas>> = {
  healthz: { replies: { 200: HealthReply } },
  readyz: { replies: { 200: ReadyReply } },
}
