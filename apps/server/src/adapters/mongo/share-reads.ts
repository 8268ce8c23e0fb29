/** So many shared reads at once: one that hangs does not hold up all others. */
const lanes = 2

/**
 * Turns reads of many into reads of one: those who ask while a read is under way, or at about the same time, share the
 * next. Nobody joins one that is under way, since what it sees may be older than the question.
 * @param slowMs after so many milliseconds a read is no longer waited for, and the next begins beside it
 */
export const shareReads = <V>(readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>, slowMs = 20) => {
  interface Asker {
    readonly done: (value: V | undefined) => void
    readonly failed: (error: unknown) => void
  }
  let waiting = new Map<string, Asker[]>()
  let [busy, planned] = [0, false]
  let slow: NodeJS.Timeout | undefined

  /** A read that many share costs little more than one of one: whoever is heard in this turn and the next comes along. */
  const plan = (): void => {
    if (planned) return
    planned = true
    setImmediate(() => setImmediate(() => void next()))
  }
  const next = async (): Promise<void> => {
    planned = false
    clearTimeout(slow)
    slow = undefined
    if (waiting.size === 0 || busy >= lanes) return
    const asked = waiting
    waiting = new Map()
    busy++
    try {
      const found = await readMany([...asked.keys()])
      for (const [key, askers] of asked) for (const { done } of askers) done(found.get(key))
    } catch (error) {
      for (const { failed } of [...asked.values()].flat()) failed(error)
    } finally {
      busy--
      plan()
    }
  }

  return (key: string): Promise<V | undefined> =>
    new Promise((done, failed) => {
      const askers = waiting.get(key)
      if (askers) askers.push({ done, failed })
      else waiting.set(key, [{ done, failed }])
      if (busy === 0) plan()
      else if (busy < lanes) slow ??= setTimeout(plan, slowMs)
    })
}
