import type { MutationArgs } from '../../contract/schemas/mutations.ts'
import { alive, born, edited, found, free, rekeyed, trash, untrash } from '../rows.ts'
import { refuse, type Mutator } from '../world.ts'

const kept = { deletedAt: null, deletedBy: null }

export const folderCreate: Mutator<MutationArgs['folder.create@1']> = (world, { id, name, order }, context) => {
  free(world, 'folder', id)
  return [{ kind: 'folder', ...born(id, context), name, order, ...kept }]
}
export const folderUpdate: Mutator<MutationArgs['folder.update@1']> = (world, { id, set, rekey }, context) => [
  ...rekeyed(world, 'folder', rekey, context, id),
  ...edited(alive(world, 'folder', id), set, context),
]

export const listCreate: Mutator<MutationArgs['list.create@1']> = (world, args, context) => {
  free(world, 'list', args.id)
  if (args.folderId !== null) alive(world, 'folder', args.folderId)
  const { id, name, color, emoji, folderId, order } = args
  return [{ kind: 'list', ...born(id, context), name, color, emoji, folderId, order, sort: 'manual', inbox: false, ...kept }]
}
export const listUpdate: Mutator<MutationArgs['list.update@1']> = (world, { id, set, rekey }, context) => {
  const list = alive(world, 'list', id)
  if (list.inbox && (set.name !== undefined || set.folderId !== undefined)) refuse('inbox_fixed', 'The Inbox keeps its name and place.')
  if (set.folderId) alive(world, 'folder', set.folderId)
  return [...rekeyed(world, 'list', rekey, context, id), ...edited(list, set, context)]
}
/** Marks the list alone: its tasks are hidden by it, and come back with it. */
export const listDelete: Mutator<MutationArgs['list.delete@1']> = (world, { id }, context) => {
  if (found(world, 'list', id).inbox) refuse('inbox_fixed', 'The Inbox cannot be deleted.')
  return trash(world, 'list', id, context)
}

export const sectionCreate: Mutator<MutationArgs['section.create@1']> = (world, { id, listId, name, order }, context) => {
  free(world, 'section', id)
  alive(world, 'list', listId)
  return [{ kind: 'section', ...born(id, context), listId, name, order, ...kept }]
}
export const sectionUpdate: Mutator<MutationArgs['section.update@1']> = (world, { id, set, rekey }, context) => [
  ...rekeyed(world, 'section', rekey, context, id),
  ...edited(alive(world, 'section', id), set, context),
]

export const folderDelete: Mutator<{ id: string }> = (world, { id }, context) => trash(world, 'folder', id, context)
export const folderRestore: Mutator<{ id: string }> = (world, { id }, context) => untrash(world, 'folder', id, context)
export const listRestore: Mutator<{ id: string }> = (world, { id }, context) => untrash(world, 'list', id, context)
export const sectionDelete: Mutator<{ id: string }> = (world, { id }, context) => trash(world, 'section', id, context)
export const sectionRestore: Mutator<{ id: string }> = (world, { id }, context) => untrash(world, 'section', id, context)
