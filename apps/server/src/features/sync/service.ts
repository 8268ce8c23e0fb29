import { limits } from '@muster/core/contract/limits.ts'
import { replicaKinds } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, MemberDoc, ReplicaDoc } from '@muster/core/contract/schemas/documents.ts'
import type { ChangesReply, Mutation, MutationResult, Tombstone } from '@muster/core/contract/schemas/sync.ts'
import { refuse } from '@muster/core/domain/world.ts'
import { argumentFault, storable } from '../../http/validation.ts'
import { problem } from '../../journal/problem.ts'
import type { Head, Store } from '../../ports/store.ts'

interface Journal {
  execute(space: string, actor: string, mutations: readonly Mutation[]): Promise<readonly MutationResult[]>
}

const kinds: ReadonlySet<string> = new Set(replicaKinds)
const isReplicaDoc = (doc: AnyDoc): doc is ReplicaDoc => kinds.has(doc.kind)
const isTrashed = (doc: ReplicaDoc) => 'deletedAt' in doc && doc.deletedAt !== null
const cursorOf = (head: Head) => `${head.rev}.${head.tag}`

/** Push and pull of one space, always as the actor who asks: a space that is not theirs does not exist. */
export const createSync = (deps: { readonly store: Store; readonly journal: Journal }) => {
  const { store, journal } = deps
  const requireMember = async (space: string, actor: string): Promise<void> => {
    const [member] = (await store.docs(space, [{ kind: 'member', id: actor }])) as MemberDoc[]
    if (!member || member.leftAt !== null) refuse('not_found', 'There is no such space.')
  }
  return {
    requireMember,
    push: async (space: string, actor: string, body: { for: string; mutations: readonly Mutation[] }): Promise<readonly MutationResult[]> => {
      await requireMember(space, actor)
      if (body.for !== actor) refuse('wrong_person', 'Sign in as the person who made these changes.')
      const faults = body.mutations.map((mutation) =>
        storable(mutation.args) ? argumentFault(mutation.name, mutation.args) : 'args: text or number that cannot be stored',
      )
      const good = body.mutations.filter((_, index) => faults[index] === undefined)
      const done = [...(await journal.execute(space, actor, good))]
      return body.mutations.map((mutation, index) => {
        const fault = faults[index]
        return fault === undefined ? (done.shift() as MutationResult) : { id: mutation.id, status: 'refused', problem: problem('invalid', fault) }
      })
    },
    pull: async (space: string, actor: string, since: Head, page: string | null): Promise<ChangesReply> => {
      await requireMember(space, actor)
      if (!(await store.knows(space, since))) refuse('sync_reset', 'Load a fresh copy.')
      const { head, docs, next } = await store.changes(space, since.rev, page, limits.changesPage)
      const shown = docs.filter(isReplicaDoc)
      const tombstones: Tombstone[] = shown.filter(isTrashed).map((doc) => ({ kind: doc.kind, id: doc.id, rev: doc.rev, trashed: doc }))
      return { docs: shown.filter((doc) => !isTrashed(doc)), tombstones, head: cursorOf(head), next: next && Buffer.from(next).toString('base64url') }
    },
  }
}
export type Sync = ReturnType<typeof createSync>
