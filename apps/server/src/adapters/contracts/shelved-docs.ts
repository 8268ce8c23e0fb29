import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc } from '@muster/core/domain/testing/docs.ts'

const at = '2026-01-01T00:00:00.000Z'
const stamps = { rev: 1, v: 1, createdAt: at, createdBy: 'me', updatedAt: at, updatedBy: 'me', deletedAt: null, deletedBy: null }
const { deletedAt: _, deletedBy: __, ...lasting } = stamps

/** A row of each kind that stands on a shelf, there, in the trash and gone, or there and former: what a migration gives them is what a write gives them. */
export const shelvedDocs: readonly AnyDoc[] = ['there', 'trashed', 'gone'].flatMap((state): readonly AnyDoc[] => {
  const away = { ...(state === 'there' ? {} : { deletedAt: at, deletedBy: 'me' }), ...(state === 'gone' ? { purgedAt: at } : {}) }
  const leftAt = state === 'there' ? null : at
  return [
    { kind: 'folder', id: `folder ${state}`, ...stamps, ...away, name: 'Folder', order: 'a1' },
    listDoc({ id: `list ${state}`, order: 'a2', ...away }),
    listDoc({ id: `list ${state} in it`, order: 'a3', folderId: 'folder there', ...away }),
    { kind: 'section', id: `section ${state}`, ...stamps, ...away, listId: 'list there', name: 'Section', order: 'a4' },
    { kind: 'label', id: `label ${state}`, ...stamps, ...away, name: 'Label', color: 'red', order: 'a5', mergedInto: null },
    { kind: 'label', id: `label ${state} merged`, ...stamps, ...away, name: 'Label', color: 'red', order: 'a6', mergedInto: 'label there' },
    { kind: 'invite', id: `invite ${state}`, ...stamps, ...away, role: 'viewer', expiresAt: at, usedAt: null, usedBy: null },
    { kind: 'member', id: `member ${state}`, ...lasting, name: 'Somebody', role: 'editor', leftAt },
    { kind: 'membership', id: `membership ${state}`, ...lasting, role: 'editor', leftAt },
    { kind: 'labelName', id: `name ${state}`, ...lasting, labelId: 'label there' },
  ]
})
