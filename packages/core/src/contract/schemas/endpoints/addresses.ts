import type { Static } from 'typebox'
import { closed } from '../common.ts'
import { Type } from '../type.ts'
import { Email } from './auth.ts'
import type { EndpointSchemas } from './common.ts'
import { MailAskedReply, MailTokenBody } from './resets.ts'

export const AddressBody = closed({ email: Email })
export const AddressReply = closed({ email: Type.String(), confirmed: Type.Boolean() })
export const ConfirmedAddress = closed({ email: Type.String() })

export type AddressBody = Static<typeof AddressBody>
export type AddressReply = Static<typeof AddressReply>
export type ConfirmedAddress = Static<typeof ConfirmedAddress>

export const addressSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'address.get': { replies: { 200: AddressReply } },
  'address.ask': { body: AddressBody, replies: { 200: MailAskedReply } },
  'address.confirm': { body: MailTokenBody, replies: { 200: ConfirmedAddress } },
}
