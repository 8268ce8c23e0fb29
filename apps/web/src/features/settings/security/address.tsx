import { useState, type FormEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { AddressReply } from '@muster/core/contract/schemas/endpoints/addresses.ts'
import type { MailAskedReply } from '@muster/core/contract/schemas/endpoints/resets.ts'
import { call } from '../../../lib/client.ts'
import { tooLong } from '../../../lib/too-long.ts'
import { useReply } from '../../../tab/asked.ts'
import { Waiting } from '../../../tab/waiting.tsx'
import { announce } from '../../../ui/announcer.tsx'
import { Summary } from '../../../ui/summary.tsx'
import { useConfirmation } from './confirmation.tsx'
import { Fault } from './fault.tsx'
import { field, mainButton, plainButton } from './look.ts'
import { say } from './say.ts'

/** The address of one's own, whether it is confirmed, and another in its place. */
export const Address = () => {
  const [own, look] = useReply<AddressReply>('/me/address')
  const [fault, setFault] = useState('')
  const [sent, setSent] = useState('')
  const { ask, busy, box } = useConfirmation()
  const mail = (email: string, form?: HTMLFormElement) => {
    setSent('')
    return ask(async () => {
      const { mailed } = await call<MailAskedReply>('POST', '/me/address', { email })
      const said = say(mailed ? 'address-sent' : 'address-left', { email })
      setSent(said)
      announce(said)
      form?.reset()
    })
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const { email = '' } = Object.fromEntries(new FormData(form)) as Record<string, string>
    const long = tooLong(form)
    setFault(long ? say('too-long', long) : '')
    if (!long) void mail(email, form)
  }
  return (
    <div className="mt-6">
      <h3 className="text-[13px] font-medium text-quiet">{say('address')}</h3>
      <Waiting asked={own} onAgain={look} />
      {own.is === 'here' && (
        <p className="mt-1 break-words text-sm">{say(own.confirmed ? 'address-confirmed' : 'address-unconfirmed', { email: own.email })}</p>
      )}
      {own.is === 'here' && !own.confirmed && (
        <button disabled={busy} onClick={() => void mail(own.email)} className={`mt-2 ${plainButton}`}>
          {say('address-confirm')}
        </button>
      )}
      <details className="mt-2">
        <Summary look="text-base hover:bg-hover lg:text-sm">{say('address-change')}</Summary>
        <form onSubmit={submit} className="mt-2 space-y-4">
          <p className="text-[13px] text-quiet">{say('address-text')}</p>
          <label className="block text-[13px] text-quiet">
            {say('address-next')}
            <input name="email" type="email" required data-max={limits.typed} autoComplete="email" className={field} />
          </label>
          <button disabled={busy} className={mainButton}>
            {say('address-ask')}
          </button>
        </form>
      </details>
      <Fault text={fault} />
      {box}
      {sent && <p className="mt-2 text-[13px] text-quiet">{sent}</p>}
    </div>
  )
}
