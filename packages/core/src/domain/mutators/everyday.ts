import type { Mutators } from '../rules.ts'
import * as lists from './lists.ts'
import { settingsSet, spaceUpdate } from './spaces.ts'
import { taskCreate, taskDelete, taskRestore, taskUpdate } from './tasks.ts'

/** Rules that a browser has from its first moment. */
export const everyday = {
  'space.update@1': spaceUpdate,
  'settings.set@1': settingsSet,
  'folder.create@1': lists.folderCreate,
  'folder.update@1': lists.folderUpdate,
  'folder.delete@1': lists.folderDelete,
  'folder.restore@1': lists.folderRestore,
  'list.create@1': lists.listCreate,
  'list.update@1': lists.listUpdate,
  'list.delete@1': lists.listDelete,
  'list.restore@1': lists.listRestore,
  'section.create@1': lists.sectionCreate,
  'section.update@1': lists.sectionUpdate,
  'section.delete@1': lists.sectionDelete,
  'section.restore@1': lists.sectionRestore,
  'task.create@1': taskCreate,
  'task.update@1': taskUpdate,
  'task.delete@1': taskDelete,
  'task.restore@1': taskRestore,
} satisfies Partial<Mutators>
