import { backoffMs } from './backoff.ts'

/** Pokes within this time of a pull are gathered into one: ms. */
const gatherMs = 250

/** What to do after a round that failed: stay quiet until told, or try again, at the earliest after so many ms. */
export type AfterFailure = 'stop' | number

/**
 * Sends and pulls for one space. What waits is sent at once, also while something is being fetched; a round sends it, fetches,
 * and sends again what came meanwhile before it applies what it fetched. Told again while busy, it goes round once more.
 */
export const createRunner = (deps: {
  /** Sends all that waits, and returns when it is answered. */
  readonly push: () => Promise<void>
  /** Fetches, then waits for `pushed` before it applies. */
  readonly pull: (pushed: () => Promise<void>) => Promise<void>
  readonly done: () => void
  readonly failed: (error: unknown) => Promise<AfterFailure>
  readonly leads: () => boolean
  /** How long nothing is to be asked of the server, whichever space it is about: ms; none or less than none means now. */
  readonly heldMs?: () => number
}) => {
  const { push, pull, done, failed, leads, heldMs = () => 0 } = deps
  let busy = false
  let again = false
  let pulledAt = -Infinity
  /** Before this nothing is asked of the server, whoever calls. */
  let notBefore = -Infinity
  let wake = () => {}
  let pushing: Promise<void> | undefined
  let more = false
  /** Whether what is told now is sent beside a fetch that is under way. */
  let fetching = false
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  /** Until what waited when it was called has been answered. */
  const pushed = (): Promise<void> => {
    more = true
    pushing ??= (async () => {
      try {
        while (more && leads()) {
          more = false
          await push()
        }
      } finally {
        pushing = undefined
      }
    })()
    return pushing
  }
  const pushBeside = () => {
    if (!fetching || heldMs() > 0) return
    pushed().catch(() => {
      // The round meets the same before it applies anything; until then nothing more is tried.
      fetching = false
    })
  }
  const round = async () => {
    for (let held = heldMs(); held > 0 && leads(); held = heldMs()) {
      notBefore = performance.now() + held
      await wait(held + backoffMs(0))
    }
    if (!leads()) return
    await pushed()
    const early = pulledAt + gatherMs - performance.now()
    if (early > 0) {
      await wait(early)
      if (leads()) await pushed()
    }
    if (!leads()) return
    pulledAt = performance.now()
    // Whatever was told until now is in what is pulled now.
    again = false
    fetching = true
    await pull(pushed)
    done()
  }
  const run = async (): Promise<void> => {
    if (busy) return
    busy = true
    let failures = 0
    do {
      again = false
      try {
        await round()
        failures = 0
      } catch (error) {
        fetching = false
        const least = leads() ? await failed(error) : 'stop'
        if (least === 'stop') break
        again = false
        notBefore = performance.now() + least
        await wait(least + backoffMs(failures++))
        again = true
      } finally {
        fetching = false
      }
    } while (again && leads())
    busy = false
    if (again && leads()) void run()
  }
  return {
    /** Something is to be sent or pulled. `now` also ends a pause after a failure, unless the server asked for it. */
    poke: (now: boolean) => {
      again = true
      if (now && performance.now() >= notBefore) wake()
      pushBeside()
      void run()
    },
    stop: () => wake(),
  }
}
export type Runner = ReturnType<typeof createRunner>
