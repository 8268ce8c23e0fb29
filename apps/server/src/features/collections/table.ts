import type { Kind } from '@muster/core/contract/kinds.ts'
import { folders, labels, lists, sections, type CollectionEndpoints } from '@muster/core/contract/endpoints/collections.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { CollectionKind, Collections } from '@muster/core/contract/schemas/endpoints/collections.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'

/** What the four kinds differ in; everything else of their endpoints is the same. */
export interface Line<K extends CollectionKind> {
  readonly kind: K
  readonly endpoints: CollectionEndpoints<K>
  /** What its creation takes, where the body leaves it out. */
  readonly created: (body: Collections[K]['create'], made: { readonly id: string; readonly order: string }) => MutationArgs[`${K}.create@1`]
  /** The kinds, and the rows of them, that a new one stands among. */
  readonly siblings: (body: Collections[K]['create']) => { readonly kinds: readonly Kind[]; readonly among: (row: AnyDoc) => boolean }
  /** Whether a query asks for a row that is not in the trash. */
  readonly listed: (row: DocByKind[K], query: Collections[K]['query']) => boolean
  /** The list that a row is in, and hidden with. */
  readonly listOf?: (row: DocByKind[K]) => string
}

/** Folders, and the lists outside of them, stand in one order; the Inbox apart. */
const isAtTop = (row: AnyDoc) => row.kind === 'folder' || (row.kind === 'list' && row.folderId === null && !row.inbox)
const top = { kinds: ['folder', 'list'], among: isAtTop } as const

export const folderLine: Line<'folder'> = {
  kind: 'folder',
  endpoints: folders,
  created: ({ name }, made) => ({ ...made, name }),
  siblings: () => top,
  listed: () => true,
}
export const listLine: Line<'list'> = {
  kind: 'list',
  endpoints: lists,
  created: ({ name, color = 'blue', emoji = null, folderId = null }, made) => ({ ...made, name, color, emoji, folderId }),
  siblings: ({ folderId = null }) => (folderId === null ? top : { kinds: ['list'], among: (row) => row.kind === 'list' && row.folderId === folderId }),
  listed: ({ folderId }, { folder }) => folder === undefined || folder === folderId,
}
export const sectionLine: Line<'section'> = {
  kind: 'section',
  endpoints: sections,
  created: ({ name, listId }, made) => ({ ...made, listId, name }),
  siblings: ({ listId }) => ({ kinds: ['section'], among: (row) => row.kind === 'section' && row.listId === listId }),
  listed: ({ listId }, { list }) => list === undefined || list === listId,
  listOf: ({ listId }) => listId,
}
export const labelLine: Line<'label'> = {
  kind: 'label',
  endpoints: labels,
  created: ({ name, color = 'gray' }, made) => ({ ...made, name, color }),
  siblings: () => ({ kinds: ['label'], among: () => true }),
  // Who merged two of one name asks for the one that stays.
  listed: ({ mergedInto }) => mergedInto === null,
}
