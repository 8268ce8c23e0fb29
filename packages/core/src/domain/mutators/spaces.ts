import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { edited, found } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'
import { isZone } from '../zone.ts'

export const spaceUpdate: Mutator<MutationArgs['space.update@1']> = function* ({ set }, context) {
  return edited(yield* found('space', context.space), set, context)
}

/** Everybody's settings are their own: the row's id is the actor's, in the actor's own space. */
export const settingsSet: Mutator<MutationArgs['settings.set@1']> = function* ({ set }, context) {
  if (set.zone && !isZone(set.zone)) refuse('invalid', `${set.zone} is no time zone.`)
  return edited(yield* found('settings', context.actor), set, context)
}
