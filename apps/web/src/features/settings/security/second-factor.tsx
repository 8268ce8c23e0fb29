import { lazy, Suspense, useState, type FormEvent } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { EnabledReply, RecoveryReply, SecondFactorReply, SetUpReply } from '@muster/core/contract/schemas/endpoints/second-factor.ts'
import { call, signedIn, type Account } from '../../../lib/client.ts'
import { momentText } from '../../../lib/moment-text.ts'
import { useZone } from '../../../lib/use-today.ts'
import { useReply } from '../../../tab/asked.ts'
import { Waiting } from '../../../tab/waiting.tsx'
import { announce } from '../../../ui/announcer.tsx'
import { useConfirmation } from './confirmation.tsx'
import { day, field, mainButton, plainButton } from './look.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { say } from './say.ts'

const QrCode = lazy(() => import('./qr-code.tsx'))
/** With so few left it is time for new ones. */
const few = 3

/** A code of an app beside the password: turned on, off, and recovered from. */
export const SecondFactor = ({ onChanged }: { onChanged: () => void }) => {
  const [state, look] = useReply<SecondFactorReply>('/me/second-factor')
  const [setUp, setSetUp] = useState<SetUpReply | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { ask, busy, box } = useConfirmation()
  const zone = useZone()

  const changed = (said: string) => {
    announce(said)
    void look()
    onChanged()
  }
  const begin = async () => setSetUp(await call<SetUpReply>('POST', '/me/second-factor/set-up'))
  const renew = async () => {
    setCodes((await call<RecoveryReply>('POST', '/me/second-factor/recovery-codes')).recoveryCodes)
    void look()
  }
  const turnOff = async () => {
    signedIn(await call<Account>('DELETE', '/me/second-factor'))
    setCodes(null)
    changed(say('factor-is-off'))
  }
  const onTurnOn = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = new FormData(event.currentTarget).get('code')
    void ask(async () => {
      const { recoveryCodes, ...account } = await call<EnabledReply>('POST', '/me/second-factor', { setUp: setUp?.setUp, code })
      signedIn(account)
      setSetUp(null)
      setCodes(recoveryCodes)
      changed(say('factor-is-on'))
    })
  }

  const on = state.is === 'here' && state.since !== null
  return (
    <div className="mt-6">
      <h3 className="text-[13px] font-medium text-quiet">{say('factor')}</h3>
      <Waiting asked={state} onAgain={look} />
      {state.is === 'here' && (
        <p className="mt-1 text-[13px] text-quiet">
          {state.since === null ? say('factor-off') : say('factor-on', { day: momentText(day, state.since, zone), left: state.recoveryCodesLeft })}
          {on && state.recoveryCodesLeft <= few && <strong className="block font-medium text-alert">{say('recovery-few')}</strong>}
        </p>
      )}
      {codes && <RecoveryCodes codes={codes} />}
      {setUp ? (
        <form onSubmit={onTurnOn} className="mt-3 space-y-4">
          <p className="text-[13px] text-quiet">{say('factor-scan')}</p>
          <Suspense fallback={<div className="size-44 rounded-md bg-hover" />}>
            <QrCode text={setUp.uri} label={say('factor-qr')} />
          </Suspense>
          <a href={setUp.uri} className="flex min-h-11 w-fit items-center text-[13px] font-medium text-accent hover:underline lg:min-h-8">
            {say('factor-open')}
          </a>
          <label className="block text-[13px] text-quiet">
            {say('factor-secret')}
            <input readOnly value={setUp.secret} onFocus={(event) => event.currentTarget.select()} className={`${field} font-mono`} />
          </label>
          <label className="block text-[13px] text-quiet">
            {say('factor-code')}
            <input name="code" required autoFocus data-max={limits.typedCode} inputMode="numeric" autoComplete="one-time-code" className={field} />
          </label>
          <div className="flex flex-wrap gap-2">
            <button disabled={busy} className={mainButton}>
              {say('factor-turn-on')}
            </button>
            <button type="button" onClick={() => setSetUp(null)} className={plainButton}>
              {say('not-now')}
            </button>
          </div>
        </form>
      ) : (
        state.is === 'here' && (
          <div className="mt-3 flex flex-wrap gap-2">
            {on ? (
              <>
                <button disabled={busy} onClick={() => void ask(renew)} className={plainButton}>
                  {say('recovery-renew')}
                </button>
                <button disabled={busy} onClick={() => void ask(turnOff)} className={plainButton}>
                  {say('factor-turn-off')}
                </button>
              </>
            ) : (
              <button disabled={busy} onClick={() => void ask(begin)} className={plainButton}>
                {say('factor-set-up')}
              </button>
            )}
          </div>
        )
      )}
      {box}
    </div>
  )
}
