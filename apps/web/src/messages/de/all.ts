import type { Texts } from '../texts.ts'
import { asked } from './asked.ts'
import { auth } from './auth.ts'
import { build } from './build.ts'
import { changes } from './changes.ts'
import { colors } from './colors.ts'
import { commands } from './commands.ts'
import { controls } from './controls.ts'
import { dialog } from './dialog.ts'
import { frame } from './frame.ts'
import { help } from './help.ts'
import { lists } from './lists.ts'
import { missing } from './missing.ts'
import { older } from './older.ts'
import { page } from './page.ts'
import { panel } from './panel.ts'
import { problems } from './problems.ts'
import { security } from './security.ts'
import { server } from './server.ts'
import { settings } from './settings.ts'
import { sharing } from './sharing.ts'
import { steps } from './steps.ts'
import { sync } from './sync.ts'
import { tasks } from './tasks.ts'
import { trash } from './trash.ts'
import { undo } from './undo.ts'
import { views } from './views.ts'

const areas: Readonly<Record<string, Texts>> = {
  asked,
  auth,
  build,
  changes,
  colors,
  commands,
  controls,
  dialog,
  frame,
  help,
  lists,
  missing,
  older,
  page,
  panel,
  problems,
  security,
  server,
  settings,
  sharing,
  steps,
  sync,
  tasks,
  trash,
  undo,
  views,
}

/** German for an area of messages; English where an area has none. */
export const german = (area: string, english: Texts): Texts => areas[area] ?? english
