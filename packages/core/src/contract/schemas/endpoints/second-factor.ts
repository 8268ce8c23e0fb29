import type { Static } from 'typebox'
import { limits } from '../../limits.ts'
import { closed, Instant, nullable } from '../common.ts'
import { AccountReply, TypedCode } from './auth.ts'
import { type EndpointSchemas } from './common.ts'
import { Type } from '../type.ts'

const RecoveryCodes = Type.Array(Type.String({ pattern: '^[a-z2-7]{4}(?:-[a-z2-7]{4}){5}$' }), {
  minItems: limits.recoveryCodes,
  maxItems: limits.recoveryCodes,
})

/** `since` is null while none is asked for. */
export const SecondFactorReply = closed({
  since: nullable(Instant),
  recoveryCodesLeft: Type.Integer({ minimum: 0, maximum: limits.recoveryCodes }),
})
/** `secret` is RFC 4648 base32 to be typed, `uri` the same to be shown as a QR code, `setUp` what comes back with the first code. */
export const SetUpReply = closed({ secret: Type.String(), uri: Type.String(), setUp: Type.String() })
export const SecondFactorBody = closed({ setUp: Type.String({ maxLength: limits.setUp }), code: TypedCode })
export const RecoveryReply = closed({ recoveryCodes: RecoveryCodes })
export const EnabledReply = closed({ ...AccountReply.properties, recoveryCodes: RecoveryCodes })

export type SecondFactorReply = Static<typeof SecondFactorReply>
export type SetUpReply = Static<typeof SetUpReply>
export type SecondFactorBody = Static<typeof SecondFactorBody>
export type RecoveryReply = Static<typeof RecoveryReply>
export type EnabledReply = Static<typeof EnabledReply>

export const secondFactorSchemas: Readonly<Record<string, EndpointSchemas>> = {
  'secondFactor.get': { replies: { 200: SecondFactorReply } },
  'secondFactor.setUp': { replies: { 200: SetUpReply } },
  'secondFactor.enable': { body: SecondFactorBody, replies: { 200: EnabledReply } },
  'secondFactor.disable': { replies: { 200: AccountReply } },
  'secondFactor.recovery': { replies: { 200: RecoveryReply } },
}
