import type { Role } from '../contract/kinds.ts'
import type { InSpaceName, MutationArgs } from '../contract/schemas/mutations.ts'
import type { AnyDoc } from '../contract/schemas/documents.ts'
import { labelCreate, labelDelete, labelRestore, labelUpdate } from './mutators/labels.ts'
import * as lists from './mutators/lists.ts'
import { notesSet } from './mutators/notes.ts'
import { inviteCreate, inviteRevoke, settingsSet, spaceUpdate } from './mutators/spaces.ts'
import { taskCreate, taskDelete, taskRestore, taskUpdate } from './mutators/tasks.ts'
import { undoApply } from './mutators/undo.ts'
import { can } from './permissions.ts'
import type { Rule } from './ask.ts'
import { answerOf, refuse, run, type Context, type Mutator, type World } from './world.ts'

/** Every rule of a space by name and version, run alike by the server and the browser. */
export const mutators: { readonly [K in InSpaceName]: Mutator<MutationArgs[K]> } = {
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
  'label.create@1': labelCreate,
  'label.update@1': labelUpdate,
  'label.delete@1': labelDelete,
  'label.restore@1': labelRestore,
  'task.create@1': taskCreate,
  'task.update@1': taskUpdate,
  'task.delete@1': taskDelete,
  'task.restore@1': taskRestore,
  'notes.set@1': notesSet,
  'undo.apply@1': undoApply,
  'invite.create@1': inviteCreate,
  'invite.revoke@1': inviteRevoke,
}

const administers: ReadonlySet<string> = new Set(['space.update@1', 'invite.create@1', 'invite.revoke@1'])

/** Refuses `forbidden` to a role that may not make that change, whatever the rows are. */
export const mustBeAllowed = (name: InSpaceName, role: Role): void => {
  if (!can(role, administers.has(name) ? 'administer' : 'write')) refuse('forbidden', 'Your role in this space does not allow that.')
}

/** The rule of a mutation: what it needs to know, and then the rows as they are after it; none when it changes nothing. Refuses by role at once. */
export const ruleOf = (name: InSpaceName, args: unknown, context: Context): Rule<readonly AnyDoc[]> => {
  const mutator = Object.hasOwn(mutators, name) ? (mutators[name] as Mutator<never>) : undefined
  if (!mutator) return refuse('unknown_mutation', `${String(name)} is not known here.`)
  mustBeAllowed(name, context.role)
  return mutator(args as never, context)
}

/** The same over rows in memory. Throws `Refusal`. */
export const apply = (name: InSpaceName, world: World, args: unknown, context: Context): readonly AnyDoc[] =>
  run(ruleOf(name, args, context), (ask) => answerOf(world, ask))
