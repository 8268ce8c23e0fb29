import { panel } from '../../messages/en/panel.ts'
import { words } from '../../messages/words.ts'

export const say = words('panel', panel)
