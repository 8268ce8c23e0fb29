import { useState, type FormEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { call, signedIn, type Account } from '../../../lib/client.ts'
import { faultText } from '../../../tab/asked.ts'
import { announce } from '../../../ui/announcer.tsx'
import { Summary } from '../../../ui/summary.tsx'
import { tooLong } from '../../../lib/too-long.ts'
import { Fault } from './fault.tsx'
import { field, mainButton } from './look.ts'
import { say } from './say.ts'

/** A new password, for who knows the one there is. What was typed stays when it is refused. */
export const Password = ({ email, onChanged }: { email: string | null; onChanged: () => void }) => {
  const [fault, setFault] = useState('')
  const [done, setDone] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const { current, next } = Object.fromEntries(new FormData(form)) as Record<string, string>
    const long = tooLong(form)
    if (long) return setFault(say('too-long', long))
    setBusy(true)
    setFault('')
    setDone('')
    try {
      signedIn(await call<Account>('POST', '/auth/password', { current, next }))
      form.reset()
      setDone(say('password-changed'))
      announce(say('password-changed'))
      onChanged()
    } catch (error) {
      setFault(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <details className="mt-6">
      <Summary look="text-base hover:bg-hover lg:text-sm">{say('password-change')}</Summary>
      <form onSubmit={(event) => void submit(event)} className="mt-2 space-y-4">
        <p className="text-[13px] text-quiet">{say('password-text', { min: limits.passwordMin })}</p>
        {/* A password manager learns by it whose password this is. */}
        <input type="email" name="email" autoComplete="username" value={email ?? ''} readOnly hidden />
        <label className="block text-[13px] text-quiet">
          {say('password-current')}
          <input name="current" type="password" required data-max={limits.typed} autoComplete="current-password" className={field} />
        </label>
        <label className="block text-[13px] text-quiet">
          {say('password-next')}
          <input name="next" type="password" required minLength={limits.passwordMin} data-max={limits.typed} autoComplete="new-password" className={field} />
        </label>
        <Fault text={fault} />
        {done && <p className="text-[13px] text-quiet">{done}</p>}
        <button disabled={busy} className={mainButton}>
          {say('password-change')}
        </button>
      </form>
    </details>
  )
}
