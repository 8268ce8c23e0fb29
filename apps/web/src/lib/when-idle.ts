/** At the latest after so long: ms. */
const latestMs = 1_000
/** How long a page has its line for itself before what may be asked for later is fetched: ms. */
const fetchMs = 1_000

/** Does something once the page has come to rest. Where a browser does not tell of that, after what is at hand. */
export const whenIdle = (work: () => void): void => {
  const idle = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
  if (idle) idle(work, { timeout: latestMs })
  else setTimeout(work)
}

/** Fetches code that the first paint does without, so that it is there when it is asked for, and offline. Without a line it is asked for again then. */
export const fetchWhenIdle = (...loads: readonly (() => Promise<unknown>)[]): void =>
  void setTimeout(
    () =>
      whenIdle(() => {
        for (const load of loads) void load().catch(() => {})
      }),
    fetchMs,
  )
