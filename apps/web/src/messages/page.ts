import { page } from './en/page.ts'
import { words } from './words.ts'

/** Says what a page says from the first on. */
export const say = words('page', page)
