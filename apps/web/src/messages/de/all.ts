import type { Texts } from '../texts.ts'
import { auth } from './auth.ts'
import { commands } from './commands.ts'
import { dialog } from './dialog.ts'
import { help } from './help.ts'
import { lists } from './lists.ts'
import { problems } from './problems.ts'
import { settings } from './settings.ts'
import { sharing } from './sharing.ts'
import { trash } from './trash.ts'
import { views } from './views.ts'

const areas: Readonly<Record<string, Texts>> = { views, auth, commands, dialog, help, lists, problems, settings, sharing, trash }

/** German for an area of messages; English where an area has none. */
export const german = (area: string, english: Texts): Texts => areas[area] ?? english
