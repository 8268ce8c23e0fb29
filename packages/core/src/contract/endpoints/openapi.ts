import type { OpenApiReply } from '../schemas/endpoints/openapi.ts'
import type { Endpoint } from './endpoint.ts'

export const openApi: Endpoint<{ auth: 'anyone'; replies: { 200: OpenApiReply } }> = {
  key: 'openapi',
  method: 'GET',
  path: '/api/v1/openapi.json',
  auth: 'anyone',
  summary: 'This document.',
  problems: [],
}
