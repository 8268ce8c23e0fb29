import { useCallback, useEffect, useState } from 'react'
import type { InviteRole } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { InviteReply, InvitesReply } from '@muster/core/contract/schemas/endpoints/invites.ts'
import { call } from '../../lib/client.ts'
import { inviteLink, newInvite } from '../../lib/invite-link.ts'
import { serverNow } from '../../lib/server-clock.ts'
import { momentText } from '../../lib/moment-text.ts'
import { useZone } from '../../lib/use-today.ts'
import { useReplica, useRows, useSync } from '../../replica/context.ts'
import { announce } from '../../ui/announcer.tsx'
import { roleMeans, roleWords } from './role-words.ts'

const inviteRoles: readonly InviteRole[] = ['editor', 'viewer', 'admin']
const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
const dayMs = 86_400_000

type Open = { readonly is: 'loading' } | { readonly is: 'away' } | { readonly is: 'here'; readonly invites: readonly InviteReply[] }

/** Invitations by link: made here, open ones withdrawn here. */
export const Invites = ({ space }: { space: string }) => {
  const replica = useReplica()
  const members = useRows(space, 'member')
  const { waiting, online } = useSync()
  const [role, setRole] = useState<InviteRole>('editor')
  const [made, setMade] = useState<{ readonly id: string; readonly link: string; readonly role: InviteRole } | null>(null)
  const [open, setOpen] = useState<Open>({ is: 'loading' })
  const [copied, setCopied] = useState(false)
  const memberCount = members.length

  const look = useCallback(
    () =>
      call<InvitesReply>('GET', `/spaces/${space}/invites`).then(
        ({ items }) => setOpen({ is: 'here', invites: items }),
        () => setOpen((now) => (now.is === 'here' ? now : { is: 'away' })),
      ),
    [space],
  )
  useEffect(() => {
    // Anew when all is saved, when the network is back, and when somebody came in.
    if (waiting === 0 && online) void look()
  }, [look, waiting, online, memberCount])

  const make = async () => {
    const { id, secret } = await newInvite()
    const expiresAt = new Date(serverNow() + limits.inviteDays * dayMs).toISOString()
    replica.mutate(space, 'invite.create@1', { id, role, expiresAt })
    setMade({ id, link: inviteLink(space, secret), role })
    setCopied(false)
    announce('Invitation link made')
  }
  const copy = async () => {
    if (!made) return
    await navigator.clipboard.writeText(made.link)
    setCopied(true)
    announce('Copied')
  }
  const withdraw = (id: string) => {
    replica.mutate(space, 'invite.revoke@1', { id })
    setOpen((now) => (now.is === 'here' ? { is: 'here', invites: now.invites.filter((one) => one.id !== id) } : now))
    if (made?.id === id) setMade(null)
    announce('Invitation withdrawn')
  }
  const zone = useZone()
  const nameOf = (id: string) => (id === replica.person ? 'you' : (replica.get(space, 'member', id)?.name ?? 'a former member'))
  const button = 'min-h-11 rounded-md px-3 text-[13px] font-medium hover:bg-hover lg:min-h-8'
  return (
    <section aria-labelledby="invite" className="mt-8">
      <h2 id="invite" className="text-sm font-semibold">
        Invite by link
      </h2>
      <p className="mt-1 text-[13px] text-quiet">A link lets one person in, once, within {limits.inviteDays} days. Send it to them yourself.</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <label className="min-w-0 max-w-full text-[13px] text-quiet">
          <span className="sr-only">Role of the invited</span>
          <select
            value={role}
            onChange={(event) => setRole(event.target.value as InviteRole)}
            className="h-11 max-w-full rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
          >
            {inviteRoles.map((one) => (
              <option key={one} value={one}>
                {roleWords[one]}: {roleMeans[one].toLowerCase()}
              </option>
            ))}
          </select>
        </label>
        <button onClick={() => void make()} className="min-h-11 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">
          Make a link
        </button>
      </div>
      {made && (
        <div className="mt-3 rounded-md border border-line bg-raised p-3">
          <div className="flex gap-2">
            <input
              readOnly
              aria-label="Invitation link"
              value={made.link}
              onFocus={(event) => event.currentTarget.select()}
              className="h-11 min-w-0 flex-1 rounded-md border border-edge bg-ground px-2.5 font-mono text-base lg:h-9 lg:text-[13px]"
            />
            <button onClick={() => void copy()} className="min-h-11 shrink-0 rounded-md bg-accent px-4 text-sm font-medium text-on-accent lg:min-h-9">
              {copied ? 'Copied' : 'Copy link'}
            </button>
          </div>
          <p className="mt-2 text-[13px] text-quiet">
            {online
              ? 'It is shown only now: nobody, not even the server, can show it again.'
              : 'It works as soon as you are online again. It is shown only now.'}
          </p>
        </div>
      )}
      <h3 className="mt-5 text-[13px] font-medium text-quiet">Open invitations</h3>
      {open.is === 'loading' && online && <p className="mt-1 text-[13px] text-quiet">Looking …</p>}
      {(open.is === 'away' || (open.is === 'loading' && !online)) && (
        <p className="mt-1 text-[13px] text-quiet">
          The server cannot be reached, and only it knows them.
          <button onClick={() => void look()} className={`${button} -ml-3 block text-accent sm:ml-1 sm:inline`}>
            Try again
          </button>
        </p>
      )}
      {open.is === 'here' && open.invites.length === 0 && <p className="mt-1 text-[13px] text-quiet">None.</p>}
      {open.is === 'here' && (
        <ul className="mt-1">
          {open.invites.map(({ id, role: given, expiresAt, createdBy }) => (
            <li key={id} className="flex min-h-11 items-center gap-2 border-b border-line py-1 text-sm">
              <span className="min-w-0 flex-1">
                {roleWords[given]}, by {nameOf(createdBy)}
                <span className="block text-xs text-quiet">until {momentText(day, expiresAt, zone)}</span>
              </span>
              <button aria-label={`Withdraw the invitation as ${given}`} onClick={() => withdraw(id)} className={button}>
                Withdraw
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
