/** So many shared reads at once: one that hangs does not hold up all others. */
const lanes = 2

/**
 * Turns reads of many into reads of one: those who ask while the lanes are busy, or in the same turn of the event loop,
 * share the next read. Nobody joins one that is under way, since what it sees may be older than the question.
 */
export const shareReads = <V>(readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) => {
  interface Asker {
    readonly done: (value: V | undefined) => void
    readonly failed: (error: unknown) => void
  }
  let waiting = new Map<string, Asker[]>()
  let [busy, planned] = [0, false]

  const next = async (): Promise<void> => {
    planned = false
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
      void next()
    }
  }

  return (key: string): Promise<V | undefined> =>
    new Promise((done, failed) => {
      waiting.set(key, [...(waiting.get(key) ?? []), { done, failed }])
      if (planned || busy >= lanes) return
      planned = true
      setImmediate(() => void next())
    })
}
