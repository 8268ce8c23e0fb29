import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { born, edited, found, free } from '../rows.ts'
import type { Mutator } from '../world.ts'

export const spaceUpdate: Mutator<MutationArgs['space.update@1']> = (world, { set }, context) => edited(found(world, 'space', context.space), set, context)

/** Everybody's settings are their own: the row's id is the actor's, in the actor's own space. */
export const settingsSet: Mutator<MutationArgs['settings.set@1']> = (world, { set }, context) => edited(found(world, 'settings', context.actor), set, context)

export const inviteCreate: Mutator<MutationArgs['invite.create@1']> = (world, { id, role, expiresAt }, context) => {
  free(world, 'invite', id)
  return [{ kind: 'invite', ...born(id, context), role, expiresAt, usedAt: null, usedBy: null, deletedAt: null, deletedBy: null }]
}

export const inviteRevoke: Mutator<MutationArgs['invite.revoke@1']> = (world, { id }, context) => {
  const invite = found(world, 'invite', id)
  return invite.deletedAt === null ? edited(invite, { deletedAt: context.at, deletedBy: context.actor }, context) : []
}
