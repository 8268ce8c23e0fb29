import { useState } from 'react'
import { colors } from '@muster/core/contract/kinds.ts'
import { limits } from '@muster/core/contract/limits.ts'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { listAddress } from '../../lib/addresses.ts'
import { Link } from '../../lib/link.tsx'
import { go } from '../../lib/router.ts'
import { addressOf } from '../../lib/routes.ts'
import { useReplica, useRow, useRows, useSpaces, useSync } from '../../replica/context.ts'
import { useTextInPlace } from '../../tab/text-in-place.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Dot } from '../../ui/dot.tsx'
import { Swatches } from '../../ui/swatches.tsx'
import { Invites } from './invites.tsx'
import { Members } from './members.tsx'
import { say } from './say.ts'

type Asked = { readonly what: 'leave' } | { readonly what: 'delete' } | { readonly what: 'remove'; readonly member: MemberDoc }

const SpaceName = ({ id, name }: { id: string; name: string }) => {
  const replica = useReplica()
  const onSave = (now: string) => replica.transact(say('space-renamed'), [{ space: id, name: 'space.update@1', args: { set: { name: now } } }])
  return (
    <input
      {...useTextInPlace({ name: `name-${id}`, max: limits.name, text: name, onSave })}
      className="mt-1 block h-11 w-full max-w-sm rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
    />
  )
}

/** A space that is shared: its name and colour, who is in it, how others come in, and how it ends. */
export const SpacePage = ({ id }: { id: string }) => {
  const replica = useReplica()
  const space = useSpaces().find((one) => one.id === id)
  const owners = useRow(id, 'space', id)?.owners ?? []
  const lists = useRows(id, 'list')
  const { online, waiting, loaded } = useSync()
  const [asked, setAsked] = useState<Asked | null>(null)
  const joined = Boolean((history.state as { joined?: boolean } | null)?.joined)

  if (!space || space.personal)
    return (
      <section aria-labelledby="view-title" className="view">
        <header className="head">
          <h1 id="view-title" className="text-xl font-semibold tracking-tight">
            {say(waiting > 0 || !loaded || joined ? 'space-wait' : 'space-gone')}
          </h1>
        </header>
        <p className="page text-sm text-quiet">
          {say(waiting > 0 ? (online ? 'space-made' : 'space-made-later') : joined ? 'space-coming' : loaded ? 'space-gone-text' : 'spaces-fetched')}
        </p>
      </section>
    )
  const administers = can(space.role, 'administer')
  const lastOwner = space.role === 'owner' && owners.length < 2
  const end = (what: 'leave' | 'delete') => {
    if (what === 'leave') replica.mutate(id, 'member.remove@1', { userId: replica.person })
    else replica.mutate(id, 'space.delete@1', {})
    go(addressOf('inbox'))
  }
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head gap-2.5">
        <Dot color={space.color} />
        <h1 id="view-title" className="truncate text-xl font-semibold tracking-tight">
          {space.name}
        </h1>
      </header>
      <div className="page">
        <p className="text-[13px] text-quiet">{say('space-text')}</p>
        {administers && (
          <div className="mt-5 space-y-4">
            <label className="block text-[13px] text-quiet">
              {say('space-name')}
              <SpaceName id={id} name={space.name} />
            </label>
            <Swatches
              label={say('space-color')}
              colors={colors}
              chosen={space.color}
              onChoose={(color) => replica.transact(say('space-recolored'), [{ space: id, name: 'space.update@1', args: { set: { color } } }])}
            />
          </div>
        )}
        {lists.length > 0 && (
          <nav aria-label={say('space-lists', { space: space.name })} className="mt-6 flex flex-wrap gap-2">
            {lists.map((list) => (
              <Link
                key={list.id}
                href={listAddress(list)}
                className="flex min-h-11 max-w-full items-center gap-2 rounded-full border border-line px-3 text-sm hover:bg-hover lg:min-h-8"
              >
                {list.emoji ? <span>{list.emoji}</span> : <Dot color={list.color} />}
                <span className="truncate">{list.name}</span>
              </Link>
            ))}
          </nav>
        )}
        <Members space={space} onRemove={(member) => setAsked({ what: 'remove', member })} />
        {administers && <Invites space={id} />}
        <div className="mt-10 flex flex-wrap gap-2 border-t border-line pt-4">
          {lastOwner ? (
            <p className="w-full text-[13px] text-quiet">{say('only-owner')}</p>
          ) : (
            <button onClick={() => setAsked({ what: 'leave' })} className="min-h-11 rounded-md border border-line px-4 text-sm hover:bg-hover lg:min-h-9">
              {say('leave-space')}
            </button>
          )}
          {can(space.role, 'own') && (
            <button
              onClick={() => setAsked({ what: 'delete' })}
              className="min-h-11 rounded-md border border-line px-4 text-sm text-alert hover:bg-hover lg:min-h-9"
            >
              {say('delete-space')}
            </button>
          )}
        </div>
      </div>
      {asked?.what === 'remove' && (
        <Confirm
          title={say('remove-title', { name: asked.member.name })}
          text={say('remove-text')}
          yes={say('remove')}
          onYes={() => replica.mutate(id, 'member.remove@1', { userId: asked.member.id })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'leave' && (
        <Confirm
          title={say('leave-title', { space: space.name })}
          text={say('leave-text')}
          yes={say('leave')}
          onYes={() => end('leave')}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'delete' && (
        <Confirm
          title={say('delete-title', { space: space.name })}
          text={say('delete-text')}
          yes={say('delete')}
          onYes={() => end('delete')}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}
