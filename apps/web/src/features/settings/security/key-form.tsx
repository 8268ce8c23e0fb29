import { useState, type FormEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { scopes, type Scope } from '@muster/core/contract/scopes.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { call, Refused, signedIn, type Account } from '../../../lib/client.ts'
import { serverNow } from '../../../lib/server-clock.ts'
import { tooLong } from '../../../lib/too-long.ts'
import { faultText } from '../../../tab/asked.ts'
import { Fault } from './fault.tsx'
import { field, mainButton } from './look.ts'
import { say } from './say.ts'

const dayMs = 86_400_000
const lives = [30, 90, 365] as const
/** What is offered: each scope by itself is for those who ask the API. */
const offers: Readonly<Record<'may-tasks' | 'may-read' | 'may-all', readonly Scope[]>> = {
  'may-tasks': scopes.filter((scope) => /^(?:tasks|notes|lists):/.test(scope) || scope === 'spaces:read'),
  'may-read': scopes.filter((scope) => scope.endsWith(':read')),
  'may-all': scopes,
}
const offered = Object.keys(offers) as (keyof typeof offers)[]

/** Makes a key. Who signed in a while ago shows the password once more; what was chosen stays meanwhile. */
export const KeyForm = ({ onMade }: { onMade: (made: MadeApiKey) => void }) => {
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const [late, setLate] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const { name = '', may, days, password } = Object.fromEntries(new FormData(form)) as Record<string, string>
    const long = tooLong(form)
    if (long) return setFault(say('too-long', long))
    setBusy(true)
    setFault('')
    try {
      if (password !== undefined) signedIn(await call<Account>('POST', '/auth/confirm', { password }))
      const expiresAt = new Date(serverNow() + Number(days) * dayMs).toISOString()
      onMade(await call<MadeApiKey>('POST', '/me/keys', { name: tidyLine(name), scopes: offers[may as keyof typeof offers], expiresAt }))
      form.reset()
      setLate(false)
    } catch (error) {
      const first = error instanceof Refused && error.problem.code === 'confirm_first'
      setLate(late || first)
      if (!first) setFault(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-3 space-y-4">
      <label className="block text-[13px] text-quiet">
        {say('keys-name')}
        <input name="name" required data-max={limits.name} autoComplete="off" pattern=".*\S.*" className={field} />
      </label>
      <label className="block text-[13px] text-quiet">
        {say('keys-may')}
        <select name="may" className={field}>
          {offered.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </label>
      <label className="block text-[13px] text-quiet">
        {say('keys-until')}
        <select name="days" defaultValue={lives[1]} className={field}>
          {lives.map((days) => (
            <option key={days} value={days}>
              {say('days', { days })}
            </option>
          ))}
        </select>
      </label>
      {late && (
        <label className="block text-[13px] text-quiet">
          {say('keys-confirm')}
          <input name="password" type="password" required autoFocus data-max={limits.typed} autoComplete="current-password" className={field} />
          <span className="mt-1 block">{say('keys-confirm-text')}</span>
        </label>
      )}
      <Fault text={fault} />
      <button disabled={busy} className={mainButton}>
        {say('keys-make')}
      </button>
    </form>
  )
}
