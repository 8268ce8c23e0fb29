import type { MailAskedReply, ResetAskBody, ResetBody, ResetPreview, MailTokenBody } from '../schemas/endpoints/resets.ts'
import type { Endpoint } from './endpoint.ts'

export const askReset: Endpoint<{ auth: 'origin'; body: ResetAskBody; replies: { 200: MailAskedReply } }> = {
  key: 'resets.ask',
  method: 'POST',
  path: '/api/v1/auth/reset/ask',
  auth: 'origin',
  summary: 'Has a link mailed by which a new password is set. The answer is the same whether or not there is an account.',
  problems: ['busy', 'storage_full'],
}
export const previewReset: Endpoint<{ auth: 'origin'; body: MailTokenBody; replies: { 200: ResetPreview } }> = {
  key: 'resets.preview',
  method: 'POST',
  path: '/api/v1/auth/reset/preview',
  auth: 'origin',
  summary: 'Whose password a link sets, told to whoever holds it; asking does not use it up.',
  problems: ['link_invalid'],
}
export const setByReset: Endpoint<{ auth: 'origin'; body: ResetBody; replies: { 204: null } }> = {
  key: 'resets.set',
  method: 'POST',
  path: '/api/v1/auth/reset',
  auth: 'origin',
  summary: 'Sets a new password by a link that was mailed, once. Every session of the person ends, and every other such link.',
  problems: ['link_invalid', 'weak_password', 'busy', 'storage_full'],
}
