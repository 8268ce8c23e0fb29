import type { Role } from '@muster/core/contract/kinds.ts'
import type { MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import { mustBeAble } from '@muster/core/domain/across/worlds.ts'
import type { Action } from '@muster/core/domain/permissions.ts'
import type { Store } from '../ports/store.ts'

/** Who may read what, asked for each request anew. What is written is judged by the journal, in the moment it is decided. */
export const createAccess = (store: Pick<Store, 'docs'>) => ({
  /** Their role in the space. Refuses `not_found` to who is not in it, or no more, and `forbidden` to members whose role does not do. */
  require: async (space: string, person: string, action: Action): Promise<Role> => {
    const [member] = (await store.docs(space, [{ kind: 'member', id: person }])) as MemberDoc[]
    return mustBeAble({ get: (kind) => (kind === 'member' ? (member as never) : undefined) }, person, action)
  },
})
export type Access = ReturnType<typeof createAccess>
