import { Refusal } from '@muster/core/domain/world.ts'
import { StoreUnavailable } from '../ports/store.ts'

/**
 * Decided again at least so often while others keep winning the race for a head, and for so long, in milliseconds: a process that was
 * killed in the middle of a commit holds the head until its transaction is ended, about two seconds later.
 */
const [fewestTries, heldMs] = [12, 4_000]
/** Shortest and longest time that one commit is taken to be under way, in milliseconds. */
const [shortMs, longMs] = [4, 60]
/** The longest pause is so many commits. */
const mostCommits = 8

/**
 * How long a commit takes here, by those that took place: who lost the race for a head waits until the winner's is done. Tried again
 * before, they can only lose once more, and take from the winner the machine that its commit runs on.
 */
export const createPace = () => {
  let usual = shortMs
  return {
    took: (ms: number): void => void (usual += (ms - usual) / 8),
    usualMs: (): number => usual,
    /** How long to wait after so many lost races: at random, so that of many one comes first, and longer each time. */
    pauseMs: (lost: number): number => Math.random() * Math.min(longMs, Math.max(shortMs, usual)) * Math.min(mostCommits, 2 ** lost),
  }
}
export type Pace = ReturnType<typeof createPace>

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const longPause = (): number => 100 + Math.random() * 200

/** What is not known yet of changes that are tried. */
export interface Doubt {
  /** Something of them was sent, or is known by a member alone, of which it could not be learnt whether it lasts. */
  unsure: boolean
}

/**
 * Decides and commits until it is done. When somebody else won the race for a head it is tried again after a short random pause,
 * longer each time; while the store does not answer, after a longer one: a new primary may be about to be elected.
 * @param attempt one try; what it left undone it does the next time
 * @param over whether nobody waits for the outcome any more
 * @param pace how long commits take here
 * @param doubt what was left open before, and is when it throws
 * @throws Refusal `busy` when others keep winning, `unavailable` when the store did not answer and nothing took effect, and
 *   `outcome_unknown` when a commit was sent of which it could not be learnt whether it took place
 */
export const untilDone = async <T>(attempt: () => Promise<T | 'conflict'>, over: () => boolean, pace: Pace, doubt: Doubt = { unsure: false }): Promise<T> => {
  const giveUp = (code: 'busy' | 'unavailable'): never => {
    if (doubt.unsure) throw new Refusal('outcome_unknown', 'Send it again with the same id.')
    throw new Refusal(code, code === 'busy' ? 'Too many people write here at once.' : 'The store does not answer. Try again in a moment.')
  }
  let lostSince = 0
  for (let tries = 1; ;) {
    try {
      const begun = performance.now()
      const result = await attempt()
      if (result !== 'conflict') {
        pace.took(performance.now() - begun)
        doubt.unsure = false
        return result
      }
      if (tries === 1) lostSince = begun
      const often = tries >= fewestTries
      if (over() || (often && performance.now() - lostSince >= heldMs)) giveUp('busy')
      // So often it is no race that was lost: nobody is helped by many tries.
      await pause(often ? longPause() : pace.pauseMs(tries))
      tries++
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      doubt.unsure ||= error.unknown
      if (over()) giveUp('unavailable')
      await pause(longPause())
    }
  }
}
