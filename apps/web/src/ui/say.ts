import { controls } from '../messages/en/controls.ts'
import { words } from '../messages/words.ts'

export const say = words('controls', controls)
