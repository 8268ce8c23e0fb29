/** At the latest after so long: ms. */
const latestMs = 1_000
/** How long a page has its line for itself before what may be asked for later is fetched: ms. */
const fetchMs = 1_000
/** How much of what the page is to show is on its way. */
let coming = 0
let later: (() => void)[] = []

/** Does something once the page has come to rest. Where a browser does not tell of that, after what is at hand. */
export const whenIdle = (work: () => void): void => {
  const idle = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
  if (idle) idle(work, { timeout: latestMs })
  else setTimeout(work)
}
/** Comes once the page has come to rest. */
export const atRest = (): Promise<void> => new Promise(whenIdle)

/** Leaves the line to what the page is to show: nothing is fetched for later until it has come, or cannot come. */
export const comesFirst = <Shown>(what: Promise<Shown>): Promise<Shown> => {
  const over = () => {
    coming--
    const waiting = later
    later = []
    for (const look of waiting) look()
  }
  coming++
  what.then(over, over)
  return what
}
const whenShown = (work: () => void): void => whenIdle(() => (coming > 0 ? void later.push(() => whenShown(work)) : work()))

/** Fetches code that the page does without, once it shows what it was opened for, so that it is there when it is asked for, and offline. Without a line it is asked for again then. */
export const fetchWhenIdle = (...loads: readonly (() => Promise<unknown>)[]): void =>
  void setTimeout(
    () =>
      whenShown(() => {
        for (const load of loads) void load().catch(() => {})
      }),
    fetchMs,
  )
