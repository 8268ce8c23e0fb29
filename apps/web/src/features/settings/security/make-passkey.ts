import { startRegistration } from '@simplewebauthn/browser'
import type { PasskeyReply } from '@muster/core/contract/schemas/endpoints/passkeys.ts'
import { call } from '../../../lib/client.ts'

type Options = Parameters<typeof startRegistration>[0]['optionsJSON']

/** Has the browser make a passkey, and adds it. Throws what the server refuses it for, and an `Error` named by the browser where none was made. */
export const makePasskey = async (name: string): Promise<PasskeyReply> => {
  const { id, response } = await startRegistration({ optionsJSON: await call<Options>('POST', '/me/passkeys/options') })
  const { clientDataJSON, attestationObject } = response
  return call<PasskeyReply>('POST', '/me/passkeys', { name, id, clientDataJSON, attestationObject })
}
