import type { Texts } from '../texts.ts'
import { auth } from './auth.ts'
import { problems } from './problems.ts'
import { settings } from './settings.ts'
import { sharing } from './sharing.ts'
import { trash } from './trash.ts'

const areas: Readonly<Record<string, Texts>> = { auth, problems, settings, sharing, trash }

/** German for an area of messages; English where an area has none. */
export const german = (area: string, english: Texts): Texts => areas[area] ?? english
