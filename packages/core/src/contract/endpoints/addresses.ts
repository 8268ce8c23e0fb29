import type { AddressBody, AddressReply, ConfirmedAddress } from '../schemas/endpoints/addresses.ts'
import type { MailAskedReply, MailTokenBody } from '../schemas/endpoints/resets.ts'
import type { Endpoint } from './endpoint.ts'

export const getAddress: Endpoint<{ auth: 'session'; replies: { 200: AddressReply } }> = {
  key: 'address.get',
  method: 'GET',
  path: '/api/v1/me/address',
  auth: 'session',
  summary: 'The address of the person, and whether they have shown that mail to it reaches them.',
  problems: [],
}
export const askAddress: Endpoint<{ auth: 'session'; body: AddressBody; replies: { 200: MailAskedReply } }> = {
  key: 'address.ask',
  method: 'POST',
  path: '/api/v1/me/address',
  auth: 'session',
  summary:
    'Has a link mailed to an address, by which it becomes that of the person, or is confirmed. Another than the one there is needs the password to have been shown within the last ten minutes.',
  problems: ['confirm_first', 'busy', 'storage_full'],
}
export const confirmAddress: Endpoint<{ auth: 'origin'; body: MailTokenBody; replies: { 200: ConfirmedAddress } }> = {
  key: 'address.confirm',
  method: 'POST',
  path: '/api/v1/auth/confirm-address',
  auth: 'origin',
  summary: 'Makes an address that of the person, by a link that was mailed to it, once. Whom the one before reached is told there.',
  problems: ['link_invalid', 'email_taken', 'busy', 'storage_full'],
}
