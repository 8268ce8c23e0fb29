import { trash } from '../../messages/en/trash.ts'
import { words } from '../../messages/words.ts'

export const say = words('trash', trash)
