import type { InSpaceName } from '../contract/schemas/mutations.ts'
import type { AnyDoc } from '../contract/schemas/documents.ts'
import type { Rule } from './ask.ts'
import { everyday } from './mutators/everyday.ts'
import { seldom } from './mutators/seldom.ts'
import { applyAmong, ruleAmong, type Mutators } from './rules.ts'
import type { InRole, World } from './world.ts'

/** Every rule of a space by name and version, run alike by the server and the browser. */
const mutators: Mutators = { ...everyday, ...seldom }

/** The rule of a mutation, of all that there are. */
export const ruleOf = (name: InSpaceName, args: unknown, context: InRole): Rule<readonly AnyDoc[]> => ruleAmong(mutators, name, args, context)

/** The rows as they are after a mutation, from rows in memory; none when it changes nothing. Throws `Refusal`. */
export const apply = (name: InSpaceName, world: World, args: unknown, context: InRole): readonly AnyDoc[] => applyAmong(mutators, name, world, args, context)
