import type { CommitPart, JournalEntry, RecordWrite } from './store.ts'
import type { Bound } from './ticket.ts'

/** An effect that failed too often, or that somebody asked to be tried once more. It waits for a person. */
export interface DeadLetter {
  readonly rev: number
  readonly effect: string
  readonly reason: string
  /** When it was given up, as an instant. */
  readonly at: string
  /** Whether it is to be tried once more. */
  readonly again: boolean
}
type LetterKey = Pick<DeadLetter, 'rev' | 'effect'>

/** How far the effects of a space have been done. */
export interface Position {
  /** Up to this rev all of them. */
  readonly effectsRev: number
  /** So many of those that the next entry names. */
  readonly effectsDone: number
}

/** How often what comes next has failed, and of what the last time. */
export interface Failure {
  readonly tries: number
  readonly reason: string
}

/** What a space with work after commit is at. */
export interface PendingSpace extends Position {
  readonly space: string
  /** The rev of the last entry that names effects. */
  readonly wantedRev: number
  readonly tries: Failure['tries']
  readonly reason: Failure['reason'] | null
  readonly dead: readonly DeadLetter[]
}

/** A space that one runner works on. */
export interface Lease extends PendingSpace {
  /** One more than that of the lease before, however long ago: who holds an earlier one writes nothing under it. */
  readonly fence: number
}
type Held = Pick<Lease, 'space' | 'fence'>

/** What was reached, noted in one write. */
export interface Progress extends Position {
  /** The letter of this effect goes: it has been done. */
  readonly settled?: LetterKey
  /** This effect was given up; it takes the place of an earlier letter of the same. */
  readonly buried?: DeadLetter
}

/**
 * Work after commit, as each space holds it. Laws, each with a case in `adapters/contracts/store/effects.ts`:
 * 12. A commit of an entry that names effects makes its space pending, with all that it writes, or not at all; from that rev on, if it
 *     was not pending. An entry that names none leaves that alone, and costs nothing for it.
 * 13. Of many who lease a space one does, until so much of the store's time has gone by. Each lease has a higher fence, also after the space was
 *     done and came to be pending anew; what is written under an earlier one is not written.
 * 14. Progress takes place with all parts and records that come with it, or not at all. The space is pending as long as an effect is
 *     left to be done, or to be tried again, whatever was committed meanwhile.
 * 15. Spaces that are due are found by the store's time, who waits longest first.
 * All of it is one write, or one transaction where parts or records come with it.
 */
export interface PendingStore {
  /** The first entry above a rev that names effects, by index. */
  nextEffects(space: string, after: number): Promise<JournalEntry | undefined>
  /** Spaces that are pending, leased by nobody and not put off, who waits longest first; `limit` at most. */
  due(limit: number): Promise<readonly string[]>
  /** Spaces that are pending, leased and put off ones too, who waits longest first, with the milliseconds of that; `limit` at most. */
  longestPending(limit: number): Promise<readonly (PendingSpace & { readonly waitedMs: number })[]>
  /** Takes a space that is due for so many milliseconds; undefined when it is not, or somebody was quicker. */
  lease(space: string, forMs: number): Promise<Lease | undefined>
  /** Holds it for so many milliseconds from now on; false when it was lost. */
  renew(lease: Held, forMs: number): Promise<boolean>
  /**
   * Notes what was reached, and holds the space for so many milliseconds more; `clear` when nothing is left, and the lease is over. `lost` when it was
   * lost, `conflict` when a part or a record did not fit: nothing was written then.
   */
  progress(
    lease: Held,
    to: Progress,
    forMs: number,
    parts?: readonly CommitPart[],
    records?: readonly RecordWrite[],
    bound?: Bound,
  ): Promise<Lease | 'clear' | 'lost' | 'conflict'>
  /** Lets go of it, and puts it off for so many milliseconds; with how often it has failed now, and of what. False when it was lost. */
  release(lease: Held, afterMs: number, failure?: Failure): Promise<boolean>
  /** Spaces with dead letters, in the order of their ids, from after `after`. */
  withLetters(after: string, limit: number): Promise<readonly PendingSpace[]>
  /** Asks for a dead letter to be tried once more. False when there is none. */
  retryLetter(space: string, letter: LetterKey): Promise<boolean>
  /** Removes a dead letter: what it stands for is never done. False when there is none. */
  dropLetter(space: string, letter: LetterKey): Promise<boolean>
}
