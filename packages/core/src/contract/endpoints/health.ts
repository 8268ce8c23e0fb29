import type { HealthReply, ReadyReply } from '../schemas/endpoints/health.ts'
import type { Endpoint } from './endpoint.ts'

export const healthz: Endpoint<{ auth: 'anyone'; replies: { 200: HealthReply } }> = {
  key: 'healthz',
  method: 'GET',
  path: '/healthz',
  auth: 'anyone',
  summary: 'Whether the process lives.',
  problems: [],
}
export const readyz: Endpoint<{ auth: 'anyone'; replies: { 200: ReadyReply } }> = {
  key: 'readyz',
  method: 'GET',
  path: '/readyz',
  auth: 'anyone',
  summary: 'Whether it can serve: the store answers. Redis is told of and not needed.',
  problems: ['unavailable', 'damaged', 'closing'],
}
