import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { parkedWith } from '../parking.ts'
import { answeredWith, inOrder, isUnanswered, reread, revOf, unanswered, unsettled, type Answer, type Pending, type RefusedChange } from '../pending.ts'
import type { Shared } from '../protocol.ts'
import type { OutboxStore } from './outbox-store.ts'
import { createSerial } from './serial.ts'

/** Changes with their places in the outbox; without, where they could not be stored. */
const withSeqs = (changes: readonly Pending[], seqs: readonly number[] | undefined): readonly Pending[] =>
  changes.map((change, n) => {
    const seq = seqs?.[n]
    return seq === undefined ? change : { ...change, seq }
  })
/** Stores changes, all or none, but for those that another tab has stored and not told of yet: each tab that opens takes up what a page left. */
const place = async (store: OutboxStore, changes: readonly Pending[]): Promise<readonly Pending[]> => {
  if (changes.length === 0) return changes
  try {
    return withSeqs(changes, await store.add(changes))
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'ConstraintError')) return changes
    const known = new Map((await store.all().catch(() => undefined))?.pending.map((one) => [one.id, one]))
    const news = changes.filter(({ id }) => !known.has(id))
    if (news.length === changes.length) return changes
    return [...changes.flatMap(({ id }) => known.get(id) ?? []), ...(await place(store, news))]
  }
}
const parkedReason = 'It needs something that could not be saved.'

/**
 * The changes on their way, in memory as on disk; every tab's worker holds the same, the leading one sends them. Whatever
 * touches the disk is done one after the other, as soon as the outbox is open: what was read does not undo what was written since.
 */
