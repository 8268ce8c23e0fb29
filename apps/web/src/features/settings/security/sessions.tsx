import { useState } from 'react'
import type { OwnSession, StolenSession } from '@muster/core/contract/schemas/endpoints/own-sessions.ts'
import { call } from '../../../lib/client.ts'
import { momentText } from '../../../lib/moment-text.ts'
import { useZone } from '../../../lib/use-today.ts'
import { faultText, useAsked } from '../../../tab/asked.ts'
import { Waiting } from '../../../tab/waiting.tsx'
import { announce } from '../../../ui/announcer.tsx'
import { deviceText } from './device-text.ts'
import { Fault } from './fault.tsx'
import { moment, plainButton, quietButton } from './look.ts'
import { say } from './say.ts'
import { Stolen } from './stolen.tsx'

/** Where somebody is signed in, and signing out there. */
export const Sessions = () => {
  const [asked, look] = useAsked<OwnSession, { readonly stolen?: readonly StolenSession[] }>('/me/sessions')
  const [fault, setFault] = useState('')
  const zone = useZone()
  const end = (method: 'DELETE' | 'POST', path: string, said: string) => {
    setFault('')
    call(method, path)
      .then(() => announce(said))
      .catch((error: unknown) => setFault(faultText(error)))
      .finally(() => void look())
  }
  const items = asked.is === 'here' ? asked.items.toSorted((a, b) => Number(b.current) - Number(a.current)) : []
  return (
    <div className="mt-3">
      <Stolen sessions={asked.is === 'here' ? (asked.stolen ?? []) : []} />
      <h3 className="text-[13px] font-medium text-quiet">{say('sessions')}</h3>
      <Waiting asked={asked} onAgain={look} />
      <ul className="mt-1">
        {items.map(({ id, agent, current, usedAt }) => (
          <li key={id} className="flex min-h-11 items-center gap-2 border-b border-line py-1 text-sm">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{deviceText(agent)}</span>
              <span className="block text-xs text-quiet">
                {current ? say('sessions-here') : say('sessions-used', { when: momentText(moment, usedAt, zone) })}
              </span>
            </span>
            {!current && (
              <button
                aria-label={say('sessions-end-named', { device: deviceText(agent) })}
                onClick={() => end('DELETE', `/me/sessions/${id}`, say('sessions-ended', { device: deviceText(agent) }))}
                className={quietButton}
              >
                {say('sessions-end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Fault text={fault} />
      {items.length > 1 && (
        <button onClick={() => end('POST', '/me/sessions/end-others', say('sessions-others-ended'))} className={`${plainButton} mt-3`}>
          {say('sessions-end-others')}
        </button>
      )}
    </div>
  )
}
