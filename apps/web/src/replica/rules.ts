import { isAcross } from '@muster/core/domain/across.ts'
import { apply } from '@muster/core/domain/mutators.ts'
import { createAcross } from './across.ts'
import { rulesCame } from './rules-here.ts'

/** What changes do to rows. Apart from the first load: until these are here, a change is stored and sent, and shows once they are. */
export const rules = { apply, isAcross, createAcross }
rulesCame(rules)
export type Rules = typeof rules
