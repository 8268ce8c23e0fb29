import { randomBytes } from 'node:crypto'
import type { AcrossName } from '@muster/core/contract/schemas/mutations.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { applyAcross, spacesOf } from '@muster/core/domain/across.ts'
import { claimedAt } from '@muster/core/domain/instant.ts'
import type { SpaceChange } from '@muster/core/domain/across/worlds.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { StoreUnavailable, type CommitPart, type Head, type KnownMutation, type Store } from '../ports/store.ts'
import { withinDeadline } from './deadline.ts'
import { hashOf, recordChanges } from './decide.ts'
import { problem } from './problem.ts'
import { createRows, Missing, readInto, worldOver, type Need, type Rows } from './rows.ts'
import type { Submitted } from './submitted.ts'
import type { Turns } from './turns.ts'

/** Decided again at most so often, and for so long, while others keep winning the race for one of the heads. */
const maxTries = 20
const maxRetryMs = 10_000

/** Thrown when a rule looks into a space that has not been opened yet. */
class Unopened extends Error {
  readonly space: string
  constructor(space: string) {
    super()
    this.space = space
  }
}
/** The tasks that were read of a space: what is asked of one of those that move is asked of all of them. */
const tasksOf = (rows: Rows | undefined): readonly string[] => [...(rows?.loaded.values() ?? [])].flatMap((doc) => (doc?.kind === 'task' ? [doc.id] : []))

type AcrossMutation = Submitted & { readonly name: AcrossName }

/**
 * Decides and commits the changes that reach over several spaces: one commit with a part for each, recorded in the
 * journal of each under the same id, outside the groups of any. All parts or none.
 */
