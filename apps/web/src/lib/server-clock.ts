const secondMs = 1_000

/** How far the server's clock is ahead of this machine's: ms. */
let offset = 0

/**
 * Learns from a reply's `Date`, which names the second in which it was written, some time between asking and hearing. The
 * offset moves as little as that asks for, so that a clock which is right stays untouched. Times are ms.
 */
export const hearDate = (header: string | null, askedAt: number, heardAt: number): void => {
  const said = Date.parse(header ?? '')
  if (!Number.isNaN(said)) offset = Math.min(Math.max(offset, said - heardAt), said + secondMs - askedAt)
}

export const clockOffset = (): number => offset

/** Takes over what another thread of this page has learnt. */
export const setClockOffset = (now: number): void => {
  offset = now
}

/** The time as the server has it, as far as known here: ms. */
export const serverNow = (): number => Date.now() + offset
