import type { StolenSession } from '@muster/core/contract/schemas/endpoints/own-sessions.ts'
import { momentText } from '../../../lib/moment-text.ts'
import { useZone } from '../../../lib/use-today.ts'
import { deviceText } from './device-text.ts'
import { moment } from './look.ts'
import { say } from './say.ts'

/** What somebody has to know whose sessions were continued in a second place. */
export const Stolen = ({ sessions }: { sessions: readonly StolenSession[] }) => {
  const zone = useZone()
  if (sessions.length === 0) return null
  return (
    <div role="alert" className="mb-4 rounded-md border border-alert px-4 py-3 text-sm">
      <h3 className="font-medium text-alert">{say('stolen')}</h3>
      <ul className="mt-1">
        {sessions.map(({ agent, at }) => (
          <li key={at}>{say('stolen-one', { device: deviceText(agent), when: momentText(moment, at, zone) })}</li>
        ))}
      </ul>
      <p className="mt-1 text-quiet">{say('stolen-text')}</p>
    </div>
  )
}
