import { useMemo, useState } from 'react'
import type { InviteRole } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { InviteReply } from '@muster/core/contract/schemas/endpoints/invites.ts'
import { inviteLink, newInvite } from '../../lib/invite-link.ts'
import { serverNow } from '../../lib/server-clock.ts'
import { momentText } from '../../lib/moment-text.ts'
import { useZone } from '../../lib/use-today.ts'
import { useReplica, useRows, useSync } from '../../replica/context.ts'
import { useAsked } from '../../tab/asked.ts'
import { Waiting } from '../../tab/waiting.tsx'
import { announce } from '../../ui/announcer.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { say } from './say.ts'

const inviteRoles: readonly InviteRole[] = ['editor', 'viewer', 'admin']
const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
const dayMs = 86_400_000

/** The link of an invitation that was made here; `listed` once the server has told of it as open. */
interface Made {
  readonly id: string
  readonly link: string
  readonly role: InviteRole
  readonly listed: boolean
}
/** Used, withdrawn elsewhere, or over: its link lets nobody in any more, and is not shown on. */
const shownStill = (made: Made | null, open: readonly InviteReply[]): Made | null => {
  if (made === null) return null
  if (open.some(({ id }) => id === made.id)) return made.listed ? made : { ...made, listed: true }
  return made.listed ? null : made
}

/** Invitations by link: made here, open ones withdrawn here. */
export const Invites = ({ space }: { space: string }) => {
  const replica = useReplica()
  const members = useRows(space, 'member')
  const { waiting, online } = useSync()
  const [role, setRole] = useState<InviteRole>('editor')
  const [made, setMade] = useState<Made | null>(null)
  const [withdrawn, setWithdrawn] = useState<ReadonlySet<string>>(new Set())
  // Anew when all is saved, and when somebody came in.
  const [asked, look] = useAsked<InviteReply>(`/spaces/${space}/invites`, waiting === 0, members.length)
  const open = useMemo(() => (asked.is === 'here' ? asked.items.filter(({ id }) => !withdrawn.has(id)) : undefined), [asked, withdrawn])
  const still = open ? shownStill(made, open) : made
  if (still !== made) setMade(still)

  const make = async () => {
    const { id, secret } = await newInvite()
    const expiresAt = new Date(serverNow() + limits.inviteDays * dayMs).toISOString()
    replica.mutate(space, 'invite.create@1', { id, role, expiresAt })
    setMade({ id, link: inviteLink(space, secret), role, listed: false })
    announce(say('invite-made'))
  }
  const withdraw = (id: string) => {
    replica.mutate(space, 'invite.revoke@1', { id })
    setWithdrawn((now) => new Set(now).add(id))
    if (made?.id === id) setMade(null)
    announce(say('invite-withdrawn'))
  }
  const invitedBy = (given: InviteRole, id: string) => {
    const name = replica.get(space, 'member', id)?.name
    if (id === replica.person) return say('invite-by-me', { role: say(given) })
    return name === undefined ? say('invite-by-former', { role: say(given) }) : say('invite-by', { role: say(given), name })
  }
  const zone = useZone()
  return (
    <section aria-labelledby="invite" className="mt-8">
      <h2 id="invite" className="text-sm font-semibold">
        {say('invite')}
      </h2>
      <p className="mt-1 text-[13px] text-quiet">{say('invite-text', { days: limits.inviteDays })}</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <label className="min-w-0 max-w-full text-[13px] text-quiet">
          <span className="sr-only">{say('invite-role')}</span>
          <select
            value={role}
            onChange={(event) => setRole(event.target.value as InviteRole)}
            className="h-11 max-w-full rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
          >
            {inviteRoles.map((one) => (
              <option key={one} value={one}>
                {say(`${one}-offer`)}
              </option>
            ))}
          </select>
        </label>
        <button onClick={() => void make()} className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">
          {say('invite-make')}
        </button>
      </div>
      {made && (
        <ShownOnce
          key={made.id}
          label={say('invite-link')}
          text={made.link}
          copy={say('invite-copy')}
          copied={say('invite-copied')}
          note={say(online ? 'invite-once' : 'invite-once-offline')}
        />
      )}
      <h3 className="mt-5 text-[13px] font-medium text-quiet">{say('invites-open')}</h3>
      <Waiting asked={asked} onAgain={look} />
      {open?.length === 0 && <p className="mt-1 text-[13px] text-quiet">{say('invites-none')}</p>}
      {open && (
        <ul className="mt-1">
          {open.map(({ id, role: given, expiresAt, createdBy }) => (
            <li key={id} className="flex min-h-11 items-center gap-2 border-b border-line py-1 text-sm">
              <span className="min-w-0 flex-1">
                {invitedBy(given, createdBy)}
                <span className="block text-xs text-quiet">{say('invite-until', { day: momentText(day, expiresAt, zone) })}</span>
              </span>
              <button
                aria-label={say('invite-withdraw-role', { role: say(given) })}
                onClick={() => withdraw(id)}
                className="min-h-11 rounded-md px-3 text-[13px] text-quiet hover:bg-hover hover:text-alert lg:min-h-8"
              >
                {say('invite-withdraw')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
