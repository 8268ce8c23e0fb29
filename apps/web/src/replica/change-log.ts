/** What changed, the last ones one by one: who knows how it stood learns what to look at again. */
export const createChangeLog = <Change>(most: number) => {
  let last: Change[] = []
  let version = 0
  return {
    /** Grows with every change. */
    version: (): number => version,
    add: (change: Change): void => {
      version++
      last.push(change)
      if (last.length > 2 * most) last = last.slice(-most)
    },
    /** Too much changed to say what. */
    addMany: (): void => {
      version++
      last = []
    },
    /** The changes since that version; undefined where they are not remembered any more. */
    since: (then: number): readonly Change[] | undefined => {
      const count = version - then
      return count === 0 ? [] : count <= last.length ? last.slice(-count) : undefined
    },
  }
}
