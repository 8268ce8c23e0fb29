import { limits } from '../../contract/limits.ts'
import type { Role } from '../../contract/kinds.ts'
import type { AnyDoc, MembershipDoc, SpaceDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { systemActor } from '../../contract/system.ts'
import { all, get, getAll, type Rule } from '../ask.ts'
import { born, edited } from '../rows.ts'
import { refuse, type Stamp } from '../world.ts'
import { enter, inSpace, type AcrossMutator } from './worlds.ts'

/** The membership as the person's own space holds it: new, back again, or with another role. */
export const membershipRows = function* (space: string, role: Role, context: Stamp): Rule<readonly AnyDoc[]> {
  const row = yield* get('membership', space)
  return row ? edited(row, { role, leftAt: null }, context) : [{ kind: 'membership', ...born(space, context), role, leftAt: null }]
}

/** The same fact when it ends. */
export const endedMembership = (row: MembershipDoc | undefined, context: Stamp): readonly AnyDoc[] =>
  row && row.leftAt === null ? edited(row, { leftAt: context.at }, context) : []

/** Refuses `too_many` to somebody who is in as many spaces as one can be, or has been in as many as are remembered. */
export const checkRoom = function* (space: string): Rule<void> {
  const memberships = yield* all('membership', limits.spacesRemembered)
  if (memberships.filter(({ leftAt }) => leftAt === null).length >= limits.spacesPerPerson)
    refuse('too_many', `A person is in ${limits.spacesPerPerson} spaces at most.`)
  if (memberships.length >= limits.spacesRemembered && !memberships.some(({ id }) => id === space))
    refuse('too_many', `A person can have been in ${limits.spacesRemembered} spaces at most.`)
}

/** The name that a person goes by in the spaces they join. */
export const nameOf = function* (actor: string, given: string | undefined): Rule<string> {
  return (yield* get('member', actor))?.name ?? given ?? '?'
}

/** Refuses `exists` to who is in a space of this id, and `invalid` to everybody else where none can be made with it: they are told no more. */
const unused = function* (id: string, actor: string): Rule<void> {
  const [there, member] = yield* getAll([
    { kind: 'space', id },
    { kind: 'member', id: actor },
  ])
  if (member?.kind === 'member' && member.leftAt === null) refuse('exists', 'You are in a space with this id.')
  if (there || id === systemActor) refuse('invalid', 'No space can be made with this id: take another.')
}

/** Posted to the actor's personal space, whose rows tell which spaces are theirs. */
export const spaceCreate: AcrossMutator<MutationArgs['space.create@1']> = function* ({ id, name, color, memberName }, context) {
  const { space, actor } = context
  if (space !== actor) refuse('invalid', 'A space is made from the personal space.')
  yield* enter(actor, actor, 'own')
  yield* inSpace(actor, checkRoom(id))
  yield* inSpace(id, unused(id, actor))
  const doc: SpaceDoc = {
    kind: 'space',
    ...born(id, context),
    name,
    color,
    personal: false,
    owners: [actor],
    memberCount: 1,
    deletedAt: null,
    deletedBy: null,
  }
  const called = yield* inSpace(actor, nameOf(actor, memberName))
  return [
    { space: actor, docs: yield* inSpace(actor, membershipRows(id, 'owner', context)) },
    { space: id, docs: [doc, { kind: 'member', ...born(actor, context), name: called, role: 'owner', leftAt: null }] },
  ]
}

/** For good: everybody's membership ends with it, the owner's too. */
export const spaceDelete: AcrossMutator<MutationArgs['space.delete@1']> = function* (_args, context) {
  const { space, actor, at } = context
  yield* enter(space, actor, 'own')
  const doc = (yield* inSpace(space, get('space', space))) ?? refuse('not_found', 'There is no such space.')
  if (doc.personal) refuse('personal_fixed', 'The personal space stays as long as the account.')
  const members = (yield* inSpace(space, all('member', limits.membersRemembered))).filter(({ leftAt }) => leftAt === null)
  const leaving = [...new Set([actor, ...members.map(({ id }) => id)])]
  const memberships = (yield { spaces: leaving, key: { kind: 'membership', id: space } }) as readonly (MembershipDoc | undefined)[]
  return [
    {
      space,
      docs: [
        ...edited(doc, { deletedAt: at, deletedBy: actor, owners: [], memberCount: 0 }, context),
        ...members.flatMap((member) => edited(member, { leftAt: at }, context)),
      ],
    },
    ...leaving.map((person, index) => ({ space: person, docs: endedMembership(memberships[index], context) })),
  ]
}
