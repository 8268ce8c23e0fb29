import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { AcrossName, MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { acrossRuleOf } from '@muster/core/domain/across.ts'
import { inSpace, type AcrossAsk, type AcrossContext, type AcrossRule, type SpaceChange } from '@muster/core/domain/across/worlds.ts'
import { getAll, keyOf, type Ask } from '@muster/core/domain/ask.ts'
import { claimedAt } from '@muster/core/domain/instant.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { sameHead, StoreDamaged, StoreFull, StoreUnavailable, type CommitPart, type Head, type Store } from '../ports/store.ts'
import type { Ticket } from '../ports/ticket.ts'
import { newTag } from '../new-id.ts'
import { hashOf, journaledAs, recordChanges } from './decide.ts'
import type { Answered, RowAfter } from './group.ts'
import { mustBeRecent } from './horizon.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { chokes, tooMuch } from './reasons.ts'
import { createPace, untilDone } from './retry.ts'
import { answerFrom, createRows, isTorn, readFor, rowsIn, type Rows } from './rows.ts'
import type { Submitted } from './submitted.ts'
import type { Turns } from './turns.ts'

type AcrossMutation = Submitted & { readonly name: AcrossName }
type AcrossStore = Pick<Store, 'head' | 'heads' | 'docs' | 'docIn' | 'all' | 'countKind' | 'merged' | 'children' | 'knownMany' | 'knownIn' | 'commit'>

interface Permitted {
  readonly spaces: readonly string[]
}
interface Opened {
  readonly head: Head | undefined
  /** Whether its journal knows the mutation. */
  readonly knows: boolean
  readonly rows: Rows
}

/** The spaces that a rule looks into. Of each the head is read first, then what is known, then rows: as in a group. */
const openSpaces = (store: AcrossStore, pair: { readonly actor: string; readonly id: string }, ticket: Ticket) => {
  const opened = new Map<string, Opened>()
  const open = async (spaces: readonly string[]): Promise<void> => {
    const more = [...new Set(spaces)].filter((space) => !opened.has(space))
    if (more.length === 0) return
    const heads = await store.heads(more, ticket)
    const known = await store.knownIn(more, pair, ticket)
    for (const space of more) opened.set(space, { head: heads.get(space), knows: known.has(space), rows: createRows() })
  }
  const rowsOf = (space: string): Rows => (opened.get(space) as Opened).rows
  const answer = async (space: string, ask: Ask): Promise<unknown> => {
    await open([space])
    if (answerFrom(rowsOf(space), ask) === undefined) await readFor(store, space, rowsOf(space), [ask], ticket)
    return answerFrom(rowsOf(space), ask)
  }
  const answerEach = async ({ spaces, key }: { readonly spaces: readonly string[]; readonly key: Parameters<Store['docIn']>[1] }) => {
    await open(spaces)
    const name = keyOf(key.kind, key.id)
    const unread = spaces.filter((space) => !rowsOf(space).loaded.has(name))
    for (const space of unread) rowsOf(space).loaded.set(name, undefined)
    for (const { space, doc } of unread.length === 0 ? [] : await store.docIn(unread, key, ticket)) rowsOf(space).loaded.set(name, doc)
    return spaces.map((space) => rowsOf(space).loaded.get(name))
  }
  /** Runs a rule to its end, reading what it asks for. */
  const run = async <T>(rule: AcrossRule<T>): Promise<T> => {
    let cost = 0
    let step = rule.next()
    while (!step.done) {
      const ask: AcrossAsk = step.value
      const found = 'ask' in ask ? await answer(ask.space, ask.ask) : await answerEach(ask)
      cost += 'ask' in ask ? rowsIn(ask.ask, found) : ask.spaces.length
      if (cost > limits.mutationReads) refuse('too_many', 'That looks at more than one change can.')
      step = rule.next(found)
    }
    return step.value
  }
  return { open, opened: opened as ReadonlyMap<string, Opened>, run }
}

/** The change, with what was asked of the rows, and with every row it writes read: the journal keeps what a row held before. */
const deciding = function* ({ name, args, requires }: AcrossMutation, context: AcrossContext): AcrossRule<readonly SpaceChange[]> {
  const changes = yield* acrossRuleOf(name, args, context)
  for (const { space, docs } of changes) if (docs.length > 1) yield* inSpace(space, getAll(docs.map(({ kind, id }) => ({ kind, id }))))
  // After the rule, which knows who may see the space.
  if (requires) yield* inSpace(context.space, requires())
  return changes
}

/** The other space of a move. Revs of the spaces that other changes reach into are nobody's business: some are other people's own. */
const targetOf = ({ name, args }: AcrossMutation): string | undefined => (name === 'task.transfer@1' ? (args as MutationArgs[typeof name]).toSpace : undefined)
const alsoIn = (space: string | undefined, rev: number | undefined) => (space === undefined || rev === undefined ? {} : { also: { space, rev } })

const nothing: RowAfter = () => undefined
const refusedAs = ({ id }: AcrossMutation, ...why: Parameters<typeof problem>): Answered => ({
  result: { id, status: 'refused', problem: problem(...why) },
  row: nothing,
})

/**
 * Decides and commits the changes that reach over several spaces: one commit with a part for each, recorded in the
 * journal of each under the same id, outside the groups of any. All parts or none.
 */
export const createAcross = (deps: {
  readonly store: AcrossStore
  readonly now: () => Date
  readonly turns: Turns
  /** Called after a commit, for each space: as of the journal. */
  readonly committed: (space: string, rev: number, docs: readonly AnyDoc[]) => void
  /** Told of a change that fails each time, though the store answers. */
  readonly culprit: (space: string, mutation: Submitted, error: unknown) => void
}) => {
  const { store, now, turns, committed, culprit } = deps
  const pace = createPace()

  const partOf = (one: Opened, { space, docs: changed }: SpaceChange, actor: string, mutation: AcrossMutation, hash: string): CommitPart => {
    const rev = (one.head?.rev ?? 0) + 1
    const { docs, ...fields } = recordChanges((key) => one.rows.loaded.get(key), changed, rev)
    const journaled = journaledAs(mutation, { actor, hash, at: now().toISOString() }, fields)
    return {
      entry: { space, rev, tag: newTag(), mutations: [journaled] },
      docs,
      horizon: one.head?.horizon ?? 0,
      ...(one.head ? { onto: one.head.tag } : {}),
    }
  }

  /** Decides and, where it `commits`, commits; else it says which spaces the actor may change by it. */
  const attempt = async (
    space: string,
    actor: string,
    mutation: AcrossMutation,
    ticket: Ticket,
    commits: boolean,
  ): Promise<Answered | Permitted | 'conflict'> => {
    const hash = hashOf(mutation)
    const refused = (...why: Parameters<typeof problem>) => refusedAs(mutation, ...why)
    const spaces = openSpaces(store, { actor, id: mutation.id }, ticket)
    /** No commit proves that nobody came between what was read of the spaces, one after another: it may have been the same change. */
    const refusedIfStill = async (...why: Parameters<typeof problem>) => {
      const heads = await store.heads([...spaces.opened.keys()], ticket)
      for (const [one, { head }] of spaces.opened) if (!sameHead(heads.get(one), head)) return 'conflict'
      return refused(...why)
    }
    await spaces.open([space])
    const source = spaces.opened.get(space) as Opened
    const [known] = source.knows ? await store.knownMany(space, [{ actor, id: mutation.id }], ticket) : []
    if (known && known.hash !== hash) return refused('reused_id')
    const target = targetOf(mutation)
    if (known) {
      const [there] = target === undefined ? [] : await store.knownMany(target, [{ actor, id: mutation.id }], ticket)
      return { result: { id: mutation.id, status: 'applied', rev: known.rev, ...alsoIn(target, there?.rev), replayed: true }, row: nothing }
    }
    let changes: readonly SpaceChange[]
    try {
      if (!source.head) throw new Refusal('not_found', 'There is no such space.')
      const at = now().toISOString()
      changes = await spaces.run(deciding(mutation, { space, actor, at, clientAt: claimedAt(mutation.clientAt, at) }))
      mustBeRecent(mutation, source.head.horizon, at)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // What the request had left was not enough for it: alone it may be.
      if (error.code === 'too_many' && ticket.full) return refused(...tooMuch)
      return refusedIfStill(error.code, error.message)
    }
    for (const { head, rows } of spaces.opened.values()) if (isTorn(rows, head)) return 'conflict'
    // What changes nothing is journaled all the same, where it was posted to.
    const all = changes.some((change) => change.space === space) ? changes : [{ space, docs: [] }, ...changes]
    if (all.some((change) => spaces.opened.get(change.space)?.knows)) return refusedIfStill('reused_id')
    if (!commits) return { spaces: all.map((change) => change.space) }
    const parts = all
      .map((change) => partOf(spaces.opened.get(change.space) as Opened, change, actor, mutation, hash))
      .sort((a, b) => (a.entry.space < b.entry.space ? -1 : 1))
    if (ticket.expired() && !ticket.sent) throw new Refusal('unavailable', 'The store did not answer in time.')
    ticket.markSent()
    if ((await store.commit(parts, [], ticket)) === 'conflict') return 'conflict'
    ticket.count({ written: parts.reduce((sum, { docs }) => sum + docs.length, 0), bytes: Buffer.byteLength(JSON.stringify(parts)) })
    for (const { entry, docs } of parts) committed(entry.space, entry.rev, docs)
    const revIn = (where: string) => parts.find(({ entry }) => entry.space === where)?.entry.rev
    const rowIn = (where: string): RowAfter => {
      const docs = parts.find(({ entry }) => entry.space === where)?.docs ?? []
      const written = new Map(docs.map((doc): [string, AnyDoc] => [keyOf(doc.kind, doc.id), doc]))
      return (kind, id) => (written.get(keyOf(kind, id)) ?? spaces.opened.get(where)?.rows.loaded.get(keyOf(kind, id))) as never
    }
    return {
      result: { id: mutation.id, status: 'applied', rev: revIn(space) ?? 0, ...alsoIn(target, target === undefined ? undefined : revIn(target)) },
      row: rowIn(space),
      rowIn,
    }
  }

  /**
   * Decided once before any turn is taken: what is refused, or known, takes none, and a turn is taken of those spaces alone that the
   * rule has let the actor change.
   */
  const decideAndCommit = async (space: string, actor: string, mutation: AcrossMutation, ticket: Ticket): Promise<Answered> => {
    const doubt = { unsure: false }
    const trying = async (commits: boolean) => {
      try {
        return await attempt(space, actor, mutation, ticket, commits)
      } catch (error) {
        if (error instanceof StoreUnavailable && error.unknown) ticket.markSent()
        throw error
      }
    }
    const over = () => ticket.expired()
    const first = await untilDone(() => trying(false), over, pace, doubt)
    if ('result' in first) return first
    const done = await turns.take(first.spaces)
    try {
      return (await untilDone(() => trying(true), over, pace, doubt)) as Answered
    } finally {
      done()
    }
  }
  /** What fails though the store answers is tried once more, and then refused: it would fail, and keep what comes with it from being answered, each time it is sent. */
  const write = async (...[space, actor, mutation, ticket]: Parameters<typeof decideAndCommit>): Promise<Answered> => {
    if (ticket.full) return refusedAs(mutation, ...tooMuch)
    for (let tries = 1; ; tries++) {
      try {
        return await decideAndCommit(space, actor, mutation, ticket)
      } catch (error) {
        if (error instanceof Refusal || error instanceof StoreUnavailable || error instanceof StoreFull || error instanceof StoreDamaged) throw error
        if (tries === 1) continue
        culprit(space, mutation, error)
        return refusedAs(mutation, ...chokes)
      }
    }
  }
  return {
    /**
     * Applied or refused, exactly once. `space` is the one that it was posted to.
     * @throws Refusal as `execute` of the journal; StoreFull when the disk is full
     */
    execute: async (space: string, actor: string, mutation: AcrossMutation, ticket: Ticket): Promise<MutationResult> =>
      (await write(space, actor, mutation, ticket)).result,
    /** The same, answered with the rows of that space as it left them. */
    write,
  }
}
export type Across = ReturnType<typeof createAcross>
