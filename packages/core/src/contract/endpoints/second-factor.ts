import type { AccountReply } from '../schemas/endpoints/auth.ts'
import type { EnabledReply, RecoveryReply, SecondFactorBody, SecondFactorReply, SetUpReply } from '../schemas/endpoints/second-factor.ts'
import type { Endpoint } from './endpoint.ts'

export const getSecondFactor: Endpoint<{ auth: 'session'; replies: { 200: SecondFactorReply } }> = {
  key: 'secondFactor.get',
  method: 'GET',
  path: '/api/v1/me/second-factor',
  auth: 'session',
  summary: 'Whether signing in asks for a code of an authenticator app, and how many recovery codes are left.',
  problems: [],
}
export const setUpSecondFactor: Endpoint<{ auth: 'session'; replies: { 200: SetUpReply } }> = {
  key: 'secondFactor.setUp',
  method: 'POST',
  path: '/api/v1/me/second-factor/set-up',
  auth: 'session',
  summary: 'What an authenticator app is set up with. Nothing is asked for yet: a code of it turns the second factor on, within a quarter of an hour.',
  problems: ['confirm_first', 'exists'],
}
export const enableSecondFactor: Endpoint<{ auth: 'session'; body: SecondFactorBody; replies: { 200: EnabledReply } }> = {
  key: 'secondFactor.enable',
  method: 'POST',
  path: '/api/v1/me/second-factor',
  auth: 'session',
  summary:
    'Turns the second factor on by a code of the app that was set up. Tells the recovery codes, in this answer alone; every session of the person ends, and a new one begins here.',
  problems: ['bad_code', 'exists', 'busy'],
}
export const disableSecondFactor: Endpoint<{ auth: 'session'; replies: { 200: AccountReply } }> = {
  key: 'secondFactor.disable',
  method: 'DELETE',
  path: '/api/v1/me/second-factor',
  auth: 'session',
  summary: 'Turns the second factor off. Every session of the person ends, and a new one begins here.',
  problems: ['confirm_first', 'busy'],
}
export const renewRecoveryCodes: Endpoint<{ auth: 'session'; replies: { 200: RecoveryReply } }> = {
  key: 'secondFactor.recovery',
  method: 'POST',
  path: '/api/v1/me/second-factor/recovery-codes',
  auth: 'session',
  summary: 'Makes new recovery codes, told in this answer alone; those there were open nothing any more.',
  problems: ['confirm_first', 'not_found', 'busy'],
}
