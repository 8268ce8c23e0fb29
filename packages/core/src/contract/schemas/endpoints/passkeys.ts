import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed, Instant, Name, nullable } from '../common.ts'
import { AccountReply } from './auth.ts'
import { Nothing, type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

/** Bytes as WebAuthn writes them in JSON: base64url without padding. */
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })
const CredentialId = Bytes(limits.credentialId)

/** WebAuthn's PublicKeyCredentialRequestOptionsJSON and PublicKeyCredentialCreationOptionsJSON: for browsers, which know what is in them. */
export const PasskeyRequestOptions = Type.Object({ challenge: Bytes(128) })
export const PasskeyCreationOptions = Type.Object({ challenge: Bytes(128) })
export const PasskeySignInBody = closed({
  id: CredentialId,
  clientDataJSON: Bytes(limits.passkeyAnswer),
  authenticatorData: Bytes(limits.passkeyAnswer),
  signature: Bytes(limits.passkeyAnswer),
  userHandle: Bytes(128),
})
export const PasskeyBody = closed({
  name: Name,
  id: CredentialId,
  clientDataJSON: Bytes(limits.passkeyAnswer),
  attestationObject: Bytes(limits.passkeyAnswer),
})
export const PasskeyReply = closed({ id: CredentialId, name: Name, createdAt: Instant, usedAt: nullable(Instant) })
export const PasskeysReply = closed({ items: Type.Array(PasskeyReply, { maxItems: limits.passkeysPerPerson }) })
export const PasskeyParams = closed({ id: CredentialId })

export type PasskeyRequestOptions = Static<typeof PasskeyRequestOptions>
export type PasskeyCreationOptions = Static<typeof PasskeyCreationOptions>
export type PasskeySignInBody = Static<typeof PasskeySignInBody>
export type PasskeyBody = Static<typeof PasskeyBody>
export type PasskeyReply = Static<typeof PasskeyReply>
export type PasskeysReply = Static<typeof PasskeysReply>
export type PasskeyParams = Static<typeof PasskeyParams>

export const passkeySchemas: Readonly<Record<string, EndpointSchemas>> = {
  'auth.passkeyOptions': { replies: { 200: PasskeyRequestOptions } },
  'auth.passkey': { body: PasskeySignInBody, replies: { 200: AccountReply } },
  'passkeys.list': { replies: { 200: PasskeysReply } },
  'passkeys.options': { replies: { 200: PasskeyCreationOptions } },
  'passkeys.create': { body: PasskeyBody, replies: { 201: PasskeyReply } },
  'passkeys.delete': { params: PasskeyParams, replies: { 204: Nothing } },
}
