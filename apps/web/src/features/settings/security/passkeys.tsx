import { limits } from '@muster/core/contract/limits.ts'
import type { PasskeyReply } from '@muster/core/contract/schemas/endpoints/passkeys.ts'
import { call, Refused } from '../../../lib/client.ts'
import { momentText } from '../../../lib/moment-text.ts'
import { passkeysHere } from '../../../lib/passkeys-here.ts'
import { useZone } from '../../../lib/use-today.ts'
import { announce } from '../../../ui/announcer.tsx'
import { useConfirmation } from './confirmation.tsx'
import { deviceText } from './device-text.ts'
import { day, moment, plainButton, quietButton } from './look.ts'
import { say } from './say.ts'
import { faultText, useAsked } from '../../../tab/asked.ts'
import { Waiting } from '../../../tab/waiting.tsx'

/** What the browser says went wrong with a device, in our words: its own are for those who write pages. */
const faultOf = (error: unknown): string => {
  if (error instanceof Refused || error instanceof TypeError) return faultText(error)
  return say((error as Error).name === 'InvalidStateError' ? 'passkeys-there' : 'passkeys-not-added')
}

/** The passkeys by which this person signs in: added on the device at hand, and taken away. */
export const Passkeys = () => {
  const [asked, look] = useAsked<PasskeyReply>('/me/passkeys')
  const { ask, busy, box } = useConfirmation(faultOf)
  const zone = useZone()
  const add = async () => {
    const { makePasskey } = await import('./make-passkey.ts')
    await makePasskey(deviceText(navigator.userAgent).slice(0, limits.name))
    announce(say('passkeys-added'))
    await look()
  }
  const remove =
    ({ id, name }: PasskeyReply) =>
    async () => {
      await call('DELETE', `/me/passkeys/${id}`)
      announce(say('passkeys-deleted', { name }))
      await look()
    }
  return (
    <div className="mt-6">
      <h3 className="text-[13px] font-medium text-quiet">{say('passkeys')}</h3>
      <p className="mt-1 text-[13px] text-quiet">{say('passkeys-text')}</p>
      <Waiting asked={asked} onAgain={look} />
      {asked.is === 'here' && asked.items.length === 0 && <p className="mt-2 text-[13px] text-quiet">{say('passkeys-none')}</p>}
      <ul className="mt-1">
        {(asked.is === 'here' ? asked.items : []).map((passkey) => (
          <li key={passkey.id} className="flex min-h-11 items-center gap-2 border-b border-line py-1 text-sm">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{passkey.name}</span>
              <span className="block text-xs text-quiet">
                {say('passkeys-since', { day: momentText(day, passkey.createdAt, zone) })} ·{' '}
                {passkey.usedAt === null ? say('keys-unused') : say('keys-used', { when: momentText(moment, passkey.usedAt, zone) })}
              </span>
            </span>
            <button
              aria-label={say('passkeys-delete-named', { name: passkey.name })}
              disabled={busy}
              onClick={() => void ask(remove(passkey))}
              className={quietButton}
            >
              {say('passkeys-delete')}
            </button>
          </li>
        ))}
      </ul>
      {passkeysHere() ? (
        <button disabled={busy} onClick={() => void ask(add)} className={`${plainButton} mt-3`}>
          {say('passkeys-add')}
        </button>
      ) : (
        <p className="mt-2 text-[13px] text-quiet">{say('passkeys-nowhere')}</p>
      )}
      {box}
    </div>
  )
}
