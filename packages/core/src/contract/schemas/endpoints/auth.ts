import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed, Id, InviteToken, Name } from '../common.ts'
import { Nothing, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

/** As they are typed: they are normalised first, and then checked (`domain/email.ts`, `domain/password.ts`). */
export const Email = Type.String({ minLength: 3, maxLength: limits.typed, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })
export const TypedPassword = (minLength: number) => Type.String({ minLength, maxLength: limits.typed })

/** Of an authenticator app, or one for recovery; with the spaces and dashes that people type. */
export const TypedCode = Type.String({ minLength: 1, maxLength: limits.typedCode })

export const LoginBody = closed({ email: Email, password: TypedPassword(1), code: Type.Optional(TypedCode) })
export const RegisterBody = closed({ email: Email, password: TypedPassword(limits.passwordMin), name: Name, invite: Type.Optional(InviteToken) })
/** `stolen`: told once, to who has just signed in, when a session of theirs was continued elsewhere since the time before. */
export const AccountReply = closed({
  user: closed({ id: Id, email: Type.String(), name: Name }),
  csrfToken: Type.String(),
  stolen: Type.Optional(Type.Boolean()),
})

export type LoginBody = Static<typeof LoginBody>
export type RegisterBody = Static<typeof RegisterBody>
export type AccountReply = Static<typeof AccountReply>

export const authSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'auth.register': { body: RegisterBody, replies: { 201: AccountReply } },
  'auth.login': { body: LoginBody, replies: { 200: AccountReply } },
  'auth.refresh': { replies: { 200: AccountReply } },
  'auth.logout': { replies: { 204: Nothing } },
  me: { replies: { 200: AccountReply } },
}
