import { startAuthentication, WebAuthnAbortService } from '@simplewebauthn/browser'
import { call, type Account } from '../../lib/client.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

/**
 * Signs in by a passkey: at once, or when one is chosen among what the browser offers for the field of the name.
 * Throws what the server refuses it for, and an `Error` named by the browser where nobody chose one.
 */
export const signInByPasskey = async (offered: boolean): Promise<Account> => {
  const optionsJSON = await call<Options>('POST', '/auth/passkey/options')
  const { id, response } = await startAuthentication({ optionsJSON, useBrowserAutofill: offered })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return call<Account>('POST', '/auth/passkey', { id, clientDataJSON, authenticatorData, signature, userHandle })
}
/** Stops offering them. */
export const stopOffering = (): void => WebAuthnAbortService.cancelCeremony()
