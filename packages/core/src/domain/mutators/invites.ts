import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { limits } from '../../contract/limits.ts'
import { born, edited, found, free, room } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'

const inviteMs = limits.inviteDays * 24 * 60 * 60 * 1000

/** When it ends is the client's wish: refused when that is over already, and seven days is the most it gets. */
export const inviteCreate: Mutator<MutationArgs['invite.create@1']> = function* ({ id, role, expiresAt }, context) {
  if ((yield* found('space', context.space)).personal) refuse('personal_fixed', 'Make a space of its own for what you want to share.')
  if (expiresAt <= context.at) refuse('invalid', 'An invitation ends in the future.')
  yield* free('invite', id)
  yield* room('invite', limits.invitesPerSpace, 'invitations')
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

export const inviteRevoke: Mutator<MutationArgs['invite.revoke@1']> = function* ({ id }, context) {
  const invite = yield* found('invite', id)
  return invite.deletedAt === null ? edited(invite, { deletedAt: context.at, deletedBy: context.actor }, context) : []
}
