type Ends = readonly [start: number, end: number]
/** What is known of an array that was made from another by a few changes. */
const made = new WeakMap<readonly unknown[], { readonly was: readonly unknown[]; readonly ends: Ends }>()

/** Says of an array that was made from another how much of its ends was left as it was: to go through both takes longer than to make it. */
export const tellEnds = (now: readonly unknown[], was: readonly unknown[], ends: Ends): void => {
  made.set(now, { was, ends })
  // One step back is enough: with all of them no array would ever be let go of.
  made.delete(was)
}

/** How many items an array has in common with what it was at their start, and how many of the others at their end: at least so many where that was told. */
export const commonEnds = <T>(now: readonly T[], was: readonly T[]): Ends => {
  const known = made.get(now)
  if (known?.was === was) return known.ends
  const most = Math.min(now.length, was.length)
  let start = 0
  while (start < most && now[start] === was[start]) start++
  let end = 0
  while (end < most - start && now[now.length - 1 - end] === was[was.length - 1 - end]) end++
  return [start, end]
}
