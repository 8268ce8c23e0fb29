import { limits } from '../../contract/limits.ts'
import type { InviteDoc, MemberDoc, SpaceDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { get, getAll, type Rule } from '../ask.ts'
import { born, edited, room } from '../rows.ts'
import { can } from '../permissions.ts'
import { refuse } from '../world.ts'
import { checkRoom, endedMembership, membershipRows, nameOf } from './spaces.ts'
import { enter, inSpace, type AcrossMutator } from './worlds.ts'

const spaceOf = function* (space: string): Rule<SpaceDoc> {
  const doc = (yield* get('space', space)) ?? refuse('not_found', 'There is no such space.')
  return doc.personal ? refuse('personal_fixed', 'A personal space has one member.') : doc
}
const memberOf = function* (userId: string): Rule<MemberDoc> {
  const member = yield* get('member', userId)
  return member?.leftAt === null ? member : refuse('not_found', 'There is no such member here.')
}
const checkOwners = (owners: readonly string[]): void => {
  if (owners.length === 0) refuse('last_owner', 'Make somebody else owner first.')
}

/** Admins give the roles below owner; only owners make owners, and unmake them. */
export const memberSet: AcrossMutator<MutationArgs['member.set@1']> = function* ({ userId, role }, context) {
  const { space, actor } = context
  const mine = yield* enter(space, actor, 'administer')
  const doc = yield* inSpace(space, spaceOf(space))
  const member = yield* inSpace(space, memberOf(userId))
  if ((role === 'owner' || member.role === 'owner') && !can(mine, 'own')) refuse('forbidden', 'Only an owner can do that.')
  const others = doc.owners.filter((id) => id !== userId)
  const owners = role === 'owner' ? [...others, userId].sort() : others
  checkOwners(owners)
  return [
    { space, docs: [...edited(member, { role }, context), ...(member.role === role ? [] : edited(doc, { owners }, context))] },
    { space: userId, docs: yield* inSpace(userId, membershipRows(space, role, context)) },
  ]
}

/**
 * Leaving, or being removed. The row stays, so that names in old tasks stay readable, and so do the tasks that are
 * assigned to who left; nobody who left can be assigned anew.
 */
export const memberRemove: AcrossMutator<MutationArgs['member.remove@1']> = function* ({ userId }, context) {
  const { space, actor, at } = context
  const mine = yield* enter(space, actor, userId === actor ? 'read' : 'administer')
  const doc = yield* inSpace(space, spaceOf(space))
  const member = yield* inSpace(space, memberOf(userId))
  if (member.role === 'owner' && !can(mine, 'own')) refuse('forbidden', 'Only an owner can do that.')
  const owners = doc.owners.filter((id) => id !== userId)
  checkOwners(owners)
  return [
    { space, docs: [...edited(member, { leftAt: at }, context), ...edited(doc, { owners, memberCount: doc.memberCount - 1 }, context)] },
    { space: userId, docs: endedMembership(yield* inSpace(userId, get('membership', space)), context) },
  ]
}

/** Whether an invitation can be accepted at an instant: unused, not withdrawn, in time, and by somebody who may still invite. */
export const inviteStands = (invite: InviteDoc, inviter: MemberDoc | undefined, space: SpaceDoc, at: string): boolean =>
  invite.usedAt === null &&
  invite.deletedAt === null &&
  invite.expiresAt > at &&
  inviter?.leftAt === null &&
  can(inviter.role, 'administer') &&
  !space.personal &&
  space.deletedAt === null

/** One use. Who is a member already stays what they are, and the invitation is not used up. Who left comes back. */
export const inviteAccept: AcrossMutator<MutationArgs['invite.accept@1']> = function* ({ id, memberName }, context) {
  const { space, actor, at } = context
  const read = yield* inSpace(
    space,
    getAll([
      { kind: 'space', id: space },
      { kind: 'invite', id },
      { kind: 'member', id: actor },
    ]),
  )
  const [doc, invite, before] = read as [SpaceDoc | undefined, InviteDoc | undefined, MemberDoc | undefined]
  const inviter = invite && (yield* inSpace(space, get('member', invite.createdBy)))
  if (!doc || !invite || !inviteStands(invite, inviter, doc, at)) return refuse('invite_invalid', 'Ask for a new invitation.')
  if (before?.leftAt === null) return []
  if (doc.memberCount >= limits.membersPerSpace) refuse('too_many', `A space has ${limits.membersPerSpace} members at most.`)
  if (!before) yield* inSpace(space, room('member', limits.membersRemembered, 'people, with those who left,'))
  yield* inSpace(actor, checkRoom(space))
  const { role } = invite
  const name = yield* inSpace(actor, nameOf(actor, memberName))
  const member: MemberDoc[] = before
    ? edited(before, { name, role, leftAt: null }, context)
    : [{ kind: 'member', ...born(actor, context), name, role, leftAt: null }]
  return [
    {
      space,
      docs: [...member, ...edited(invite, { usedAt: at, usedBy: actor }, context), ...edited(doc, { memberCount: doc.memberCount + 1 }, context)],
    },
    { space: actor, docs: yield* inSpace(actor, membershipRows(space, role, context)) },
  ]
}
