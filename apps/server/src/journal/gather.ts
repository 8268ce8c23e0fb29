import { limits } from '@muster/core/contract/limits.ts'

/** Between two looks at who has come, in milliseconds. */
const lookMs = 1

/**
 * Waits between two entries of a space for those who were just answered: many of them write again at once, and what a commit costs beside
 * its rows is then shared by all instead of half of them.
 * @param waiting how many wait to be written now
 * @param answered how many the entry before answered
 * @param mostMs after so long it goes on without those who have not come
 */
export const gather = async (waiting: () => number, answered: number, mostMs: number): Promise<void> => {
  const all = Math.min(limits.groupMutations, waiting() + answered)
  const until = performance.now() + mostMs
  while (waiting() < all) {
    await new Promise((resolve) => setTimeout(resolve, lookMs))
    if (performance.now() >= until) return
  }
}