export const createAcross = (deps: {
  readonly store: Pick<Store, 'head' | 'docs' | 'all' | 'children' | 'knownMany' | 'commit'>
  readonly now: () => Date
  readonly turns: Turns
  /** Called after a commit, for each space: the doorbell. */
  readonly committed: (space: string, rev: number) => void
  /** Milliseconds until a request is answered `outcome_unknown`. */
  readonly deadline?: number
}) => {
  const { store, now, turns, committed, deadline } = deps

  /** Head first, then what is known, then rows: as in a group, for each space that the rule looks into. */
  const openSpaces = (actor: string, mutationId: string) => {
    const opened = new Map<
      string,
      { readonly head: Head | undefined; readonly known: KnownMutation | undefined; readonly rows: ReturnType<typeof createRows> }
    >()
    const open = async (space: string) => {
      const head = await store.head(space)
      const [known] = head ? await store.knownMany(space, [{ actor, id: mutationId }]) : []
      const one = { head, known, rows: createRows() }
      opened.set(space, one)
      return one
    }
    const worlds = (space: string) => {
      const one = opened.get(space)
      if (!one) throw new Unopened(space)
      const world = worldOver(one.rows)
      const located = <T>(read: () => T): T => {
        try {
          return read()
        } catch (error) {
          throw error instanceof Missing ? new MissingIn(space, error.need) : error
        }
      }
      return {
        get: ((kind, id) => located(() => world.get(kind, id))) as typeof world.get,
        children: (taskId: string) => located(() => world.children?.(taskId) ?? []),
        all: ((kind) => located(() => world.all?.(kind) ?? [])) as NonNullable<typeof world.all>,
      }
    }
    return { open, opened, worlds }
  }
  type Opened = ReturnType<typeof openSpaces>

  /** Runs the rule until everything it looks at has been read. */
  const decide = async ({ open, opened, worlds }: Opened, space: string, actor: string, mutation: AcrossMutation): Promise<readonly SpaceChange[]> => {
    const at = now().toISOString()
    const context = { space, actor, at, clientAt: claimedAt(mutation.clientAt, at) }
    for (;;) {
      try {
        const changes = applyAcross(mutation.name, worlds, mutation.args, context)
        // The journal keeps what a row held before, also where the rule did not look.
        for (const change of changes) for (const { kind, id } of change.docs) worlds(change.space).get(kind, id)
        // After the rule, which knows who may see the space.
        mutation.requires?.(worlds(space).get)
        return changes
      } catch (error) {
        if (error instanceof Unopened) await open(error.space)
        else if (error instanceof MissingIn) {
          const { rows } = opened.get(error.space) ?? (await open(error.space))
          await readInto(store, error.space, rows).need(error.need, tasksOf(opened.get(space)?.rows))
        } else throw error
      }
    }
  }

  const partOf = (opened: Opened['opened'], { space, docs: changed }: SpaceChange, actor: string, mutation: AcrossMutation, hash: string): CommitPart => {
    const one = opened.get(space)
    const rev = (one?.head?.rev ?? 0) + 1
    const { docs, before, after } = recordChanges(one?.rows ?? createRows(), changed, rev)
    const journaled = { id: mutation.id, name: mutation.name, actor, at: now().toISOString(), base: mutation.base, hash, before, after }
    return { entry: { space, rev, tag: randomBytes(6).toString('base64url'), mutations: [journaled] }, docs }
  }

  const attempt = async (space: string, actor: string, mutation: AcrossMutation): Promise<MutationResult | 'conflict'> => {
    const hash = hashOf(mutation)
    const refused = (code: Parameters<typeof problem>[0], detail?: string): MutationResult => ({
      id: mutation.id,
      status: 'refused',
      problem: problem(code, detail),
    })
    const spaces = openSpaces(actor, mutation.id)
    const source = await spaces.open(space)
    if (source.known) return source.known.hash === hash ? { id: mutation.id, status: 'applied', rev: source.known.rev, replayed: true } : refused('reused_id')
    let changes: readonly SpaceChange[]
    try {
      if (!source.head) throw new Refusal('not_found', 'There is no such space.')
      changes = await decide(spaces, space, actor, mutation)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // No commit proves that nobody came between the heads and the rows that it was decided on.
      for (const [one, { head }] of spaces.opened) if ((await store.head(one))?.rev !== head?.rev) return 'conflict'
      return refused(error.code, error.message)
    }
    // What changes nothing is journaled all the same, where it was posted to.
    const all = changes.some((change) => change.space === space) ? changes : [{ space, docs: [] }, ...changes]
    if (all.some((change) => spaces.opened.get(change.space)?.known)) return refused('reused_id')
    const parts = all.map((change) => partOf(spaces.opened, change, actor, mutation, hash)).sort((a, b) => (a.entry.space < b.entry.space ? -1 : 1))
    if ((await store.commit(parts)) === 'conflict') return 'conflict'
    for (const { entry } of parts) committed(entry.space, entry.rev)
    return { id: mutation.id, status: 'applied', rev: parts.find(({ entry }) => entry.space === space)?.entry.rev ?? 0 }
  }

  const settle = async (space: string, actor: string, mutation: AcrossMutation): Promise<MutationResult> => {
    const started = performance.now()
    let unsure = false
    const done = await turns.take(spacesOf(mutation.name, mutation.args, { space, actor }))
    try {
      for (let tries = 1; ; tries++) {
        const late = () => performance.now() - started > maxRetryMs
        try {
          const result = await attempt(space, actor, mutation)
          if (result !== 'conflict') return result
          if (tries >= maxTries || late()) throw new Refusal('busy', 'Too many people write here at once.')
          await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(32, 4 * 2 ** tries)))
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error
          unsure ||= error.unknown
          if (late())
            throw unsure
              ? new Refusal('outcome_unknown', 'Send it again with the same id.')
              : new Refusal('unavailable', 'The store does not answer. Try again in a moment.')
          await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200))
        }
      }
    } finally {
      done()
    }
  }

  return {
    /**
     * Applied or refused, exactly once. `space` is the one that it was posted to.
     * @throws Refusal `outcome_unknown` after the deadline, `busy` when others keep winning the race; StoreFull when the disk is full
     */
    execute: (space: string, actor: string, mutation: AcrossMutation): Promise<MutationResult> => withinDeadline(settle(space, actor, mutation), deadline),
  }
}
export type Across = ReturnType<typeof createAcross>

/** What a rule asked for in one of the spaces and nobody has read yet. */
class MissingIn extends Error {
  readonly space: string
  readonly need: Need
  constructor(space: string, need: Need) {
    super()
    this.space = space
    this.need = need
  }
}
