import type { HealthReply } from '../schemas/endpoints/health.ts'
import type { Endpoint } from './endpoint.ts'

export const healthz: Endpoint<{ auth: 'anyone'; replies: { 200: HealthReply } }> = {
  key: 'healthz',
  method: 'GET',
  path: '/healthz',
  auth: 'anyone',
  summary: 'Whether the process lives.',
  problems: [],
}
export const readyz: Endpoint<{ auth: 'anyone'; replies: { 200: HealthReply } }> = {
  key: 'readyz',
  method: 'GET',
  path: '/readyz',
  auth: 'anyone',
  summary: 'Whether it can serve: the store answers.',
  problems: ['unavailable', 'damaged', 'closing'],
}
