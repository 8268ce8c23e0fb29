import type { AcrossName, MutationArgs } from '../contract/schemas/mutations.ts'
import { inviteAccept, memberRemove, memberSet } from './across/members.ts'
import { spaceCreate, spaceDelete } from './across/spaces.ts'
import { taskTransfer } from './across/transfer.ts'
import { answerAcross, type AcrossContext, type AcrossMutator, type AcrossRule, type SpaceChange, type Worlds } from './across/worlds.ts'
import { refuse, run } from './world.ts'

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

/**
 * The rule of a change over several spaces, run alike by the server and the browser: the rows of each space as they are afterwards,
 * and none where nothing changes. Rights are checked in every space it writes.
 */
export const acrossRuleOf = function* (name: AcrossName, args: unknown, context: AcrossContext): AcrossRule<readonly SpaceChange[]> {
  const mutator = isAcross(name) ? (mutators[name] as AcrossMutator<never>) : undefined
  if (!mutator) return refuse('unknown_mutation', `${String(name)} is not known here.`)
  return (yield* mutator(args as never, context)).filter(({ docs }) => docs.length > 0)
}

/** The same over spaces in memory. Throws `Refusal`. */
export const applyAcross = (name: AcrossName, worlds: Worlds, args: unknown, context: AcrossContext): readonly SpaceChange[] =>
  run(acrossRuleOf(name, args, context), (ask) => answerAcross(worlds, ask))
