import type { Role } from '../../contract/kinds.ts'
import type { AnyDoc, MemberDoc } from '../../contract/schemas/documents.ts'
import { get, type Ask, type DocKey, type Rule } from '../ask.ts'
import { can, type Action } from '../permissions.ts'
import { answerOf, refuse, type Stamp, type World } from '../world.ts'

/** What a rule over several spaces asks for: something of one of them, or the row of one key in each of many (answered in the order of the spaces). */
export type AcrossAsk = { readonly space: string; readonly ask: Ask } | { readonly spaces: readonly string[]; readonly key: DocKey }

/** A rule over several spaces. */
export type AcrossRule<T> = Rule<T, AcrossAsk>

/** A rule of one space as part of a rule over several. */
export const inSpace = function* <T>(space: string, rule: Rule<T>): AcrossRule<T> {
  let step = rule.next()
  while (!step.done) step = rule.next(yield { space, ask: step.value })
  return step.value
}

/** The spaces by id. One that does not exist, or that the browser does not hold, has no rows. */
export type Worlds = (space: string) => World

/** What spaces in memory answer. */
export const answerAcross = (worlds: Worlds, ask: AcrossAsk): unknown =>
  'ask' in ask ? answerOf(worlds(ask.space), ask.ask) : ask.spaces.map((space) => worlds(space).get(ask.key.kind, ask.key.id))

/** Who acts and when, and the space that the change was posted to. Roles are read from the rows of each space. */
export interface AcrossContext extends Stamp {
  readonly space: string
}

/** The rows of one space as they are afterwards. */
export interface SpaceChange {
  readonly space: string
  readonly docs: readonly AnyDoc[]
}

/** A pure rule over several spaces: all of its changes are committed together, or none. Throws `Refusal`. */
export type AcrossMutator<Args> = (args: Args, context: AcrossContext) => AcrossRule<readonly SpaceChange[]>

/** The role that a member's row gives; without one, or after leaving, one is told what is told of a space that does not exist. */
export const roleOf = (member: MemberDoc | undefined): Role => (member?.leftAt === null ? member.role : refuse('not_found', 'There is no such space.'))

/** Refuses `not_found` to strangers and `forbidden` to members whose role does not do. */
export const mustBeAble = (member: MemberDoc | undefined, action: Action): Role => {
  const role = roleOf(member)
  return can(role, action) ? role : refuse('forbidden', 'Your role in this space does not allow that.')
}

/** Reads the actor's role in a space; refuses as above. */
export const enter = function* (space: string, actor: string, action: Action): AcrossRule<Role> {
  return mustBeAble(yield* inSpace(space, get('member', actor)), action)
}
