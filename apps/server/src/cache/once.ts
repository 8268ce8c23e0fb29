/** Runs what is asked for under a key once, however many ask while it runs. */
export const createOnce = <T>() => {
  const running = new Map<string, Promise<T>>()
  return (key: string, run: () => Promise<T>): Promise<T> => {
    const already = running.get(key)
    if (already) return already
    const started = run().finally(() => running.delete(key))
    running.set(key, started)
    return started
  }
}
