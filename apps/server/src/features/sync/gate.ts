import { refuse } from '@muster/core/domain/world.ts'

/**
 * Lets `most` works run at once. The others wait, `line` of them at most and `each` of one person, and people take turns: however
 * many somebody waits with, the first of another is behind one of theirs. Refuses `busy` beyond.
 */
export const createGate = ({ most, line, each }: { readonly most: number; readonly line: number; readonly each: number }) => {
  const waiting = new Map<string, (() => void)[]>()
  let [running, count] = [0, 0]
  const enter = async (who: string): Promise<void> => {
    if (running < most) return void running++
    const theirs = waiting.get(who) ?? []
    if (count >= line || theirs.length >= each) refuse('busy', 'Many load their spaces just now. Try again in a moment.')
    count++
    waiting.set(who, theirs)
    await new Promise<void>((resolve) => theirs.push(resolve))
  }
  const leave = (): void => {
    const [next] = waiting
    if (!next) return void running--
    const [who, theirs] = next
    waiting.delete(who)
    const begin = theirs.shift()
    if (theirs.length > 0) waiting.set(who, theirs)
    count--
    // Whose turn it is takes over the place.
    begin?.()
  }
  return async <T>(who: string, work: () => Promise<T>): Promise<T> => {
    await enter(who)
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
