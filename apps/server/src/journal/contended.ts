/** So many spaces are known to be written to by others, and for so long after a race was lost, in milliseconds. */
const [most, forMs] = [5_000, 5_000]

/** Spaces whose head somebody else has moved not long ago. */
export const createContended = () => {
  /** The one that was lost last is the last. */
  const until = new Map<string, number>()
  return {
    /** A race for its head was lost. */
    lost: (space: string): void => {
      const now = performance.now()
      until.delete(space)
      until.set(space, now + forMs)
      for (const [first, end] of until) {
        if (until.size <= most && end > now) break
        until.delete(first)
      }
    },
    has: (space: string): boolean => (until.get(space) ?? 0) > performance.now(),
  }
}
