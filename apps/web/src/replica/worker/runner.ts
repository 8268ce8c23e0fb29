/** Pokes within this time of a pull are gathered into one: ms. */
const gatherMs = 250
const firstPauseMs = 500
const longestPauseMs = 10_000

/** What to do after a round that failed: stay quiet until told, or try again after a while. */
export type AfterFailure = 'stop' | 'retry'

/**
 * Sends and pulls for one space, one round at a time: all that waits is sent and answered before anything is pulled.
 * Told again while busy, it goes round once more.
 */
export const createRunner = (deps: {
  readonly push: () => Promise<void>
  readonly pull: () => Promise<void>
  readonly done: () => void
  readonly failed: (error: unknown) => Promise<AfterFailure>
  readonly leads: () => boolean
}) => {
  const { push, pull, done, failed, leads } = deps
  let busy = false
  let again = false
  let pulledAt = -Infinity
  let wake = () => {}
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    if (busy) return
    busy = true
    let pause = firstPauseMs
    do {
      again = false
      try {
        await push()
        const early = pulledAt + gatherMs - performance.now()
        if (early > 0) {
          await wait(early)
          if (leads()) await push()
        }
        if (!leads()) break
        pulledAt = performance.now()
        // Whatever was told until now is in what is pulled now.
        again = false
        await pull()
        done()
        pause = firstPauseMs
      } catch (error) {
        if (!leads() || (await failed(error)) === 'stop') break
        again = false
        await wait(pause)
        pause = Math.min(pause * 2, longestPauseMs)
        again = true
      }
    } while (again && leads())
    busy = false
    if (again && leads()) void run()
  }
  return {
    /** Something is to be sent or pulled. `now` also ends a pause after a failure. */
    poke: (now: boolean) => {
      again = true
      if (now) wake()
      void run()
    },
    stop: () => wake(),
  }
}
export type Runner = ReturnType<typeof createRunner>
