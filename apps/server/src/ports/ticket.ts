import type { Clock } from './clock.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'

/** How long one request may take, in milliseconds; after it the answer is given up, or not known. */
export const requestMs = 12_000

/** Who asks, how they have shown it, and what they may ask for that way. */
export interface Identity {
  readonly userId: string
  readonly via: 'session' | 'key'
  readonly scopes: 'all' | readonly string[]
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
const unarmed = new Set<() => void>()
const armSoon = (arm: () => void): void => {
  if (unarmed.size === 0)
    setImmediate(() => {
      for (const one of unarmed) one()
      unarmed.clear()
    })
  unarmed.add(arm)
}

/** Opens a ticket for a request that began `spentMs` ago. It has one timer, however much is waited for, and only while something is. */
export const issueTicket = (clock: Clock, spentMs = 0, lifeMs = requestMs): Issued => {
  const deadline = clock.now() + Math.max(1, lifeMs - spentMs)
  let identity: Identity | undefined
  let [sent, over, rows] = [false, false, 0]
  let [written, bytes, steps] = [0, 0, 0]
  let abort: AbortController | undefined
  let stop: (() => void) | undefined
  let onLate: ((error: Refusal) => void) | undefined
  const arm = () => {
    stop ??= clock.after(deadline - clock.now(), () => {
      // A timer may be a little early: whoever was told that nothing will be sent is over by the clock as well.
      over = true
      abort?.abort()
      onLate?.(late(sent))
    })
  }
  const rest = () => {
    unarmed.delete(arm)
    stop?.()
    stop = undefined
    onLate = undefined
  }
  const ticket: Ticket = {
    deadline,
    get identity() {
      return identity ?? refuse('unauthenticated', 'Sign in first.')
    },
    get signal() {
      abort ??= new AbortController()
      if (over || clock.now() >= deadline) abort.abort()
      else arm()
      return abort.signal
    },
    get sent() {
      return sent
    },
    get full() {
      return rows > limits.requestReads / 2 || written > limits.requestWrites || bytes > limits.requestBytes || steps > limits.requestMergeSteps
    },
    count: (cost) => {
      rows += cost.read ?? 0
      written += cost.written ?? 0
      bytes += cost.bytes ?? 0
      steps += cost.steps ?? 0
    },
    expired: () => over || clock.now() >= deadline,
    spend: (more) => {
      rows += more
      if (rows > limits.requestReads) refuse('too_many', 'That is more than one request may read. Ask for less at once.')
    },
    markSent: () => {
      sent = true
    },
  }
  return {
    ticket,
    admit: (who) => {
      identity = who
    },
    race: (work, done, failed) => {
      let told = false
      const once = (tell: () => void) => {
        if (told) return
        told = true
        rest()
        tell()
      }
      onLate = (error) => once(() => failed(error))
      armSoon(arm)
      work.then(
        (outcome) => once(() => done(outcome)),
        (error: unknown) => once(() => failed(error)),
      )
    },
    end: rest,
  }
}
