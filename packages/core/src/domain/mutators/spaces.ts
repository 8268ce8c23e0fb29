import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { limits } from '../../contract/limits.ts'
import { born, edited, found, free } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'
import { isZone } from '../zone.ts'

export const spaceUpdate: Mutator<MutationArgs['space.update@1']> = (world, { set }, context) => edited(found(world, 'space', context.space), set, context)

/** Everybody's settings are their own: the row's id is the actor's, in the actor's own space. */
export const settingsSet: Mutator<MutationArgs['settings.set@1']> = (world, { set }, context) => {
  if (set.zone && !isZone(set.zone)) refuse('invalid', `${set.zone} is no time zone.`)
  return edited(found(world, 'settings', context.actor), set, context)
}

const inviteMs = limits.inviteDays * 24 * 60 * 60 * 1000

/** The time is the client's wish; seven days is the most it gets. */
export const inviteCreate: Mutator<MutationArgs['invite.create@1']> = (world, { id, role, expiresAt }, context) => {
  if (found(world, 'space', context.space).personal) refuse('personal_fixed', 'Make a space of its own for what you want to share.')
  free(world, 'invite', id)
  const latest = new Date(Date.parse(context.at) + inviteMs).toISOString()
  return [
    {
      kind: 'invite',
      ...born(id, context),
      role,
      expiresAt: expiresAt < latest ? expiresAt : latest,
      usedAt: null,
      usedBy: null,
      deletedAt: null,
      deletedBy: null,
    },
  ]
}

export const inviteRevoke: Mutator<MutationArgs['invite.revoke@1']> = (world, { id }, context) => {
  const invite = found(world, 'invite', id)
  return invite.deletedAt === null ? edited(invite, { deletedAt: context.at, deletedBy: context.actor }, context) : []
}
