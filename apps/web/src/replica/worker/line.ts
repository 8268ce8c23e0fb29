import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { parkedWith } from '../parking.ts'
import { inOrder, isUnanswered, reread, revOf, unanswered, unsettled, type Pending, type RefusedChange } from '../pending.ts'
import type { Shared } from '../protocol.ts'
import type { OutboxStore } from './outbox-store.ts'

const parkedReason = 'It needs something that could not be saved.'

/** The changes on their way, in memory as in the outbox; every tab's worker holds the same line, the leading one sends it. */
export const createLine = (store: OutboxStore, share: (message: Shared) => void) => {
  let pending: readonly Pending[] = []
  let refused: readonly RefusedChange[] = []

  /** What is kept although it could not be stored lives as long as the page does. */
  const tried = async (write: Promise<unknown>) => {
    await write.catch(() => {})
  }
  const answer = (applied: readonly { readonly id: string; readonly rev: number }[], no: readonly RefusedChange[]) => {
    const revs = new Map(applied.map(({ id, rev }) => [id, rev]))
    const gone = new Set(no.map(({ id }) => id))
    pending = pending
      .filter(({ id }) => !gone.has(id))
      .map((one) => {
        const rev = revs.get(one.id)
        return rev === undefined ? one : { ...one, appliedRev: rev }
      })
    refused = [...refused.filter(({ id }) => !gone.has(id) && !revs.has(id)), ...no]
  }
  const add = (change: Pending) => {
    if (!pending.some(({ id }) => id === change.id)) pending = inOrder([...pending, change])
  }
  return {
    pending: () => pending,
    refused: () => refused,
    waiting: (): readonly Pending[] => pending.filter(isUnanswered),
    /** Reads the outbox again; what could not be stored stays. One that cannot be read says nothing new. */
    load: async (): Promise<void> => {
      const stored = await store.all().catch(() => undefined)
      if (!stored) return
      pending = reread(stored.pending, pending)
      refused = stored.refused
    },
    /** Stores a change of this tab; one that cannot be stored lasts as long as the page. */
    add: async (change: Pending): Promise<void> => {
      const seq = await store.add(change).catch(() => undefined)
      const placed = seq === undefined ? change : { ...change, seq }
      add(placed)
      share({ say: 'added', change: placed })
    },
    /** Takes the answers to a push: the refused leave the line, and what needs an id that they create is parked with them. */
    answered: async (results: readonly MutationResult[]): Promise<void> => {
      const applied = results.flatMap((result) => (result.status === 'applied' ? [{ id: result.id, rev: result.rev }] : []))
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
      const kept = [...told.values()]
      await tried(store.answered(applied, kept))
      answer(applied, kept)
      share({ say: 'answered', applied, refused: kept })
    },
    /** Moves everything of a space that is not on the server to what could not be saved. */
    giveUp: async (space: string, reason: string): Promise<readonly RefusedChange[]> => {
      const no = pending.filter((one) => one.space === space && isUnanswered(one)).map((one): RefusedChange => ({ ...one, reason, code: 'not_found' }))
      await tried(store.answered([], no))
      answer([], no)
      pending = pending.filter((one) => one.space !== space)
      return no
    },
    /** The space was pulled up to this cursor: what was answered before it leaves. Whether anything did. */
    settle: async (space: string, cursor: string): Promise<boolean> => {
      const rev = revOf(cursor)
      const left = pending.filter((one) => one.space === space && one.appliedRev !== undefined && one.appliedRev <= rev)
      if (left.length === 0) return false
      const ids = new Set(left.map(({ id }) => id))
      pending = pending.filter(({ id }) => !ids.has(id))
      await tried(store.settle(left.flatMap(({ seq }) => seq ?? [])))
      return true
    },
    unanswer: async (space: string): Promise<void> => {
      await tried(store.unanswer(space))
      pending = pending.map((one) => (one.space === space ? unanswered(one) : one))
      share({ say: 'unanswered', space })
    },
    /** Takes refused changes away and sends others in their place; with none, they are dropped. */
    resend: async (gone: readonly string[], added: readonly Pending[]): Promise<void> => {
      const seqs = await store.resend(gone, added).catch(() => undefined)
      const placed = added.map((change, index) => {
        const seq = seqs?.[index]
        return seq === undefined ? change : { ...change, seq }
      })
      const left = new Set(gone)
      refused = refused.filter(({ id }) => !left.has(id))
      for (const change of placed) add(change)
      share({ say: 'resent', gone, added: placed })
    },
    /** What another tab's worker did. */
    hear: (message: Shared): void => {
      if (message.say === 'added') add(message.change)
      if (message.say === 'answered') answer(message.applied, message.refused)
      if (message.say === 'dropped') {
        answer([], message.refused)
        pending = pending.filter(({ space }) => space !== message.space)
      }
      if (message.say === 'unanswered') pending = pending.map((one) => (one.space === message.space ? unanswered(one) : one))
      if (message.say === 'resent') {
        const left = new Set(message.gone)
        refused = refused.filter(({ id }) => !left.has(id))
        for (const change of message.added) add(change)
      }
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
export type Line = ReturnType<typeof createLine>
