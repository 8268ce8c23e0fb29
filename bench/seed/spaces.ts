import { newId } from '../../apps/server/src/new-id.ts'
import { mutationOf, type Journal } from './journal.ts'
import type { Person } from './people.ts'

/** A space that people share, with one list. */
export interface Shared {
  readonly space: string
  readonly list: string
}

const inviteMs = 86_400_000

/** Makes a space of the first person's, lets the others in by invitation, and gives it a list. */
export const makeShared = async (journal: Journal, [owner, ...others]: readonly Person[]): Promise<Shared> => {
  if (!owner) throw new Error('a space needs somebody')
  const [space, list] = [newId(new Date()), newId(new Date())]
  await journal.writeAcross(owner.id, owner.id, 'space.create@1', { id: space, name: 'Shared', color: 'teal' })
  for (const person of others) {
    const id = newId(new Date())
    const expiresAt = new Date(Date.now() + inviteMs).toISOString()
    await journal.write(space, owner.id, [mutationOf('invite.create@1', { id, role: 'editor', expiresAt })])
    await journal.writeAcross(space, person.id, 'invite.accept@1', { id })
  }
  await journal.write(space, owner.id, [mutationOf('list.create@1', { id: list, name: 'Everything', color: 'blue', emoji: null, folderId: null, order: 'a0' })])
  return { space, list }
}