export const createOutbox = (opening: OutboxStore | Promise<OutboxStore>, share: (message: Shared) => void) => {
  let pending: readonly Pending[] = []
  let refused: readonly RefusedChange[] = []
  const serial = createSerial()
  const stored = <T>(work: (store: OutboxStore) => Promise<T>): Promise<T> => serial(async () => work(await opening))

  /** What stays although it could not be stored lives as long as the page does. */
  const tried = async (write: Promise<unknown>) => {
    await write.catch(() => {})
  }
  const answer = (applied: readonly Answer[], no: readonly RefusedChange[]) => {
    const answers = new Map(applied.map((one) => [one.id, one]))
    const turnedDown = new Set(no.map(({ id }) => id))
    pending = pending
      .filter(({ id }) => !turnedDown.has(id))
      .map((one) => {
        const said = answers.get(one.id)
        return said ? answeredWith(one, said) : one
      })
    refused = [...refused.filter(({ id }) => !turnedDown.has(id) && !answers.has(id)), ...no]
  }
  const add = (change: Pending) => {
    if (!pending.some(({ id }) => id === change.id)) pending = inOrder([...pending, change])
  }
  const resent = (dropped: readonly string[], added: readonly Pending[]) => {
    refused = refused.filter(({ id }) => !dropped.includes(id))
    for (const change of added) add(change)
  }
  return {
    pending: () => pending,
    refused: () => refused,
    waiting: (): readonly Pending[] => pending.filter(isUnanswered),
    /** Reads the outbox again; what could not be stored stays. One that cannot be read says nothing new. */
    load: (): Promise<void> =>
      stored(async (store) => {
        const all = await store.all().catch(() => undefined)
        if (!all) return
        pending = reread(all.pending, pending)
        refused = all.refused
      }),
    /** Stores changes of this tab, all or none; what cannot be stored lasts as long as the page. */
    add: (given: readonly Pending[]): Promise<void> =>
      stored(async (store) => {
        // What a page left that had ended may have been stored after all.
        const known = new Set(pending.map(({ id }) => id))
        const changes = given.filter(({ id }) => !known.has(id))
        if (changes.length === 0) return
        const placed = await place(store, changes)
        for (const change of placed) add(change)
        const [only] = placed
        // One message for all of them: whoever leads pushes together what it hears of at once.
        if (placed.length === 1 && only) share({ say: 'added', change: only })
        else share({ say: 'resent', dropped: [], added: placed })
      }),
    /** Takes the answers to a push: the refused leave the outbox, and what needs an id that they create is parked with them. */
    answered: (results: readonly MutationResult[]): Promise<void> =>
      stored(async (store) => {
        const applied = results.flatMap((result) => (result.status === 'applied' ? [result] : []))
        const done = new Set(applied.map(({ id }) => id))
        const no = results.flatMap((result): RefusedChange[] => {
          const change = result.status === 'refused' ? pending.find(({ id }) => id === result.id) : undefined
          if (!change || result.status !== 'refused') return []
          return [{ ...change, reason: result.problem.detail ?? result.problem.title, code: result.problem.code }]
        })
        const told = new Map(no.map((change) => [change.id, change]))
        // What exists already is there for whoever needs it.
        const lost = no.filter(({ code }) => code !== 'exists')
        const rest = pending.filter((one) => isUnanswered(one) && !done.has(one.id))
        for (const { change, by } of parkedWith(lost, rest)) told.set(change.id, { ...change, reason: parkedReason, code: 'parked', parkedBy: by })
        const turnedDown = [...told.values()]
        await tried(store.answered(applied, turnedDown))
        answer(applied, turnedDown)
        share({ say: 'answered', applied, refused: turnedDown })
      }),
    /** Moves everything of a space that is not on the server to what could not be saved. */
    giveUp: (space: string, reason: string): Promise<readonly RefusedChange[]> =>
      stored(async (store) => {
        const no = pending.filter((one) => one.space === space && isUnanswered(one)).map((one): RefusedChange => ({ ...one, reason, code: 'not_found' }))
        await tried(store.answered([], no))
        answer([], no)
        pending = pending.filter((one) => one.space !== space)
        return no
      }),
    /** The space was pulled up to this cursor: what was answered before it leaves. Whether anything did. */
    settle: (space: string, cursor: string): Promise<boolean> =>
      stored(async (store) => {
        const rev = revOf(cursor)
        const left = pending.filter((one) => one.space === space && one.appliedRev !== undefined && one.appliedRev <= rev)
        if (left.length === 0) return false
        const ids = new Set(left.map(({ id }) => id))
        pending = pending.filter(({ id }) => !ids.has(id))
        await tried(store.settle(left.flatMap(({ seq }) => seq ?? [])))
        return true
      }),
    unanswer: (space: string): Promise<void> =>
      stored(async (store) => {
        await tried(store.unanswer(space))
        pending = pending.map((one) => (one.space === space ? unanswered(one) : one))
        share({ say: 'unanswered', space })
      }),
    /** Takes refused changes away and sends others in their place; with none, they are dropped. */
    resend: (dropped: readonly string[], added: readonly Pending[]): Promise<void> =>
      stored(async (store) => {
        const placed = withSeqs(added, await store.resend(dropped, added).catch(() => undefined))
        resent(dropped, placed)
        share({ say: 'resent', dropped, added: placed })
      }),
    clear: (): Promise<void> => stored((store) => store.clear()),
    close: (): Promise<void> => stored(async (store) => store.close()),
    /** What another tab's worker did. */
    hear: (message: Shared): void => {
      if (message.say === 'added') add(message.change)
      if (message.say === 'answered') answer(message.applied, message.refused)
      if (message.say === 'dropped') {
        answer([], message.refused)
        pending = pending.filter(({ space }) => space !== message.space)
      }
      if (message.say === 'unanswered') pending = pending.map((one) => (one.space === message.space ? unanswered(one) : one))
      if (message.say === 'resent') resent(message.dropped, message.added)
      if (message.say === 'pulled' && message.cursor !== undefined) {
        const rev = revOf(message.cursor)
        const others = pending.filter(({ space }) => space !== message.space)
        pending = inOrder([
          ...others,
          ...unsettled(
            pending.filter(({ space }) => space === message.space),
            rev,
          ),
        ])
      }
    },
  }
}
export type Outbox = ReturnType<typeof createOutbox>
