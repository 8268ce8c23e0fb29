import type { Clock } from './clock.ts'
import type { Scope } from '@muster/core/contract/scopes.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'

/** How long one request may take, in milliseconds; after it the answer is given up, or not known. */
export const requestMs = 12_000

/** Who asks, how they have shown it, and what they may ask for that way. */
export interface Identity {
  readonly userId: string
  readonly via: 'session' | 'key'
  readonly scopes: 'all' | readonly Scope[]
}

/** What every read and commit is bounded by. Stores stop by it, and tell it how many rows they read. */
export interface Bound {
  /** When it ends, in milliseconds of its clock. */
  readonly deadline: number
  /** Aborted at the deadline. */
  readonly signal: AbortSignal
  /** Whether it is over. */
  expired(): boolean
  /** Counts rows that were read. Refuses `too_many` beyond what one request may cost. */
  spend(rows: number): void
}

/** What was done for a request, beside the rows that its store tells of. */
export interface Cost {
  /** Rows that rules looked at. */
  readonly read?: number
  /** Rows that were written, and bytes of them and of the journal. */
  readonly written?: number
  readonly bytes?: number
  /** Steps of merging notes. */
  readonly steps?: number
}

/** Goes with a request through all that is done for it. */
export interface Ticket extends Bound {
  /** Refuses `unauthenticated` where nobody has been let in. */
  readonly identity: Identity
  /** Whether something of it was sent to be committed: from then on its outcome may be unknown. */
  readonly sent: boolean
  /** Whether so much was done for it that nothing more of it is begun. What has been begun may be ended. */
  readonly full: boolean
  /** Counts what was done for it. Never refuses: who has more to do asks whether it is full. */
  count(cost: Cost): void
  /** Said right before a commit that carries something of it. */
  markSent(): void
}

/** A ticket in the hands of whoever issues it. */
export interface Issued {
  readonly ticket: Ticket
  admit(identity: Identity): void
  /**
   * Waits for one thing at a time, and tells its outcome once; at the deadline it has failed by a refusal: `unavailable` when nothing was
   * sent to be committed, else `outcome_unknown`.
   */
  race<T>(work: Promise<T>, done: (outcome: T) => void, failed: (error: unknown) => void): void
  /** Nothing is waited for any more. */
  end(): void
}

const late = (sent: boolean): Refusal => new Refusal(sent ? 'outcome_unknown' : 'unavailable', 'The store did not answer in time.')

/**
 * Most requests are answered before anybody else has a turn: what is not is armed then, all of a turn together, and the others
 * never have a timer.
 */
const unarmed = new Set<{ arm(): void }>()
const armAll = (): void => {
  for (const one of unarmed) one.arm()
  unarmed.clear()
}
const armSoon = (one: { arm(): void }): void => {
  if (unarmed.size === 0) setImmediate(armAll)
  unarmed.add(one)
}

/**
 * A ticket and what its issuer does with it, in one object of one shape: every request has one, and a dozen closures for each would cost
 * more than all that they do. It has one timer, however much is waited for, and only while something is.
 */
class OpenTicket implements Ticket, Issued {
  readonly deadline: number
  readonly #clock: Clock
  #identity: Identity | undefined
  #sent = false
  #over = false
  #rows = 0
  #written = 0
  #bytes = 0
  #steps = 0
  #abort: AbortController | undefined
  #stop: (() => void) | undefined
  #onLate: ((error: Refusal) => void) | undefined

  constructor(clock: Clock, deadline: number) {
    this.#clock = clock
    this.deadline = deadline
  }
  get ticket(): Ticket {
    return this
  }
  get identity(): Identity {
    return this.#identity ?? refuse('unauthenticated', 'Sign in first.')
  }
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.expired()) this.#abort.abort()
    else this.arm()
    return this.#abort.signal
  }
  get sent(): boolean {
    return this.#sent
  }
  get full(): boolean {
    const { requestReads, requestWrites, requestBytes, requestMergeSteps } = limits
    return this.#rows > requestReads / 2 || this.#written > requestWrites || this.#bytes > requestBytes || this.#steps > requestMergeSteps
  }
  count({ read = 0, written = 0, bytes = 0, steps = 0 }: Cost): void {
    this.#rows += read
    this.#written += written
    this.#bytes += bytes
    this.#steps += steps
  }
  expired(): boolean {
    return this.#over || this.#clock.now() >= this.deadline
  }
  spend(more: number): void {
    this.#rows += more
    if (this.#rows > limits.requestReads) refuse('too_many', 'That is more than one request may read. Ask for less at once.')
  }
  markSent(): void {
    this.#sent = true
  }
  admit(who: Identity): void {
    this.#identity = who
  }
  /** Sets the timer, where there is none. */
  arm(): void {
    this.#stop ??= this.#clock.after(this.deadline - this.#clock.now(), () => {
      // A timer may be a little early: whoever was told that nothing will be sent is over by the clock as well.
      this.#over = true
      this.#abort?.abort()
      this.#onLate?.(late(this.#sent))
    })
  }
  race<T>(work: Promise<T>, done: (outcome: T) => void, failed: (error: unknown) => void): void {
    let told = false
    const first = (): boolean => {
      if (told) return false
      told = true
      this.end()
      return true
    }
    this.#onLate = (error) => first() && failed(error)
    armSoon(this)
    work.then(
      (outcome) => first() && done(outcome),
      (error: unknown) => first() && failed(error),
    )
  }
  end(): void {
    unarmed.delete(this)
    this.#stop?.()
    this.#stop = undefined
    this.#onLate = undefined
  }
}

/** Opens a ticket for a request that began `spentMs` ago. */
export const issueTicket = (clock: Clock, spentMs = 0, lifeMs = requestMs): Issued => new OpenTicket(clock, clock.now() + Math.max(1, lifeMs - spentMs))
