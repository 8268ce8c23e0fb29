import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeadLetter, Lease, PendingStore, Progress } from '../../ports/pending.ts'
import { StoreUnavailable, type JournalEntry, type Store } from '../../ports/store.ts'
import type { Effect, EffectEvent } from './effect.ts'
import { backOff, type EffectTimes } from './times.ts'
import type { Targets } from './targets.ts'

/** How often what an effect writes is decided anew before that counts as a failure. */
const decisions = 8
const longestReason = 300

/** How a turn of a space ended; `busy` when its target had no room. */
export type TurnEnd = 'clear' | 'more' | 'failed' | 'busy' | 'lost' | 'closed' | 'taken'

/** The next thing to do in a space, and what is noted once it is done, or given up. */
interface Task {
  readonly entry: JournalEntry | undefined
  readonly rev: number
  readonly effect: string
  readonly done: Progress
  /** A letter that is tried once more: it fails once, and is a letter again. */
  readonly letter: DeadLetter | undefined
}

interface Deps {
  readonly store: Pick<Store, Exclude<keyof PendingStore, 'due' | 'longestPending'> | 'entry'>
  readonly effects: readonly Effect[]
  readonly now: () => Date
  readonly clock: Clock
  readonly times: EffectTimes
  readonly targets: Targets
  /** Called after a commit that an effect made. */
  readonly committed: (space: string, rev: number, docs: readonly AnyDoc[]) => void
  /** Told each time something was done or noted: it goes on. */
  readonly moved: () => void
}

class Lost extends Error {}
class Busy extends Error {}

/** What comes next; where there is nothing at that place, because it has been forgotten or dropped, how far that reaches. */
const nextTask = async (store: Deps['store'], { space, effectsRev, effectsDone, wantedRev, dead }: Lease): Promise<Task | { readonly nothing: Progress }> => {
  const here = { effectsRev, effectsDone }
  const letter = dead.find(({ again }) => again)
  if (letter) {
    const { rev, effect } = letter
    return { entry: await store.entry(space, rev), rev, effect, letter, done: { ...here, settled: { rev, effect } } }
  }
  const entry = effectsRev >= wantedRev ? undefined : await store.nextEffects(space, effectsRev)
  const names = entry?.effects ?? []
  const effect = names[effectsDone]
  if (!entry || effect === undefined) return { nothing: { effectsRev: entry?.rev ?? wantedRev, effectsDone: 0 } }
  const done = effectsDone + 1 < names.length ? { effectsRev: entry.rev - 1, effectsDone: effectsDone + 1 } : { effectsRev: entry.rev, effectsDone: 0 }
  return { entry, rev: entry.rev, effect, letter: undefined, done }
}

const eventOf = ({ space, rev, tag, mutations }: JournalEntry, { name, wants }: Effect): EffectEvent => ({
  // With the tag: after a restored backup the same rev is another event.
  key: `${space}:${rev}.${tag}:${name}`,
  space,
  rev,
  mutations: mutations.filter(wants),
})

/** Fails at the signal, whatever becomes of the work. */
const until = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = () => reject(signal.reason as Error)
    signal.addEventListener('abort', late, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late))
    if (signal.aborted) late()
  })

/**
 * Works off the effects of one space in their order, under its lease. What was done is noted under the lease's fence: an effect in the
 * store in the same transaction, one elsewhere after it was received. Who was frozen and lost the lease notes nothing more.
 */
