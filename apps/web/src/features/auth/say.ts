import { auth } from '../../messages/en/auth.ts'
import { words } from '../../messages/words.ts'

export const say = words('auth', auth)
