import { createHash, createHmac } from 'node:crypto'
import type { Role } from '@muster/core/contract/kinds.ts'
import type { InviteDoc, MemberDoc, SpaceDoc } from '@muster/core/contract/schemas/documents.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { inviteStands } from '@muster/core/domain/across/members.ts'
import { mustBeAble } from '@muster/core/domain/across/worlds.ts'
import { inviteIdOf } from '@muster/core/domain/invite-id.ts'
import { derivedId } from '@muster/core/domain/label-name-id.ts'
import { mustExist } from '@muster/core/domain/rows.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { rowOf, type Access } from '../../access/access.ts'
import type { Across } from '../../journal/across.ts'
import type { Store } from '../../ports/store.ts'
import { viewDocs, viewShelf } from '../../ports/view.ts'
import type { Bound, Ticket } from '../../ports/ticket.ts'

/** What is known of the invitation behind a link, and of a person in its space. */
interface Found {
  readonly space: SpaceDoc
  readonly invite: InviteDoc
  readonly inviter: MemberDoc | undefined
  readonly person: MemberDoc | undefined
  readonly stands: boolean
}
const idOf = (secret: string) => inviteIdOf(createHash('sha256').update(secret).digest('hex'))
const read = (token: string) => {
  const [space = '', secret = ''] = token.split('.')
  return { space, id: idOf(secret) }
}
const lifeMs = limits.inviteDays * 24 * 60 * 60 * 1000
/** One answer to everything that is wrong with a link: it tells nothing of the space, not even that there is one. */
const invalid = (): never => refuse('invite_invalid', 'Ask for a new invitation.')

/** Invitations by link. A token is `<space>.<secret>`; of the secret only the hash is stored. */
export const createInvites = (deps: {
  readonly store: Pick<Store, 'docs'>
  readonly access: Access
  readonly across: Across
  readonly secret: Buffer
  readonly now: () => Date
}) => {
  const { store, access, across, secret: ours, now } = deps

  const find = async (token: string, bound?: Bound, personId?: string): Promise<Found | undefined> => {
    const { space: spaceId, id } = read(token)
    const at = now().toISOString()
    const keys = [{ kind: 'space', id: spaceId } as const, { kind: 'invite', id } as const]
    const docs = await store.docs(spaceId, personId === undefined ? keys : [...keys, { kind: 'member', id: personId }], bound)
    const space = docs.find((doc) => doc.kind === 'space')
    const invite = docs.find((doc) => doc.kind === 'invite')
    if (!space || !invite) return undefined
    const [inviter] = (await store.docs(spaceId, [{ kind: 'member', id: invite.createdBy }], bound)) as MemberDoc[]
    return { space, invite, inviter, person: docs.find((doc) => doc.kind === 'member'), stands: inviteStands(invite, inviter, space, at) }
  }

  return {
    /** Whether the invitation can still be accepted. Asking does not use it up. */
    stands: async (token: string, bound?: Bound): Promise<boolean> => (await find(token, bound))?.stands ?? false,

    /**
     * What a request under a key is to make. The secret is worked out from the key, not drawn: who lost the answer and asks again
     * under the same key gets the same link, and yet it is stored nowhere.
     */
    draft: (space: string, person: string, key: string) => {
      const secret = createHmac('sha256', ours).update(`invite\0${space} ${person} ${key}`).digest('base64url')
      return { id: idOf(secret), token: `${space}.${secret}`, latest: new Date(now().getTime() + lifeMs).toISOString() }
    },
    /** One that was made, for who may still invite. */
    made: async (space: string, person: string, id: string, ticket: Bound): Promise<InviteDoc> => {
      const row = await access.see(space, person, [{ kind: 'invite', id }], ticket)
      mustBeAble(row('member', person), 'administer')
      return mustExist(row('invite', id), 'invite')
    },

    /** Those that can be accepted now, the newest first. Refuses `forbidden` to who may not invite. */
    open: async (space: string, person: string, ticket: Bound): Promise<readonly InviteDoc[]> => {
      const at = now().toISOString()
      const shelf = { kind: 'invite', state: 'there', within: null } as const
      const read = function* () {
        const doc = rowOf(yield* viewDocs([{ kind: 'space', id: space }]))('space', space)
        // So many are there at most, those that were used, or ended by themselves, too.
        const found = yield* viewShelf({ shelf, after: null, limit: limits.invitesPerSpace })
        const unused = found.filter(({ usedAt, expiresAt }) => usedAt === null && expiresAt > at)
        const makers = [...new Set(unused.map(({ createdBy }) => createdBy))]
        return { doc, unused, member: rowOf(makers.length === 0 ? [] : yield* viewDocs(makers.map((id) => ({ kind: 'member', id })))) }
      }
      const { doc, unused, member } = (await access.view(space, person, 'administer', read, ticket)).value
      return unused
        .filter((invite) => doc && inviteStands(invite, member('member', invite.createdBy), doc, at))
        .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt > b.createdAt ? -1 : 1))
    },

    /** What it is for. Refuses `invite_invalid`. */
    preview: async (token: string, ticket: Bound) => {
      const found = await find(token, ticket)
      if (!found?.stands || !found.inviter) return invalid()
      const { id, name, color } = found.space
      return { space: { id, name, color }, role: found.invite.role, invitedBy: found.inviter.name }
    },

    /**
     * Brings the person in, once, whatever became of the answer before. Who is a member already keeps their role, and the invitation.
     * Refuses `invite_invalid`; `too_many` where the invitation stands and there is no room.
     */
    accept: async (token: string, person: string, ticket: Ticket): Promise<{ readonly spaceId: string; readonly role: Role }> => {
      const { space: spaceId, id } = read(token)
      const before = await find(token, ticket, person)
      if (!before) return invalid()
      const { person: member, invite, stands } = before
      if (member?.leftAt === null && (stands || invite.usedBy === person)) return { spaceId, role: member.role }
      const { result, row } = await across.write(
        spaceId,
        person,
        {
          // The same when it is sent twice, and another once they left: who comes back accepts anew.
          id: derivedId(`${id} ${person} ${member?.leftAt ?? ''}`),
          name: 'invite.accept@1',
          args: { id },
          base: 0,
          clientAt: now().toISOString(),
        },
        ticket,
      )
      if (result.status === 'refused') return result.problem.code === 'too_many' ? refuse('too_many', result.problem.detail ?? '') : invalid()
      const after = row('member', person) ?? (await access.read(spaceId, person, [], ticket))('member', person)
      return after?.leftAt === null ? { spaceId, role: after.role } : invalid()
    },
  }
}
export type Invites = ReturnType<typeof createInvites>
