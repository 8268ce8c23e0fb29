import { refuse } from '@muster/core/domain/world.ts'

/** Lets `most` works run at once; the others wait in the order they came, `line` of them at most. Refuses `busy` beyond. */
export const createGate = (most: number, line: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < most) running++
    else if (waiting.length >= line) refuse('busy', 'Many load their spaces just now. Try again in a moment.')
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // Whose turn it is takes over the place.
      if (next) next()
      else running--
    }
  }
}
