import type { Role } from '../contract/kinds.ts'
import type { InSpaceName, MutationArgs } from '../contract/schemas/mutations.ts'
import type { AnyDoc } from '../contract/schemas/documents.ts'
import { can } from './permissions.ts'
import type { Rule } from './ask.ts'
import { answerOf, refuse, run, type InRole, type Mutator, type World } from './world.ts'

/** Rules of a space by name and version. */
export type Mutators<K extends InSpaceName = InSpaceName> = { readonly [N in K]: Mutator<MutationArgs[N]> }

const administers: ReadonlySet<string> = new Set(['space.update@1', 'invite.create@1', 'invite.revoke@1'])

/** A step that is taken back asks for what its changes would: it can do nothing that could not be done otherwise. */
const takesSpaceBack = (name: InSpaceName, args: unknown): boolean =>
  name === 'undo.apply@2' && (args as MutationArgs['undo.apply@2']).changes.some(({ kind }) => kind === 'space')

/** Refuses `forbidden` to a role that may not make that change, whatever the rows are. */
export const mustBeAllowed = (name: InSpaceName, args: unknown, role: Role): void => {
  if (!can(role, administers.has(name) || takesSpaceBack(name, args) ? 'administer' : 'write'))
    refuse('forbidden', 'Your role in this space does not allow that.')
}

/** The rule of a mutation: what it needs to know, and then the rows as they are after it; none when it changes nothing. Refuses by role at once. */
export const ruleAmong = (mutators: Partial<Mutators>, name: InSpaceName, args: unknown, context: InRole): Rule<readonly AnyDoc[]> => {
  const mutator = Object.hasOwn(mutators, name) ? (mutators[name] as Mutator<never>) : undefined
  if (!mutator) return refuse('unknown_mutation', `${String(name)} is not known here.`)
  mustBeAllowed(name, args, context.role)
  return mutator(args as never, context)
}

/** The same over rows in memory. Throws `Refusal`. */
export const applyAmong = (mutators: Partial<Mutators>, name: InSpaceName, world: World, args: unknown, context: InRole): readonly AnyDoc[] =>
  run(ruleAmong(mutators, name, args, context), (ask) => answerOf(world, ask))
