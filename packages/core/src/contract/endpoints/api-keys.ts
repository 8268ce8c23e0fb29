import type { ApiKeyBody, ApiKeyParams, ApiKeysReply, MadeApiKey } from '../schemas/endpoints/api-keys.ts'
import type { Endpoint } from './endpoint.ts'

export const listKeys: Endpoint<{ auth: 'session'; replies: { 200: ApiKeysReply } }> = {
  key: 'keys.list',
  method: 'GET',
  path: '/api/v1/me/keys',
  auth: 'session',
  summary: 'The API keys of the person, without what opens anything.',
  problems: [],
}
export const createKey: Endpoint<{ auth: 'session'; body: ApiKeyBody; replies: { 201: MadeApiKey } }> = {
  key: 'keys.create',
  method: 'POST',
  path: '/api/v1/me/keys',
  auth: 'session',
  summary: 'Makes an API key, which is shown in this answer alone. Who asks has shown who they are within the last ten minutes.',
  problems: ['confirm_first', 'too_many'],
}
export const deleteKey: Endpoint<{ auth: 'session'; params: ApiKeyParams; replies: { 204: null } }> = {
  key: 'keys.delete',
  method: 'DELETE',
  path: '/api/v1/me/keys/:id',
  auth: 'session',
  summary: 'Takes an API key back; at all processes within five seconds. Again changes nothing.',
  problems: [],
}
