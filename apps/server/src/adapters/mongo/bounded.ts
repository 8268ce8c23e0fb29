import type { ClientSession } from 'mongodb'
import { StoreUnavailable } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { isNetwork } from './unreachable.ts'

/** Within what a command is run, as options of the driver. At the signal it closes the line, and the server ends the command. */
export interface How {
  readonly session?: ClientSession
  readonly signal?: AbortSignal
}
export const how = (bound?: Bound, session?: ClientSession): How => ({
  ...(bound ? { signal: bound.signal } : {}),
  ...(session ? { session } : {}),
})

/** Within what rows are read, before it is told to the driver. */
export interface Within {
  readonly bound?: Bound | undefined
  readonly session?: ClientSession | undefined
}

/** What an aborted signal gives as its reason. */
const isAborted = (error: unknown): boolean => error instanceof DOMException && (error.name === 'AbortError' || error.name === 'TimeoutError')

/** Nobody answered, or not in time. */
export const isUnanswered = (error: unknown): boolean => isNetwork(error) || isAborted(error)

/** Counts rows against a bound, and hands them on. */
export const spent = <T extends { readonly length: number }>(rows: T, bound?: Bound): T => {
  bound?.spend(rows.length)
  return rows
}

/**
 * The outcome of something that was sent and is not taken back. At the end of the bound it throws `StoreUnavailable` with
 * `unknown`; it goes on without anybody who waits, and ends by the driver's own timeouts.
 */
export const learnWithin = <T>(outcome: Promise<T>, bound?: Bound): Promise<T> => {
  if (!bound) return outcome
  const { signal } = bound
  return new Promise((resolve, reject) => {
    const late = () => reject(new StoreUnavailable(true))
    signal.addEventListener('abort', late, { once: true })
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
    if (signal.aborted) late()
  })
}
