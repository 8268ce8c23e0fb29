const firstMs = 500
const longestMs = 10_000
/** A server that asks to wait is believed for so long: ms. */
const longestAskedMs = 3_600_000

/** How long to rest after so many failures in a row: any time up to a bound that doubles, so that many who failed together do not come back together. */
export const backoffMs = (failures: number, random: () => number = Math.random): number => random() * Math.min(longestMs, firstMs * 2 ** failures)

/** How long a `Retry-After` asks to wait: ms. It names seconds, or a date by the server's clock. */
export const askedMs = (retryAfter: string | null, serverNow: number): number => {
  if (retryAfter === null) return 0
  const ms = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - serverNow
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestAskedMs)
}
