/** The store's clock looked at once: by how many milliseconds it is ahead of ours, give or take half of the time that the answer took. */
interface Look {
  readonly aheadMs: number
  readonly tookMs: number
}

const looksAtStart = 3
/** How long ours carries on before the store's is looked at again. */
const againMs = 10_000
/** A look that took longer says less than the one before. */
const slowMs = 1_000
/** A clock that is moved by hand and further away is meant to tell another time. */
const skewMs = 3_600_000

/**
 * The time of day as the store tells it, for processes that share one: what one of them wrote, another compares with its own time. Ours
 * carries on between two looks at the store's; where the store does not answer, by what was seen last.
 * @param again whether it is looked at again as time goes by. False for a clock that is moved by hand
 */
export const createSharedClock = async (deps: {
  readonly own: () => Date
  readonly storeTime: () => Promise<Date>
  readonly again: boolean
}): Promise<() => Date> => {
  const { own, storeTime, again } = deps
  const look = async (): Promise<Look> => {
    const asked = own().getTime()
    const told = (await storeTime()).getTime()
    const heard = own().getTime()
    return { aheadMs: told - (asked + heard) / 2, tookMs: Math.abs(heard - asked) }
  }
  let aheadMs = 0
  let lookedAt = -Infinity
  let looking = false
  const believe = (seen: Look) => {
    lookedAt = own().getTime()
    if (seen.tookMs <= slowMs) aheadMs = again || Math.abs(seen.aheadMs) <= skewMs ? Math.round(seen.aheadMs) : 0
  }
  const lookAgain = async () => {
    looking = true
    try {
      believe(await look())
    } catch {
      lookedAt = own().getTime()
    } finally {
      looking = false
    }
  }

  let best: Look | undefined
  for (let n = 0; n < looksAtStart; n++) {
    const seen = await look().catch(() => undefined)
    if (seen && seen.tookMs < (best?.tookMs ?? Infinity)) best = seen
  }
  if (best) believe(best)
  return () => {
    const at = own().getTime()
    // Either way: ours may have been set.
    if (again && !looking && Math.abs(at - lookedAt) >= againMs) void lookAgain()
    return new Date(at + aheadMs)
  }
}
