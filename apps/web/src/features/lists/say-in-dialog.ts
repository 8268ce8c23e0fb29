import { dialog } from '../../messages/en/dialog.ts'
import { words } from '../../messages/words.ts'

export const say = words('dialog', dialog)
