import type { Static } from 'typebox'
import type { EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

export const OpenApiReply = Type.Object({ openapi: Type.String({ pattern: '^3\\.1\\.' }) })
export type OpenApiReply = Static<typeof OpenApiReply>

export const openApiSchemas: Readonly<Record<string, EndpointSchemas>> = {
  openapi: { replies: { 200: OpenApiReply } },
}
