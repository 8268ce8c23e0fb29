import type { Kind, Role } from '../../contract/kinds.ts'
import type { AnyDoc, DocByKind } from '../../contract/schemas/documents.ts'
import { can, type Action } from '../permissions.ts'
import { refuse, type Stamp, type World } from '../world.ts'

/** A space as a rule over several sees it. `all` gives every row of a kind; a browser that leaves it out lets the server count. */
export interface SpaceWorld extends World {
  readonly all?: <K extends Kind>(kind: K) => readonly DocByKind[K][]
}

/** The spaces by id. One that does not exist, or that the browser does not hold, has no rows. */
export type Worlds = (space: string) => SpaceWorld

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
export type AcrossMutator<Args> = (worlds: Worlds, args: Args, context: AcrossContext) => readonly SpaceChange[]

/** The actor's role in a space that they are in; who is not, or no more, is told what is told of a space that does not exist. */
export const roleIn = (world: World, actor: string): Role => {
  const member = world.get('member', actor)
  return member?.leftAt === null ? member.role : refuse('not_found', 'There is no such space.')
}

/** Refuses `not_found` to strangers and `forbidden` to members whose role does not do. */
export const mustBeAble = (world: World, actor: string, action: Action): Role => {
  const role = roleIn(world, actor)
  return can(role, action) ? role : refuse('forbidden', 'Your role in this space does not allow that.')
}
