import { applyAcross, isAcross } from '@muster/core/domain/across.ts'
import { seldom } from '@muster/core/domain/mutators/seldom.ts'

/** Apart from the first load: until these are here, what is changed by them shows once the server has made it. */
export const laterRules = { applyAcross, isAcross, seldom }
export type LaterRules = typeof laterRules
