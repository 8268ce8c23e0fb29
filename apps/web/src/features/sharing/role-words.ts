import type { Role } from '@muster/core/contract/kinds.ts'

export const roleWords: Readonly<Record<Role, string>> = { owner: 'Owner', admin: 'Admin', editor: 'Editor', viewer: 'Viewer' }
/** What a role may do, in a few words. */
export const roleMeans: Readonly<Record<Role, string>> = {
  owner: 'Everything, deleting the space too',
  admin: 'Edits, invites and removes people',
  editor: 'Adds and changes tasks and lists',
  viewer: 'Reads only',
}
