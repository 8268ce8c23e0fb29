import { folders, labels, lists, sections, type CollectionEndpoints } from '@muster/core/contract/endpoints/collections.ts'
import type { DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { CollectionKind, Collections } from '@muster/core/contract/schemas/endpoints/collections.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { Siblings } from '../../ports/store.ts'

/** What the four kinds differ in; everything else of their endpoints is the same. */
export interface Line<K extends CollectionKind> {
  readonly kind: K
  readonly endpoints: CollectionEndpoints<K>
  /** What its creation takes, where the body leaves it out. */
  readonly created: (body: Collections[K]['create'], made: { readonly id: string; readonly order: string }) => MutationArgs[`${K}.create@1`]
  /** What a new one stands among. */
  readonly siblings: (body: Collections[K]['create']) => Siblings
  /** What those that a query asks for are in, out of the trash; null for all of the kind. */
  readonly within: (query: Collections[K]['query']) => string | null
  /** The list that a row is in, and hidden with. */
  readonly listOf?: (row: DocByKind[K]) => string
}

/** Folders, and the lists outside of them, stand in one order; the Inbox is in front of all. */
const top: Siblings = { kinds: ['folder', 'list'], within: '' }

export const folderLine: Line<'folder'> = {
  kind: 'folder',
  endpoints: folders,
  created: ({ name }, made) => ({ ...made, name }),
  siblings: () => top,
  within: () => null,
}
export const listLine: Line<'list'> = {
  kind: 'list',
  endpoints: lists,
  created: ({ name, color = 'blue', emoji = null, folderId = null }, made) => ({ ...made, name, color, emoji, folderId }),
  siblings: ({ folderId = null }) => (folderId === null ? top : { kinds: ['list'], within: folderId }),
  within: ({ folder }) => folder ?? null,
}
export const sectionLine: Line<'section'> = {
  kind: 'section',
  endpoints: sections,
  created: ({ name, listId }, made) => ({ ...made, listId, name }),
  siblings: ({ listId }) => ({ kinds: ['section'], within: listId }),
  within: ({ list }) => list ?? null,
  listOf: ({ listId }) => listId,
}
export const labelLine: Line<'label'> = {
  kind: 'label',
  endpoints: labels,
  created: ({ name, color = 'gray' }, made) => ({ ...made, name, color }),
  siblings: () => ({ kinds: ['label'], within: '' }),
  // Who merged two of one name asks for the one that stays.
  within: () => '',
}
