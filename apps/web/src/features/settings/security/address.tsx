import { useCallback, useEffect, useState, type FormEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { AddressReply } from '@muster/core/contract/schemas/endpoints/addresses.ts'
import type { MailAskedReply } from '@muster/core/contract/schemas/endpoints/resets.ts'
import { call, Refused, signedIn, type Account } from '../../../lib/client.ts'
import { tooLong } from '../../../lib/too-long.ts'
import { useSync } from '../../../replica/context.ts'
import { announce } from '../../../ui/announcer.tsx'
import { Summary } from '../../../ui/summary.tsx'
import { Fault } from './fault.tsx'
import { field, mainButton, plainButton } from './look.ts'
import { say } from './say.ts'
import { faultText } from './use-asked.ts'

/** The address of one's own, whether it is confirmed, and another in its place. Who signed in a while ago shows the password once more. */
export const Address = () => {
  const [own, setOwn] = useState<AddressReply | null>(null)
  const [fault, setFault] = useState('')
  const [sent, setSent] = useState('')
  const [busy, setBusy] = useState(false)
  const [late, setLate] = useState(false)
  const { online } = useSync()
  const look = useCallback(() => call<AddressReply>('GET', '/me/address').then(setOwn, () => {}), [])
  useEffect(() => void look(), [look, online])

  const ask = async (email: string, password?: string) => {
    setBusy(true)
    setFault('')
    setSent('')
    try {
      if (password !== undefined) signedIn(await call<Account>('POST', '/auth/confirm', { password }))
      const { mailed } = await call<MailAskedReply>('POST', '/me/address', { email })
      const said = say(mailed ? 'address-sent' : 'address-left', { email })
      setSent(said)
      announce(said)
      setLate(false)
      return true
    } catch (error) {
      const first = error instanceof Refused && error.problem.code === 'confirm_first'
      setLate(late || first)
      if (!first) setFault(faultText(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const { email = '', password } = Object.fromEntries(new FormData(form)) as Record<string, string>
    const long = tooLong(form)
    if (long) return setFault(say('too-long', long))
    if (await ask(email, password)) form.reset()
  }
  return (
    <div className="mt-6">
      <h3 className="text-[13px] font-medium text-quiet">{say('address')}</h3>
      {own && <p className="mt-1 break-words text-sm">{say(own.confirmed ? 'address-confirmed' : 'address-unconfirmed', { email: own.email })}</p>}
      {own && !own.confirmed && (
        <button disabled={busy} onClick={() => void ask(own.email)} className={`mt-2 ${plainButton}`}>
          {say('address-confirm')}
        </button>
      )}
      <details className="mt-2">
        <Summary look="text-base hover:bg-hover lg:text-sm">{say('address-change')}</Summary>
        <form onSubmit={(event) => void submit(event)} className="mt-2 space-y-4">
          <p className="text-[13px] text-quiet">{say('address-text')}</p>
          <label className="block text-[13px] text-quiet">
            {say('address-next')}
            <input name="email" type="email" required data-max={limits.typed} autoComplete="email" className={field} />
          </label>
          {late && (
            <label className="block text-[13px] text-quiet">
              {say('keys-confirm')}
              <input name="password" type="password" required autoFocus data-max={limits.typed} autoComplete="current-password" className={field} />
              <span className="mt-1 block">{say('keys-confirm-text')}</span>
            </label>
          )}
          <button disabled={busy} className={mainButton}>
            {say('address-ask')}
          </button>
        </form>
      </details>
      <Fault text={fault} />
      {sent && <p className="mt-2 text-[13px] text-quiet">{sent}</p>}
    </div>
  )
}
