import { createHash, randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { Kind, Role } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, DocByKind, MemberDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation, MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { apply } from '@muster/core/domain/mutators.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import { Refusal, type World } from '@muster/core/domain/world.ts'
import type { DocKey, JournaledMutation, Store } from '../ports/store.ts'
import { problem } from './problem.ts'

const keyOf = (kind: string, id: string) => `${kind}:${id}`

/** Thrown by the world when a rule asks for a row that has not been read yet: it is read, and the rule runs again. */
class Missing extends Error {
  readonly key: DocKey
  constructor(key: DocKey) {
    super()
    this.key = key
  }
}

const changedFields = (old: AnyDoc | undefined, now: AnyDoc) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(now)) {
    const was = (old as Record<string, unknown> | undefined)?.[field]
    if (field === 'rev' || JSON.stringify(was) === JSON.stringify(value)) continue
    before[field] = was ?? null
    after[field] = value
  }
  return { before, after }
}

interface Job {
  readonly actor: string
  readonly mutation: Mutation
  readonly done: (result: MutationResult) => void
  readonly failed: (error: unknown) => void
}

/**
 * Decides and commits mutations of spaces. Those that arrive for a space while a commit is under way go into its
 * next entry; each is applied or refused on its own, and an id that the journal knows is answered, not applied again.
 */
export const createJournal = (deps: {
  readonly store: Pick<Store, 'head' | 'docs' | 'known' | 'commit'>
  readonly now: () => Date
  /** Whether a row has the shape of its kind: the last check on what an undo puts back. */
  readonly wellFormed: (doc: AnyDoc) => boolean
  /** Called after a commit: the doorbell. */
  readonly committed: (space: string, rev: number) => void
}) => {
  const { store, now, wellFormed, committed } = deps
  const queues = new Map<string, Job[]>()

  const attempt = async (space: string, jobs: readonly Job[]): Promise<readonly MutationResult[] | 'conflict'> => {
    const head = await store.head(space)
    const at = now().toISOString()
    const rev = (head?.rev ?? 0) + 1
    const loaded = new Map<string, AnyDoc | undefined>()
    const draft = new Map<string, AnyDoc>()
    const load = async (keys: readonly DocKey[]) => {
      for (const { kind, id } of keys) loaded.set(keyOf(kind, id), undefined)
      for (const doc of await store.docs(space, keys)) loaded.set(keyOf(doc.kind, doc.id), doc)
    }
    const world: World = {
      get: <K extends Kind>(kind: K, id: string) => {
        const key = keyOf(kind, id)
        if (draft.has(key)) return draft.get(key) as DocByKind[K]
        if (!loaded.has(key)) throw new Missing({ kind, id })
        return loaded.get(key) as DocByKind[K] | undefined
      },
    }
    const decide = async (name: InSpaceName, args: never, context: Parameters<typeof apply>[3]) => {
      for (let reads = 0; reads <= limits.mutationDocuments; reads++) {
        try {
          return apply(name, world, args, context)
        } catch (error) {
          if (!(error instanceof Missing)) throw error
          await load([error.key])
        }
      }
      throw new Refusal('too_many', 'One change may touch a thousand rows at most.')
    }

    const entries = new Map<string, JournaledMutation>()
    const results: MutationResult[] = []
    for (const { actor, mutation } of jobs) {
      const hash = createHash('sha256').update(`${mutation.name}\n${JSON.stringify(mutation.args)}`).digest('base64url')
      const mine = `${actor}:${mutation.id}`
      const known = entries.has(mine) ? { rev, hash: entries.get(mine)?.hash } : await store.known(space, actor, mutation.id)
      if (known) {
        results.push(
          known.hash === hash
            ? { id: mutation.id, status: 'applied', rev: known.rev, replayed: true }
            : { id: mutation.id, status: 'refused', problem: problem('reused_id') },
        )
        continue
      }
      if (!loaded.has(keyOf('member', actor))) await load([{ kind: 'member', id: actor }])
      const member = (draft.get(keyOf('member', actor)) ?? loaded.get(keyOf('member', actor))) as MemberDoc | undefined
      try {
        if (!head || !member || member.leftAt !== null) throw new Refusal('not_found', 'There is no such space.')
        const changed = await decide(mutation.name as InSpaceName, mutation.args as never, {
          space,
          actor,
          role: member.role as Role,
          at: mutation.clientAt < at ? mutation.clientAt : at,
        })
        const before: Record<string, unknown> = {}
        const after: Record<string, unknown> = {}
        if (mutation.name === 'undo.apply@1' && !changed.every(wellFormed)) throw new Refusal('invalid', 'That is not what the field held.')
        for (const doc of changed) {
          const key = keyOf(doc.kind, doc.id)
          const fields = changedFields(draft.get(key) ?? loaded.get(key), doc)
          before[key] = fields.before
          after[key] = fields.after
          draft.set(key, { ...doc, rev } as AnyDoc)
        }
        entries.set(mine, { id: mutation.id, name: mutation.name, actor, at, base: mutation.base, hash, before, after })
        results.push({ id: mutation.id, status: 'applied', rev })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        results.push({ id: mutation.id, status: 'refused', problem: problem(error.code, error.message) })
      }
    }
    if (entries.size === 0) return results
    const tag = randomBytes(6).toString('base64url')
    const outcome = await store.commit([{ entry: { space, rev, tag, mutations: [...entries.values()] }, docs: [...draft.values()] }])
    if (outcome === 'conflict') return 'conflict'
    committed(space, rev)
    return results
  }

  const settle = async (space: string, jobs: readonly Job[]): Promise<void> => {
    try {
      for (let tries = 0; tries < 8; tries++) {
        const results = await attempt(space, jobs)
        if (results !== 'conflict') {
          for (const [index, job] of jobs.entries()) job.done(results[index] as MutationResult)
          return
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(32, 4 * 2 ** tries)))
      }
      for (const job of jobs) job.failed(new Refusal('busy', 'Too many people write here at once.'))
    } catch (error) {
      // Nobody's change is refused for another's fault: each is tried alone, and only the culprit fails.
      if (jobs.length > 1) for (const job of jobs) await settle(space, [job])
      else jobs[0]?.failed(error)
    }
  }

  const drain = async (space: string) => {
    const queue = queues.get(space)
    while (queue && queue.length > 0) await settle(space, queue.splice(0, limits.groupMutations))
    queues.delete(space)
  }

  /** Answers in order; rejects only when the store fails. Mutations of one call keep their order. */
  const execute = (space: string, actor: string, mutations: readonly Mutation[]): Promise<readonly MutationResult[]> =>
    Promise.all(
      mutations.map(
        (mutation) =>
          new Promise<MutationResult>((done, failed) => {
            const job: Job = { actor, mutation, done, failed }
            const queue = queues.get(space)
            if (queue) queue.push(job)
            else {
              queues.set(space, [job])
              queueMicrotask(() => void drain(space))
            }
          }),
      ),
    )
  return { execute }
}
