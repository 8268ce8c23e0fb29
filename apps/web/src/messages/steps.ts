import { steps } from './en/steps.ts'
import { words } from './words.ts'

/** Says what somebody did to tasks. */
export const say = words('steps', steps)
