import type { Cache } from '../ports/cache.ts'

/** Milliseconds after which whoever waits looks again, the first time; each time twice as many. */
const firstLookMs = 5

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * What another process has made, or is making: it is waited for as long as making it here would take about as long. One claims it; who
 * waits only looks whether it is there, and claims it once more where nobody makes it any longer.
 * @param keys what is asked for, and what is welcome beside it
 * @param patienceMs longest wait for whoever said that they make it, in milliseconds
 * @returns the bytes of the first key; undefined where they are to be made here
 */
export const fetchElsewhere = async (cache: Cache, keys: readonly [string, ...string[]], patienceMs: number): Promise<Buffer | undefined> => {
  // Asked together, it is one way there and back.
  const [[bytes], first] = await Promise.all([cache.fetch(keys), cache.claim(keys[0], patienceMs)])
  if (bytes || first) return bytes
  let waited = 0
  for (let ms = firstLookMs; waited < patienceMs; ms *= 2) {
    const next = Math.min(ms, patienceMs - waited)
    await pause(next)
    waited += next
    const { bytes: made, making } = await cache.look(keys)
    if (made) return made
    // Whoever said so may have made what is not shared: then one of those who wait is the next.
    if (!making && (await cache.claim(keys[0], patienceMs))) return undefined
  }
  return undefined
}
