import { limits } from '../../contract/limits.ts'
import type { Role } from '../../contract/kinds.ts'
import type { AnyDoc, SpaceDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { born, edited, free } from '../rows.ts'
import { refuse, type Stamp } from '../world.ts'
import { mustBeAble, type AcrossMutator, type SpaceWorld } from './worlds.ts'

/** The membership as the person's own space holds it: new, back again, or with another role. */
export const membershipRows = (personal: SpaceWorld, space: string, role: Role, context: Stamp): readonly AnyDoc[] => {
  const row = personal.get('membership', space)
  return row ? edited(row, { role, leftAt: null }, context) : [{ kind: 'membership', ...born(space, context), role, leftAt: null }]
}

/** The same fact when it ends. */
export const endedMembership = (personal: SpaceWorld, space: string, context: Stamp): readonly AnyDoc[] => {
  const row = personal.get('membership', space)
  return row && row.leftAt === null ? edited(row, { leftAt: context.at }, context) : []
}

/** Refuses `too_many` to somebody who is in as many spaces as one can be. */
export const checkRoom = (personal: SpaceWorld): void => {
  const spaces = (personal.all?.('membership') ?? []).filter(({ leftAt }) => leftAt === null).length
  if (spaces >= limits.spacesPerPerson) refuse('too_many', `A person is in ${limits.spacesPerPerson} spaces at most.`)
}

/** The name that a person goes by in the spaces they join. */
export const nameOf = (personal: SpaceWorld, actor: string, given: string | undefined): string => personal.get('member', actor)?.name ?? given ?? '?'

/** Posted to the actor's personal space, whose rows tell which spaces are theirs. */
export const spaceCreate: AcrossMutator<MutationArgs['space.create@1']> = (worlds, { id, name, color, memberName }, context) => {
  const { space, actor } = context
  if (space !== actor) refuse('invalid', 'A space is made from the personal space.')
  const [personal, made] = [worlds(actor), worlds(id)]
  mustBeAble(personal, actor, 'own')
  free(made, 'space', id)
  checkRoom(personal)
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
  return [
    { space: actor, docs: membershipRows(personal, id, 'owner', context) },
    { space: id, docs: [doc, { kind: 'member', ...born(actor, context), name: nameOf(personal, actor, memberName), role: 'owner', leftAt: null }] },
  ]
}

/** For good: everybody's membership ends with it, the owner's too. */
export const spaceDelete: AcrossMutator<MutationArgs['space.delete@1']> = (worlds, _args, context) => {
  const { space, actor, at } = context
  const world = worlds(space)
  mustBeAble(world, actor, 'own')
  const doc = world.get('space', space) ?? refuse('not_found', 'There is no such space.')
  if (doc.personal) refuse('personal_fixed', 'The personal space stays as long as the account.')
  const members = (world.all?.('member') ?? []).filter(({ leftAt }) => leftAt === null)
  const leaving = new Set([actor, ...members.map(({ id }) => id)])
  return [
    {
      space,
      docs: [
        ...edited(doc, { deletedAt: at, deletedBy: actor, owners: [], memberCount: 0 }, context),
        ...members.flatMap((member) => edited(member, { leftAt: at }, context)),
      ],
    },
    ...[...leaving].map((person) => ({ space: person, docs: endedMembership(worlds(person), space, context) })),
  ]
}
