import { security } from '../../../messages/en/security.ts'
import { words } from '../../../messages/words.ts'

export const say = words('security', security)
