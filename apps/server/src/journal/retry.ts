import { Refusal } from '@muster/core/domain/world.ts'
import { StoreUnavailable } from '../ports/store.ts'

/** Decided again at most so often while others keep winning the race for a head. */
const maxTries = 12

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** What is not known yet of changes that are tried. */
export interface Doubt {
  /** Something of them was sent, or is known by a member alone, of which it could not be learnt whether it lasts. */
  unsure: boolean
}

/**
 * Decides and commits until it is done. When somebody else won the race for a head it is tried again after a short random pause;
 * while the store does not answer, after a longer one: a new primary may be about to be elected.
 * @param attempt one try; what it left undone it does the next time
 * @param over whether nobody waits for the outcome any more
 * @param doubt what was left open before, and is when it throws
 * @throws Refusal `busy` when others keep winning, `unavailable` when the store did not answer and nothing took effect, and
 *   `outcome_unknown` when a commit was sent of which it could not be learnt whether it took place
 */
export const untilDone = async <T>(attempt: () => Promise<T | 'conflict'>, over: () => boolean, doubt: Doubt = { unsure: false }): Promise<T> => {
  const giveUp = (code: 'busy' | 'unavailable'): never => {
    if (doubt.unsure) throw new Refusal('outcome_unknown', 'Send it again with the same id.')
    throw new Refusal(code, code === 'busy' ? 'Too many people write here at once.' : 'The store does not answer. Try again in a moment.')
  }
  for (let tries = 1; ;) {
    try {
      const result = await attempt()
      if (result !== 'conflict') {
        doubt.unsure = false
        return result
      }
      if (tries >= maxTries || over()) giveUp('busy')
      await pause(Math.random() * Math.min(32, 4 * 2 ** tries++))
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      doubt.unsure ||= error.unknown
      if (over()) giveUp('unavailable')
      await pause(100 + Math.random() * 200)
    }
  }
}
