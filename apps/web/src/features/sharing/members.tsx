import { roles, type Role } from '@muster/core/contract/kinds.ts'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { useReplica, useRow, useRows } from '../../replica/context.ts'
import type { MySpace } from '../../replica/replica.ts'
import { announce } from '../../ui/announcer.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { say } from './say.ts'

/** Who is in a space; roles are given and people removed by those who may. */
export const Members = ({ space, onRemove }: { space: MySpace; onRemove: (member: MemberDoc) => void }) => {
  const replica = useReplica()
  const members = useRows(space.id, 'member')
  const owners = useRow(space.id, 'space', space.id)?.owners ?? []
  const setRole = (member: MemberDoc, role: Role) => {
    replica.mutate(space.id, 'member.set@1', { userId: member.id, role })
    announce(say('role-now', { name: member.name, role: say(role) }))
  }
  return (
    <section aria-labelledby="members" className="mt-8">
      <h2 id="members" className="text-sm font-semibold">
        {say('members')}
      </h2>
      <ul className="mt-2">
        {members.map((member) => {
          const me = member.id === replica.person
          const owner = member.role === 'owner'
          const last = owner && owners.length < 2
          const mayChange = can(space.role, 'administer') && !last && (!owner || can(space.role, 'own'))
          const offered = roles.filter((role) => role !== 'owner' || can(space.role, 'own'))
          return (
            <li key={member.id} className="flex min-h-12 flex-wrap items-center gap-x-3 border-b border-line py-1">
              <Avatar name={member.name} />
              <span className="min-w-28 flex-1 truncate text-base lg:text-sm">
                {member.name}
                {me && <span className="text-quiet"> {say('me')}</span>}
              </span>
              <span className="ml-auto flex items-center gap-1">
                {mayChange ? (
                  <select
                    aria-label={say('role-of', { name: member.name })}
                    value={member.role}
                    onChange={(event) => setRole(member, event.target.value as Role)}
                    className="h-11 rounded-md border border-edge bg-ground px-2 text-base lg:h-8 lg:text-[13px]"
                  >
                    {offered.map((role) => (
                      <option key={role} value={role} title={say(`${role}-means`)}>
                        {say(role)}
                      </option>
                    ))}
                  </select>
                ) : (
                  <span className="px-2 text-[13px] text-quiet">{say(member.role)}</span>
                )}
                {mayChange && !me && (
                  <button
                    aria-label={say('remove-name', { name: member.name })}
                    onClick={() => onRemove(member)}
                    className="min-h-11 rounded-md px-3 text-[13px] text-quiet hover:bg-hover hover:text-alert lg:min-h-8"
                  >
                    {say('remove')}
                  </button>
                )}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
