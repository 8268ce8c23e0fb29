/** How many items two arrays have in common at their start, and how many of the others at their end. */
export const commonEnds = <T>(a: readonly T[], b: readonly T[]): readonly [number, number] => {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [start, end]
}
