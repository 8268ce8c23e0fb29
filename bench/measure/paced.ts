const lookMs = 5

/** Does so many things a second, for so many milliseconds, whether those before are done or not; returns when all are. */
export const paced = async (rate: number, ms: number, work: (n: number) => Promise<void>): Promise<number> => {
  const started = performance.now()
  const total = Math.round((rate * ms) / 1_000)
  const under: Promise<void>[] = []
  for (let n = 0; n < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - started) * rate) / 1_000) + 1)
    while (n < due) under.push(work(n++))
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
  await Promise.all(under)
  return total
}

/** Each kind of thing at its own rate a second, at random moments, for so many milliseconds; returns when all are done. */
export const atRandom = async (
  kinds: readonly { readonly rate: number; readonly work: () => Promise<void> }[],
  ms: number,
  random: () => number,
): Promise<void> => {
  const pause = (rate: number) => (-Math.log(1 - random()) * 1_000) / rate
  const end = performance.now() + ms
  await Promise.all(
    kinds.map(async ({ rate, work }) => {
      const under: Promise<void>[] = []
      for (let at = performance.now() + pause(rate); at < end; at += pause(rate)) {
        const early = at - performance.now()
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
        under.push(work())
      }
      await Promise.all(under)
    }),
  )
}
