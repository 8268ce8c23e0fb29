import { sharing } from '../../messages/en/sharing.ts'
import { words } from '../../messages/words.ts'

export const say = words('sharing', sharing)
