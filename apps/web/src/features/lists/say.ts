import { lists } from '../../messages/en/lists.ts'
import { words } from '../../messages/words.ts'

export const say = words('lists', lists)
