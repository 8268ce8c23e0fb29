import { useEffect, useRef } from 'react'
import type { Account } from '../../lib/client.ts'
import { passkeysHere } from '../../lib/passkeys-here.ts'

const load = () => import('./passkey.ts')

/** So long an offer stands before it is made anew: what the server asked is answered within five minutes. */
const offerMs = 240_000

/**
 * Signing in by a passkey; undefined where there are none. Where the browser can, it offers them in the field of the name meanwhile.
 * @param onAccount told who signed in by one that was offered
 */
export const usePasskey = (onAccount: (account: Account) => void): (() => Promise<Account>) | undefined => {
  const told = useRef(onAccount)
  useEffect(() => {
    told.current = onAccount
  })
  useEffect(() => {
    if (!passkeysHere()) return
    let over = false
    const offer = async () => {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable?.()) || over) return
      const { signInByPasskey } = await load()
      // Nothing is said where it does not come to anything: nobody asked for it.
      if (!over)
        await signInByPasskey(true).then(
          (account) => told.current(account),
          () => {},
        )
    }
    void offer()
    const timer = setInterval(() => void offer(), offerMs)
    return () => {
      over = true
      clearInterval(timer)
      void load().then(({ stopOffering }) => stopOffering())
    }
  }, [])
  return passkeysHere() ? async () => (await load()).signInByPasskey(false) : undefined
}
