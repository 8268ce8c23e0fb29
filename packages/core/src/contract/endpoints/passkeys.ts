import type { AccountReply } from '../schemas/endpoints/auth.ts'
import type {
  PasskeyBody,
  PasskeyCreationOptions,
  PasskeyParams,
  PasskeyReply,
  PasskeyRequestOptions,
  PasskeySignInBody,
  PasskeysReply,
} from '../schemas/endpoints/passkeys.ts'
import type { Endpoint } from './endpoint.ts'

export const askPasskey: Endpoint<{ auth: 'origin'; replies: { 200: PasskeyRequestOptions } }> = {
  key: 'auth.passkeyOptions',
  method: 'POST',
  path: '/api/v1/auth/passkey/options',
  auth: 'origin',
  summary: 'What a browser asks for a passkey with (WebAuthn). Whoever answers does so within five minutes, in the same browser.',
  problems: [],
}
export const passkeyLogin: Endpoint<{ auth: 'origin'; body: PasskeySignInBody; replies: { 200: AccountReply } }> = {
  key: 'auth.passkey',
  method: 'POST',
  path: '/api/v1/auth/passkey',
  auth: 'origin',
  summary: 'Signs in with a passkey, which stands for password and code. A session that the browser had before ends.',
  problems: ['bad_passkey', 'account_disabled', 'busy'],
}
export const listPasskeys: Endpoint<{ auth: 'session'; replies: { 200: PasskeysReply } }> = {
  key: 'passkeys.list',
  method: 'GET',
  path: '/api/v1/me/passkeys',
  auth: 'session',
  summary: 'The passkeys that the person can sign in with.',
  problems: [],
}
export const setUpPasskey: Endpoint<{ auth: 'session'; replies: { 200: PasskeyCreationOptions } }> = {
  key: 'passkeys.options',
  method: 'POST',
  path: '/api/v1/me/passkeys/options',
  auth: 'session',
  summary: 'What a browser makes a passkey with (WebAuthn).',
  problems: ['confirm_first', 'too_many'],
}
export const addPasskey: Endpoint<{ auth: 'session'; body: PasskeyBody; replies: { 201: PasskeyReply } }> = {
  key: 'passkeys.create',
  method: 'POST',
  path: '/api/v1/me/passkeys',
  auth: 'session',
  summary: 'Adds the passkey that the browser made, within five minutes and in the same session.',
  problems: ['bad_passkey', 'exists', 'too_many', 'busy'],
}
export const deletePasskey: Endpoint<{ auth: 'session'; params: PasskeyParams; replies: { 204: null } }> = {
  key: 'passkeys.delete',
  method: 'DELETE',
  path: '/api/v1/me/passkeys/:id',
  auth: 'session',
  summary: 'Takes a passkey away: it opens nothing any more. Again changes nothing.',
  problems: ['confirm_first', 'busy'],
}
