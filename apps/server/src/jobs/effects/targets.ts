/** So many effects at once for each target: one that is slow holds up its own, and the others have room. */
export const createTargets = (most: number) => {
  const inside = new Map<string, number>()
  return {
    /** Gives what ends it; undefined when there is no room. */
    enter: (target: string): (() => void) | undefined => {
      const count = inside.get(target) ?? 0
      if (count >= most) return undefined
      inside.set(target, count + 1)
      return () => {
        const left = (inside.get(target) ?? 1) - 1
        if (left === 0) inside.delete(target)
        else inside.set(target, left)
      }
    },
    /** Targets with something under way. */
    count: (): number => inside.size,
  }
}
export type Targets = ReturnType<typeof createTargets>
