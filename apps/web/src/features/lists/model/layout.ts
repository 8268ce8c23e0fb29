import type { FolderDoc, ListDoc } from '@muster/core/contract/schemas/documents.ts'

export interface FolderEntry {
  readonly kind: 'folder'
  readonly folder: FolderDoc
  readonly lists: readonly ListDoc[]
}
export interface ListEntry {
  readonly kind: 'list'
  readonly list: ListDoc
}
export type Entry = FolderEntry | ListEntry

/** Where a list or folder goes: among the lists of a folder, or at the top; counted without what moves. */
export interface Spot {
  readonly folderId: string | null
  readonly index: number
}
interface Ordered {
  readonly id: string
  readonly order: string
}
const rowOf = (entry: Entry): Ordered => (entry.kind === 'list' ? entry.list : entry.folder)
const byOrder = (a: Entry, b: Entry) => {
  const [left, right] = [rowOf(a), rowOf(b)]
  return left.order < right.order ? -1 : left.order > right.order ? 1 : left.id < right.id ? -1 : 1
}

/** Folders with their lists, and lists without one, in one order. The Inbox stands apart; a list of a deleted folder stands at the top. */
export const layoutOf = (lists: readonly ListDoc[], folders: readonly FolderDoc[]): readonly Entry[] => {
  const inFolder = Map.groupBy(
    lists.filter(({ inbox }) => !inbox),
    ({ folderId }) => (folders.some(({ id }) => id === folderId) ? folderId : null),
  )
  return [
    ...folders.map((folder): Entry => ({ kind: 'folder', folder, lists: inFolder.get(folder.id) ?? [] })),
    ...(inFolder.get(null) ?? []).map((list): Entry => ({ kind: 'list', list })),
  ].sort(byOrder)
}

/** The rows among which a spot lies, without the one that moves. */
export const siblingsAt = (layout: readonly Entry[], folderId: string | null, moving: string): readonly Ordered[] => {
  const folder = layout.find((entry): entry is FolderEntry => entry.kind === 'folder' && entry.folder.id === folderId)
  return (folder ? folder.lists : layout.map(rowOf)).filter(({ id }) => id !== moving)
}

/** One step up or down as it is seen: into open folders, out of them at their ends. Null at the ends of the space. */
export const stepSpot = (layout: readonly Entry[], id: string, by: 1 | -1, folded: ReadonlySet<string>): Spot | null => {
  const at = layout.findIndex((entry) => rowOf(entry).id === id || (entry.kind === 'folder' && entry.lists.some((list) => list.id === id)))
  const entry = layout[at]
  if (!entry) return null
  if (entry.kind === 'folder' && entry.folder.id !== id) {
    const to = entry.lists.findIndex((list) => list.id === id) + by
    return to >= 0 && to < entry.lists.length ? { folderId: entry.folder.id, index: to } : { folderId: null, index: by < 0 ? at : at + 1 }
  }
  const next = layout[at + by]
  if (!next) return null
  if (entry.kind === 'list' && next.kind === 'folder' && !folded.has(next.folder.id)) return { folderId: next.folder.id, index: by < 0 ? next.lists.length : 0 }
  return { folderId: null, index: at + by }
}

/** Where what is dragged lands when let go at a part (0 its top, 1 its foot) of a row. Null: nowhere. */
export const dropSpot = (
  layout: readonly Entry[],
  moving: { readonly kind: 'list' | 'folder'; readonly id: string },
  over: string,
  part: number,
): Spot | null => {
  if (over === moving.id) return null
  const half = part < 0.5 ? 0 : 1
  for (const entry of layout) {
    if (entry.kind === 'folder' && entry.folder.id === over && moving.kind === 'list' && part > 0.25)
      return { folderId: over, index: entry.lists.filter(({ id }) => id !== moving.id).length }
    if (rowOf(entry).id === over) return { folderId: null, index: siblingsAt(layout, null, moving.id).findIndex(({ id }) => id === over) + half }
    if (entry.kind === 'folder' && entry.lists.some(({ id }) => id === over)) {
      if (moving.kind === 'folder') return null
      return { folderId: entry.folder.id, index: siblingsAt(layout, entry.folder.id, moving.id).findIndex(({ id }) => id === over) + half }
    }
  }
  return null
}
