import type { AccountReply } from '../schemas/endpoints/auth.ts'
import type { ConfirmBody, EndedReply, OwnSessionParams, OwnSessionsReply, PasswordBody } from '../schemas/endpoints/own-sessions.ts'
import type { Endpoint } from './endpoint.ts'

export const listSessions: Endpoint<{ auth: 'session'; replies: { 200: OwnSessionsReply } }> = {
  key: 'sessions.list',
  method: 'GET',
  path: '/api/v1/me/sessions',
  auth: 'session',
  summary: 'Where the person is signed in, the one used last first.',
  problems: [],
}
export const endSession: Endpoint<{ auth: 'session'; params: OwnSessionParams; replies: { 204: null } }> = {
  key: 'sessions.end',
  method: 'DELETE',
  path: '/api/v1/me/sessions/:id',
  auth: 'session',
  summary: 'Signs the person out in one place; at all processes within five seconds. Again changes nothing.',
  problems: [],
}
export const endOtherSessions: Endpoint<{ auth: 'session'; replies: { 200: EndedReply } }> = {
  key: 'sessions.endOthers',
  method: 'POST',
  path: '/api/v1/me/sessions/end-others',
  auth: 'session',
  summary: 'Signs the person out everywhere but here.',
  problems: [],
}
export const confirm: Endpoint<{ auth: 'session'; body: ConfirmBody; replies: { 200: AccountReply } }> = {
  key: 'auth.confirm',
  method: 'POST',
  path: '/api/v1/auth/confirm',
  auth: 'session',
  summary: 'Shows once more who is asking, for what needs that to be a moment ago: the session is traded for a new one.',
  problems: ['bad_credentials', 'code_required', 'bad_code', 'account_disabled', 'busy'],
}
export const changePassword: Endpoint<{ auth: 'session'; body: PasswordBody; replies: { 200: AccountReply } }> = {
  key: 'auth.password',
  method: 'POST',
  path: '/api/v1/auth/password',
  auth: 'session',
  summary: 'Sets a new password. Every session of the person ends, and a new one begins here.',
  problems: ['weak_password', 'bad_credentials', 'account_disabled', 'busy'],
}
