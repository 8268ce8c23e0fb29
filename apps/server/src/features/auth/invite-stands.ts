import { createHash } from 'node:crypto'
import type { InviteDoc } from '@muster/core/contract/schemas/documents.ts'
import { inviteIdOf } from '@muster/core/domain/invite-id.ts'
import type { Store } from '../../ports/store.ts'

/** Whether an invitation (`<space>.<secret>`) can still be accepted. It is not used up by asking. */
export const createInviteStands =
  (deps: { readonly store: Pick<Store, 'docs'>; readonly now: () => Date }) =>
  async (token: string): Promise<boolean> => {
    const [space = '', secret = ''] = token.split('.')
    const id = inviteIdOf(createHash('sha256').update(secret).digest('hex'))
    const [invite] = (await deps.store.docs(space, [{ kind: 'invite', id }])) as InviteDoc[]
    return invite !== undefined && invite.usedAt === null && invite.deletedAt === null && invite.expiresAt > deps.now().toISOString()
  }
