import { clockOffset, setClockOffset } from './server-clock.ts'

const secondMs = 1_000

/**
 * Learns from a reply's `Date`, which names the second in which it was written, some time between asking and hearing. The
 * offset moves as little as that asks for, so that a clock which is right stays untouched. Times are ms.
 */
export const hearDate = (header: string | null, askedAt: number, heardAt: number): void => {
  const said = Date.parse(header ?? '')
  if (!Number.isNaN(said)) setClockOffset(Math.min(Math.max(clockOffset(), said - heardAt), said + secondMs - askedAt))
}
