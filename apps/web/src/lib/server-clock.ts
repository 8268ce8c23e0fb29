/** How far the server's clock is ahead of this machine's: ms. */
let offset = 0

export const clockOffset = (): number => offset

/** Takes over what another thread of this page has learnt. */
export const setClockOffset = (now: number): void => {
  offset = now
}

/** The time as the server has it, as far as known here: ms. */
export const serverNow = (): number => Date.now() + offset
