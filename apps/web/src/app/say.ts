import { frame } from '../messages/en/frame.ts'
import { words } from '../messages/words.ts'

export const say = words('frame', frame)
