import { settings } from '../../messages/en/settings.ts'
import { words } from '../../messages/words.ts'

export const say = words('settings', settings)
