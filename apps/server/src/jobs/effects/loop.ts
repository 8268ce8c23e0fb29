import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { systemClock, type Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Effect } from './effect.ts'
import { createTargets } from './targets.ts'
import { usual, type EffectTimes } from './times.ts'
import { createWorkOff, type TurnEnd } from './work-off.ts'

/** So many times what is worked on at once is looked at. */
const pages = 4
/** Waits between two looks grow up to so many polls while the store does not answer. */
const longestPolls = 15

/**
 * Works off what commits have left to be done, in this process and beside others: several spaces at once, each in its order and by one
 * process at a time. Nothing runs before `start`. The bell only makes it quicker: what is due is found by looking.
 */
export const createEffectLoop = (deps: {
  readonly store: Store
  readonly effects: readonly Effect[]
  readonly now: () => Date
  readonly committed: (space: string, rev: number, docs: readonly AnyDoc[]) => void
  /** Told of a look, or a turn of a space, that failed; it is tried again. */
  readonly failed: (error: unknown) => void
  readonly clock?: Clock | undefined
  readonly times?: Partial<EffectTimes> | undefined
}) => {
  const { store, effects, failed, clock = systemClock } = deps
  const times = { ...usual, ...deps.times }
  const targets = createTargets(times.perTarget, times.placeMs, clock)
  const late = new AbortController()
  const running = new Map<string, Promise<void>>()
  let [started, closed, looking] = [false, false, false]
  let lastLook: Promise<void> = Promise.resolve()
  /** A bell that rang while somebody looked, or before the next look was allowed. */
  let rung = false
  let failures = 0
  let lookedAt = -Infinity
  let movedAt = -Infinity
  let stopWaiting: (() => void) | undefined

  const moved = () => void (movedAt = clock.now())
  const workOff = createWorkOff({ ...deps, clock, times, targets, moved })
  const closing = { begun: () => closed, late: late.signal }

  const waitFor = (ms: number) => {
    stopWaiting?.()
    stopWaiting = closed ? undefined : clock.after(ms, () => void (lastLook = look()))
  }
  const plan = () => {
    const pollMs = times.pollMs * Math.min(longestPolls, 2 ** failures) * (0.5 + Math.random())
    const soon = rung && failures === 0
    rung = false
    waitFor(soon ? Math.max(0, lookedAt + times.paceMs - clock.now()) : pollMs)
  }
  const wake = () => {
    // Nobody hurries a store that does not answer; whoever looks now, or has no room, looks again by itself.
    if (!started || closed || rung || failures > 0) return
    rung = true
    if (!looking) plan()
  }
  const turn = async (space: string): Promise<TurnEnd | undefined> => {
    try {
      return await workOff(space, closing)
    } catch (error) {
      failed(error)
      return undefined
    }
  }
  const begin = (space: string) => {
    const work = turn(space).then((end) => {
      running.delete(space)
      if (end === undefined) return
      moved()
      // A place is free; whatever else is due comes first, as it waits longer.
      wake()
    })
    running.set(space, work)
  }
  const look = async (): Promise<void> => {
    if (looking || closed) return
    looking = true
    lookedAt = clock.now()
    try {
      const room = times.spaces - running.size
      if (room > 0) {
        // Those that are worked on here may be found too, if their lease has just run out.
        const due = (await store.due(times.spaces * pages)).filter((one) => !running.has(one))
        moved()
        // Of more than there is room for, some by chance: all processes see the same ones first.
        const from = Math.floor(Math.random() * (Math.max(0, due.length - room) + 1))
        for (const space of due.slice(from, from + room)) if (!closed) begin(space)
      }
      failures = 0
    } catch (error) {
      failures++
      failed(error)
    } finally {
      looking = false
      plan()
    }
  }

  return {
    /** Does nothing where there are no effects: what other builds leave to be done is theirs to do. */
    start: (): void => {
      if (effects.length === 0 || started) return
      started = true
      moved()
      waitFor(times.paceMs * Math.random())
    },
    /** Something was committed, here or elsewhere. */
    wake,
    /** Begins nothing more, and ends with what has begun: done, or let go of after a while; what does not come back at all is not waited for. */
    close: async (): Promise<void> => {
      closed = true
      stopWaiting?.()
      const over = Promise.withResolvers<void>()
      const stops = [clock.after(times.drainMs, () => late.abort(new Error('the process ends'))), clock.after(2 * times.drainMs, over.resolve)]
      await Promise.race([Promise.all([lastLook, ...running.values()]), over.promise])
      for (const stop of stops) stop()
    },
    /** Spaces that are worked on now. */
    running: (): number => running.size,
    /** For how long the space that has been pending longest has been so, in milliseconds; 0 when none is. Reads one key of an index. */
    oldestPendingMs: async (): Promise<number> => (await store.longestPending(1))[0]?.waitedMs ?? 0,
    /**
     * Whether work waits for too long and this process has come no further for as long: neither looked, nor done, noted or given up anything. Where
     * others are slow, or fail, it comes further: it notes that, and puts it off.
     */
    stuck: async (): Promise<boolean> =>
      started && !closed && clock.now() - movedAt > times.stuckMs && ((await store.longestPending(1))[0]?.waitedMs ?? 0) > times.stuckMs,
  }
}
