import { Refusal } from '@muster/core/domain/world.ts'

/**
 * Runs what is asked for under a key once, however many ask while it runs. A refusal is for whoever's request ran it, who may have had
 * less time or room left: the others begin anew, once. Any other failure is told to all.
 */
export const createOnce = <T>() => {
  const running = new Map<string, Promise<T>>()
  const join = (key: string, run: () => Promise<T>): Promise<T> => {
    const already = running.get(key)
    if (already) return already
    const started = run().finally(() => running.delete(key))
    running.set(key, started)
    return started
  }
  return async (key: string, run: () => Promise<T>): Promise<T> => {
    const already = running.get(key)
    if (!already) return join(key, run)
    try {
      return await already
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return join(key, run)
    }
  }
}
