import type { AccountReply, LoginBody, RegisterBody } from '../schemas/endpoints/auth.ts'
import type { Endpoint } from './endpoint.ts'

export const register: Endpoint<{ auth: 'origin'; body: RegisterBody; replies: { 201: AccountReply } }> = {
  key: 'auth.register',
  method: 'POST',
  path: '/api/v1/auth/register',
  auth: 'origin',
  summary: 'Makes an account with its personal space, and signs in. The first account owns the instance.',
  problems: ['weak_password', 'email_taken', 'registration_closed', 'invite_invalid', 'busy'],
}
export const login: Endpoint<{ auth: 'origin'; body: LoginBody; replies: { 200: AccountReply } }> = {
  key: 'auth.login',
  method: 'POST',
  path: '/api/v1/auth/login',
  auth: 'origin',
  summary: 'Signs in with e-mail and password, and with a code where the person turned a second factor on. A session that the browser had before ends.',
  problems: ['bad_credentials', 'code_required', 'bad_code', 'account_disabled', 'busy'],
}
export const refresh: Endpoint<{ auth: 'origin'; replies: { 200: AccountReply } }> = {
  key: 'auth.refresh',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  auth: 'origin',
  summary: 'Trades the refresh cookie for its successor and a new access cookie.',
  problems: ['unauthenticated', 'session_revoked', 'busy'],
}
export const logout: Endpoint<{ auth: 'session'; replies: { 204: null } }> = {
  key: 'auth.logout',
  method: 'POST',
  path: '/api/v1/auth/logout',
  auth: 'session',
  summary: 'Ends the session everywhere.',
  problems: [],
}
export const me: Endpoint<{ auth: 'session'; replies: { 200: AccountReply } }> = {
  key: 'me',
  method: 'GET',
  path: '/api/v1/me',
  auth: 'session',
  summary: 'Who is signed in, and the token for unsafe requests.',
  problems: [],
}
