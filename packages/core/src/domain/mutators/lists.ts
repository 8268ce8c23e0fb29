import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { alive, born, edited, found, free, rekeyed, roomFor, trash, untrash } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'

const untouched = { deletedAt: null, deletedBy: null }

export const folderCreate: Mutator<MutationArgs['folder.create@1']> = function* ({ id, name, order }, context) {
  yield* free('folder', id)
  yield* roomFor('folder')
  return [{ kind: 'folder', ...born(id, context), name, order, ...untouched }]
}
export const folderUpdate: Mutator<MutationArgs['folder.update@1']> = function* ({ id, set, rekey }, context) {
  return [...(yield* rekeyed('folder', rekey, context, id)), ...edited(yield* alive('folder', id), set, context)]
}

export const listCreate: Mutator<MutationArgs['list.create@1']> = function* (args, context) {
  yield* free('list', args.id)
  if (args.folderId !== null) yield* alive('folder', args.folderId)
  yield* roomFor('list')
  const { id, name, color, emoji, folderId, order } = args
  return [{ kind: 'list', ...born(id, context), name, color, emoji, folderId, order, sort: 'manual', inbox: false, ...untouched }]
}
export const listUpdate: Mutator<MutationArgs['list.update@1']> = function* ({ id, set, rekey }, context) {
  const list = yield* alive('list', id)
  if (list.inbox && (set.name !== undefined || set.folderId !== undefined)) refuse('inbox_fixed', 'The Inbox keeps its name and place.')
  if (set.folderId) yield* alive('folder', set.folderId)
  return [...(yield* rekeyed('list', rekey, context, id)), ...edited(list, set, context)]
}
/** Marks the list alone: its tasks are hidden by it, and come back with it. */
export const listDelete: Mutator<MutationArgs['list.delete@1']> = function* ({ id }, context) {
  if ((yield* found('list', id)).inbox) refuse('inbox_fixed', 'The Inbox cannot be deleted.')
  return yield* trash('list', id, context)
}

export const sectionCreate: Mutator<MutationArgs['section.create@1']> = function* ({ id, listId, name, order }, context) {
  yield* free('section', id)
  yield* alive('list', listId)
  yield* roomFor('section')
  return [{ kind: 'section', ...born(id, context), listId, name, order, ...untouched }]
}
export const sectionUpdate: Mutator<MutationArgs['section.update@1']> = function* ({ id, set, rekey }, context) {
  return [...(yield* rekeyed('section', rekey, context, id)), ...edited(yield* alive('section', id), set, context)]
}

export const folderDelete: Mutator<{ id: string }> = ({ id }, context) => trash('folder', id, context)
export const folderRestore: Mutator<{ id: string }> = ({ id }, context) => untrash('folder', id, context)
export const listRestore: Mutator<{ id: string }> = ({ id }, context) => untrash('list', id, context)
export const sectionDelete: Mutator<{ id: string }> = ({ id }, context) => trash('section', id, context)
export const sectionRestore: Mutator<{ id: string }> = ({ id }, context) => untrash('section', id, context)
