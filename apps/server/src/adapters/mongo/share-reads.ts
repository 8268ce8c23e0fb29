import { limits } from '@muster/core/contract/limits.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'

/** So many shared reads at once: one that hangs does not hold up all others. */
const lanes = 2
/** Between the beginnings of two reads of many, at least. The driver takes as long for a read of one as for a read of a hundred. */
const everyMs = 1
/** So many may wait for the next: more than a process has connections, each with a request under way. */
const waitingMax = 2 * limits.connections

/**
 * Turns reads of many into reads of one: those who ask while a read is under way, or at about the same time, share the
 * next. Nobody joins one that is under way, since what it sees may be older than the question.
 * Whoever waits is told when their read ends, or at the latest when the next begins after their time; with too many of them, at once.
 * As long as many ask, reads keep a pace, so that more of them share each; whoever asks alone never waits for it.
 * - `slowMs`: after so many milliseconds a read is no longer waited for, and the next begins beside it
 * - `pace`: milliseconds between the beginnings of two reads of many, at least
 */
export const shareReads = <V>(
  readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
  { slowMs = 20, most = waitingMax, pace = everyMs }: { readonly slowMs?: number; readonly most?: number; readonly pace?: number } = {},
) => {
  interface Asker {
    readonly done: (value: V | undefined) => void
    readonly failed: (error: unknown) => void
    readonly bound: Bound | undefined
  }
  let waiting = new Map<string, Asker[]>()
  let count = 0
  let [busy, planned] = [0, false]
  let [beganAt, shared] = [-Infinity, false]
  let slow: NodeJS.Timeout | undefined

  /** A read that many share costs little more than one of one: whoever is heard in this turn and the next comes along. */
  const plan = (): void => {
    if (planned) return
    planned = true
    const wait = shared ? beganAt + pace - performance.now() : 0
    if (wait > 0) setTimeout(() => void next(), wait)
    else setImmediate(() => setImmediate(() => void next()))
  }
  /** Those that somebody still waits for; the others are told. */
  const inTime = (all: ReadonlyMap<string, readonly Asker[]>): ReadonlyMap<string, readonly Asker[]> => {
    const left = new Map<string, readonly Asker[]>()
    for (const [key, askers] of all) {
      const some = askers.filter(({ bound, failed }) => {
        if (!bound?.expired()) return true
        failed(new StoreUnavailable(false))
        return false
      })
      if (some.length > 0) left.set(key, some)
    }
    return left
  }
  const next = async (): Promise<void> => {
    planned = false
    clearTimeout(slow)
    slow = undefined
    if (waiting.size === 0 || busy >= lanes) return
    const asked = inTime(waiting)
    waiting = new Map()
    ;[beganAt, shared] = [performance.now(), count > 1]
    count = 0
    if (asked.size === 0) return
    busy++
    try {
      const found = await readMany([...asked.keys()])
      for (const [key, askers] of asked) for (const { done } of askers) done(found.get(key))
    } catch (error) {
      for (const { failed } of [...asked.values()].flat()) failed(error)
    } finally {
      busy--
      plan()
    }
  }

  return (key: string, bound?: Bound): Promise<V | undefined> =>
    new Promise((done, failed) => {
      if (count >= most) return failed(new StoreUnavailable(false))
      count++
      const askers = waiting.get(key)
      if (askers) askers.push({ done, failed, bound })
      else waiting.set(key, [{ done, failed, bound }])
      if (busy === 0) plan()
      else if (busy < lanes) slow ??= setTimeout(plan, slowMs)
    })
}
