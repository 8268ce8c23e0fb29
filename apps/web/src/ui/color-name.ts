import { colors } from '../messages/en/colors.ts'
import { words } from '../messages/words.ts'

const say = words('colors', colors)

export type ColorId = keyof typeof colors
/** What a colour of the palette is called. */
export const colorName = (color: ColorId): string => say(color)
