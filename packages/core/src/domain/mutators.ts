import type { InSpaceName } from '../contract/schemas/mutations.ts'
import type { AnyDoc } from '../contract/schemas/documents.ts'
import type { Rule } from './ask.ts'
import { inviteCreate, inviteRevoke } from './mutators/invites.ts'
import { labelCreate, labelDelete, labelRestore, labelUpdate } from './mutators/labels.ts'
import * as lists from './mutators/lists.ts'
import { notesCheck, notesSet } from './mutators/notes.ts'
import { settingsSet, spaceUpdate } from './mutators/spaces.ts'
import { takeBack } from './mutators/take-back.ts'
import { taskCreate, taskDelete, taskRestore, taskUpdate } from './mutators/tasks.ts'
import { undoApply } from './mutators/undo.ts'
import { applyAmong, ruleAmong, type Mutators } from './rules.ts'
import type { InRole, World } from './world.ts'

/** Every rule of a space by name and version, run alike by the server and the browser. */
export const mutators: Mutators = {
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
  'label.create@1': labelCreate,
  'label.update@1': labelUpdate,
  'label.delete@1': labelDelete,
  'label.restore@1': labelRestore,
  'notes.check@1': notesCheck,
  'notes.set@1': notesSet,
  'undo.apply@1': undoApply,
  'undo.apply@2': takeBack,
  'invite.create@1': inviteCreate,
  'invite.revoke@1': inviteRevoke,
}

/** The rule of a mutation, of all that there are. */
export const ruleOf = (name: InSpaceName, args: unknown, context: InRole): Rule<readonly AnyDoc[]> => ruleAmong(mutators, name, args, context)

/** The rows as they are after a mutation, from rows in memory; none when it changes nothing. Throws `Refusal`. */
export const apply = (name: InSpaceName, world: World, args: unknown, context: InRole): readonly AnyDoc[] => applyAmong(mutators, name, world, args, context)
