import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed } from '../common.ts'
import { Type } from '../type.ts'
import { Email, TypedPassword } from './auth.ts'
import { Nothing, type EndpointSchemas } from './common.ts'

/** As it stands in a link that is mailed. */
const MailToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** Whether the link goes to the address, or lies on the server because that sends no mail; the same for every address. */
export const MailAskedReply = closed({ mailed: Type.Boolean() })
export const ResetAskBody = closed({ email: Email })
export const MailTokenBody = closed({ token: MailToken })
export const ResetPreview = closed({ email: Type.String() })
export const ResetBody = closed({ token: MailToken, password: TypedPassword(limits.passwordMin) })

export type MailAskedReply = Static<typeof MailAskedReply>
export type ResetAskBody = Static<typeof ResetAskBody>
export type MailTokenBody = Static<typeof MailTokenBody>
export type ResetPreview = Static<typeof ResetPreview>
export type ResetBody = Static<typeof ResetBody>

export const resetSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'resets.ask': { body: ResetAskBody, replies: { 200: MailAskedReply } },
  'resets.preview': { body: MailTokenBody, replies: { 200: ResetPreview } },
  'resets.set': { body: ResetBody, replies: { 204: Nothing } },
}
