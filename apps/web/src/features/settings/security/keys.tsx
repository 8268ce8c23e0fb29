import { useState } from 'react'
import type { ApiKey, MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { call } from '../../../lib/client.ts'
import { momentText } from '../../../lib/moment-text.ts'
import { serverNow } from '../../../lib/server-clock.ts'
import { useZone } from '../../../lib/use-today.ts'
import { faultText, useAsked } from '../../../tab/asked.ts'
import { Waiting } from '../../../tab/waiting.tsx'
import { announce } from '../../../ui/announcer.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { Summary } from '../../../ui/summary.tsx'
import { Fault } from './fault.tsx'
import { KeyForm } from './key-form.tsx'
import { day, moment, quietButton } from './look.ts'
import { say } from './say.ts'

/** The keys by which programs come in: made and taken back. */
export const Keys = () => {
  const [asked, look] = useAsked<ApiKey>('/me/keys')
  const [made, setMade] = useState<MadeApiKey | null>(null)
  const [fault, setFault] = useState('')
  const zone = useZone()
  const remove = ({ id, name }: ApiKey) => {
    setFault('')
    if (made?.key.id === id) setMade(null)
    call('DELETE', `/me/keys/${id}`)
      .then(() => announce(say('keys-deleted', { name })))
      .catch((error: unknown) => setFault(faultText(error)))
      .finally(() => void look())
  }
  const lifeOf = ({ expiresAt, usedAt }: ApiKey) => {
    const ended = Date.parse(expiresAt) <= serverNow()
    const life = say(ended ? 'keys-expired' : 'keys-expires', { day: momentText(day, expiresAt, zone) })
    return `${life} · ${usedAt === null ? say('keys-unused') : say('keys-used', { when: momentText(moment, usedAt, zone) })}`
  }
  return (
    <div className="mt-6">
      <h3 className="text-[13px] font-medium text-quiet">{say('keys')}</h3>
      <p className="mt-1 text-[13px] text-quiet">{say('keys-text')}</p>
      <Waiting asked={asked} onAgain={look} />
      {asked.is === 'here' && asked.items.length === 0 && <p className="mt-2 text-[13px] text-quiet">{say('keys-none')}</p>}
      <ul className="mt-1">
        {(asked.is === 'here' ? asked.items : []).map((key) => (
          <li key={key.id} className="flex min-h-11 items-center gap-2 border-b border-line py-1 text-sm">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{key.name}</span>
              <span className="block text-xs text-quiet">
                <span className="font-mono">…{key.lastFour}</span> · {lifeOf(key)}
              </span>
            </span>
            <button aria-label={say('keys-delete-named', { name: key.name })} onClick={() => remove(key)} className={quietButton}>
              {say('keys-delete')}
            </button>
          </li>
        ))}
      </ul>
      {made && (
        <ShownOnce key={made.key.id} label={say('keys-key')} text={made.token} copy={say('keys-copy')} copied={say('keys-copied')} note={say('keys-once')} />
      )}
      <Fault text={fault} />
      <details className="mt-3">
        <Summary look="text-base hover:bg-hover lg:text-sm">{say('keys-make')}</Summary>
        <KeyForm
          onMade={(one) => {
            setMade(one)
            announce(say('keys-made'))
            void look()
          }}
        />
      </details>
    </div>
  )
}
