import type { Static } from 'typebox'
import { closed } from '../common.ts'
import type { EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

export const HealthReply = closed({ status: Type.Literal('ok') })
export type HealthReply = Static<typeof HealthReply>

export const healthSchemas: Readonly<Record<string, EndpointSchemas>> = {
  healthz: { replies: { 200: HealthReply } },
  readyz: { replies: { 200: HealthReply } },
}