export const createWorkOff = ({ store, effects, now, clock, times, targets, committed, moved }: Deps) => {
  const byName = new Map(effects.map((effect) => [effect.name, effect]))

  /** Does one thing, and notes it. */
  const doOne = async (lease: Lease, task: Task, signal: AbortSignal): Promise<Lease | 'clear'> => {
    const note = async (...written: readonly unknown[]) => {
      const outcome = await store.progress(lease, task.done, times.leaseMs, ...(written as []))
      if (outcome === 'lost') throw new Lost()
      return outcome
    }
    if (!task.entry) throw new Error('its entry has been forgotten')
    const effect = byName.get(task.effect)
    if (!effect) throw new Error(`this build does not know ${task.effect}`)
    const event = eventOf(task.entry, effect)
    if ('send' in effect) {
      const end = await targets.enter(effect.target(event))
      if (!end) throw new Busy()
      try {
        await until(signal, effect.send(event, signal))
      } finally {
        end()
      }
      return (await note()) as Lease | 'clear'
    }
    for (let tries = 1; tries <= decisions; tries++) {
      const { parts = [], records = [] } = await until(signal, effect.decide(event, signal))
      const outcome = await note(parts, records)
      if (outcome === 'conflict') continue
      for (const { entry, docs } of parts) committed(entry.space, entry.rev, docs)
      return outcome
    }
    throw new Error('others write what it writes, each time it is tried')
  }

  /** Notes that something failed: it is tried again later, or given up, and the space goes on. */
  const fail = async (lease: Lease, task: Task, error: unknown): Promise<Lease | 'failed' | 'lost' | 'clear'> => {
    const reason = String((error as Error).message).slice(0, longestReason)
    const letter: DeadLetter = { rev: task.rev, effect: task.effect, reason, at: now().toISOString(), again: false }
    const { effectsRev, effectsDone } = task.done
    const known = byName.has(task.effect)
    const isLast = task.letter !== undefined || lease.tries + 1 >= limits.effectTries
    // Another build does: nothing is given up for that, however often this one comes by.
    if (!known && !task.letter) return (await store.release(lease, times.unknownMs, { tries: lease.tries, reason })) ? 'failed' : 'lost'
    const hasRoom = task.letter !== undefined || lease.dead.length < limits.deadLetters
    if (isLast && hasRoom) {
      const outcome = await store.progress(lease, { effectsRev, effectsDone, buried: letter }, times.leaseMs)
      return outcome === 'conflict' ? 'lost' : outcome
    }
    return (await store.release(lease, backOff(times, lease.tries + 1), { tries: lease.tries + 1, reason })) ? 'failed' : 'lost'
  }

  /** @param closing aborted when the process ends: nothing more is begun then */
  return async (space: string, closing: { readonly begun: () => boolean; readonly late: AbortSignal }): Promise<TurnEnd> => {
    let heldUntil = clock.now() + times.leaseMs
    const taken = await store.lease(space, times.leaseMs)
    if (!taken) return 'taken'
    const lost = new AbortController()
    const stop = clock.every(times.leaseMs / 3, async () => {
      const asked = clock.now()
      if (await store.renew(taken, times.leaseMs)) heldUntil = asked + times.leaseMs
      else lost.abort(new Lost())
    })
    let lease: Lease = taken
    try {
      for (let n = 0; n < times.perTurn; n++) {
        if (closing.begun()) {
          await store.release(lease, 0)
          return 'closed'
        }
        const task = await nextTask(store, lease)
        // Frozen for too long: somebody else may be at it by now, and is asked about first.
        if (clock.now() >= heldUntil && !(await store.renew(lease, times.leaseMs))) return 'lost'
        let outcome: Lease | 'clear' | 'failed' | 'lost'
        const asked = clock.now()
        if ('nothing' in task) {
          const over = await store.progress(lease, task.nothing, times.leaseMs)
          outcome = over === 'conflict' ? 'lost' : over
        } else {
          const slow = new AbortController()
          const end = clock.after(times.effectMs, () => slow.abort(new Error(`it took longer than ${times.effectMs} ms`)))
          try {
            outcome = await doOne(lease, task, AbortSignal.any([lost.signal, slow.signal, closing.late]))
          } catch (error) {
            if (error instanceof Busy) {
              await store.release(lease, backOff(times, 1))
              return 'busy'
            }
            if (error instanceof Lost) return 'lost'
            if (closing.late.aborted) {
              await store.release(lease, 0)
              return 'closed'
            }
            // Nothing can be noted now: the lease runs out, and what was done is told by its key.
            if (error instanceof StoreUnavailable) throw error
            outcome = await fail(lease, task, error)
          } finally {
            end()
          }
        }
        moved()
        if (typeof outcome === 'string') return outcome
        lease = outcome
        heldUntil = asked + times.leaseMs
      }
      return (await store.release(lease, 0)) ? 'more' : 'lost'
    } finally {
      stop()
    }
  }
}
