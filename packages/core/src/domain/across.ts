import type { AcrossName, MutationArgs } from '../contract/schemas/mutations.ts'
import { inviteAccept, memberRemove, memberSet } from './across/members.ts'
import { spaceCreate, spaceDelete } from './across/spaces.ts'
import { taskTransfer } from './across/transfer.ts'
import type { AcrossContext, AcrossMutator, SpaceChange, Worlds } from './across/worlds.ts'
import { refuse } from './world.ts'

const mutators: { readonly [K in AcrossName]: AcrossMutator<MutationArgs[K]> } = {
  'task.transfer@1': taskTransfer,
  'space.create@1': spaceCreate,
  'space.delete@1': spaceDelete,
  'invite.accept@1': inviteAccept,
  'member.set@1': memberSet,
  'member.remove@1': memberRemove,
}

/** Whether a mutation reaches over more than one space. */
export const isAcross = (name: string): name is AcrossName => Object.hasOwn(mutators, name)

/** The spaces that a change is known to reach before it is run: the one it is posted to, and the one its arguments name. */
export const spacesOf = (name: AcrossName, args: unknown, { space, actor }: Pick<AcrossContext, 'space' | 'actor'>): readonly string[] => {
  const { toSpace, id, userId } = args as { toSpace?: string; id?: string; userId?: string }
  const other = {
    'task.transfer@1': toSpace,
    'space.create@1': id,
    'space.delete@1': actor,
    'invite.accept@1': actor,
    'member.set@1': userId,
    'member.remove@1': userId,
  }[name]
  return [...new Set([space, ...(other === undefined ? [] : [other])])].sort()
}

/**
 * A change over several spaces, run alike by the server and the browser: the rows of each space as they are afterwards,
 * and none where nothing changes. Rights are checked in every space it writes. Throws `Refusal`.
 */
export const applyAcross = (name: AcrossName, worlds: Worlds, args: unknown, context: AcrossContext): readonly SpaceChange[] => {
  const mutator = isAcross(name) ? (mutators[name] as AcrossMutator<never>) : undefined
  if (!mutator) return refuse('unknown_mutation', `${String(name)} is not known here.`)
  return mutator(worlds, args as never, context).filter(({ docs }) => docs.length > 0)
}
