import { limits } from '@muster/core/contract/limits.ts'
import { replicaKinds } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, MembershipDoc, ReplicaDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, Tombstone } from '@muster/core/contract/schemas/sync.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { refuse } from '@muster/core/domain/world.ts'
import type { Access } from '../../access/access.ts'
import { stateAt, type Built } from '../../cache/page-cache.ts'
import type { Across } from '../../journal/across.ts'
import type { Cache } from '../../ports/cache.ts'
import { isForgotten } from '../../journal/horizon.ts'
import { sameHead, type Head, type Store } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { createSnapshots } from './snapshot.ts'
import { createPush } from './push.ts'
import { viewChangesInReach } from './reach.ts'

const kinds: ReadonlySet<string> = new Set(replicaKinds)
const isReplicaDoc = (doc: AnyDoc): doc is ReplicaDoc => kinds.has(doc.kind)
const isTrashed = (doc: ReplicaDoc) => isGone(doc) || ('deletedAt' in doc && doc.deletedAt !== null)
const rememberedSince = (since: Head, head: Head): Head => (isForgotten(since.rev, head.horizon) ? refuse('sync_reset', 'Load a fresh copy.') : head)

/** Push and pull of one space, always as the actor who asks: a space that is not theirs does not exist. */
export const createSync = (deps: {
  readonly store: Store
  readonly journal: Parameters<typeof createPush>[0]['journal']
  readonly across: Across
  readonly access: Pick<Access, 'enter' | 'isMember'>
  /** Bytes of snapshots. */
  readonly cache: Cache
  /** The code that makes them. */
  readonly build: string
  readonly now: () => Date
}) => {
  const { store, journal, across, access } = deps
  const snapshots = createSnapshots(deps)
  return {
    /** The person's own space and those they are a member of. */
    spacesOf: async (person: string): Promise<readonly string[]> => {
      const memberships = (await store.all(person, 'membership')) as MembershipDoc[]
      return [person, ...memberships.filter(({ leftAt }) => leftAt === null).map(({ id }) => id)]
    },
    /** @param whole whether also what was done long ago is to come */
    beginSnapshot: async (space: string, actor: string, whole: boolean, ticket: Bound) => {
      const { head } = await access.enter(space, actor, 'read', ticket)
      return snapshots.begin(space, head, whole, ticket)
    },
    chunk: async (space: string, actor: string, from: string, name: string, gzipped: boolean, ticket: Bound) => {
      const { head } = await access.enter(space, actor, 'read', ticket)
      return snapshots.chunk(space, head, actor, from, name, gzipped, ticket)
    },
    /** Refuses `not_found` to who is not in the space. */
    requireMember: async (space: string, actor: string, ticket: Bound): Promise<void> => {
      if (!(await access.isMember(space, actor, ticket))) refuse('not_found', 'There is no such space.')
    },
    push: createPush({ store, journal, across, isMember: access.isMember }),
    /** Where the space is, to who may read it. Refuses `sync_reset` where the journal has forgotten what came after `since`. */
    enter: async (space: string, actor: string, since: Head, ticket: Bound): Promise<Head> => {
      const { head } = await access.enter(space, actor, 'read', ticket)
      return sameHead(head, since) ? head : rememberedSince(since, head)
    },
    /**
     * A page of what changed, read in one state of the space, which it is labelled with. What it says depends on nobody who asks: they
     * were let in before, and are to be let in again where that state is a later one.
     * @param at the rev of the head that they were let in at: the state is no earlier
     */
    pull: async (space: string, since: Head, page: string | null, at: number, ticket: Bound): Promise<Built> => {
      if (!(await store.knows(space, since, ticket))) refuse('sync_reset', 'Load a fresh copy.')
      const plan = () => viewChangesInReach(since.rev, page, limits.changesPage)
      const { head, value } = (await store.view(space, plan, ticket, { since: at })) ?? refuse('not_found', 'There is no such space.')
      const { docs, next } = value
      // What went since they were known: this may lack the news of it.
      rememberedSince(since, head)
      const shown = docs.filter(isReplicaDoc)
      const tombstones: Tombstone[] = shown.filter(isTrashed).map((doc) => ({ kind: doc.kind, id: doc.id, rev: doc.rev, trashed: isGone(doc) ? null : doc }))
      const reply: ChangesReply = {
        docs: shown.filter((doc) => !isTrashed(doc)),
        tombstones,
        head: stateAt(head),
        next: next && Buffer.from(next).toString('base64url'),
      }
      return { state: stateAt(head), bytes: Buffer.from(JSON.stringify(reply)) }
    },
  }
}
export type Sync = ReturnType<typeof createSync>
