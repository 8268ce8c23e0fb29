import { diff3Merge } from 'node-diff3'

const mark = 'Also written at the same time:'

/** A three-way merge by line. No line of either side vanishes: where both changed the same lines, both stay. */
export const mergeNotes = (base: string, mine: string, theirs: string): string => {
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const lines = diff3Merge(theirs.split('\n'), base.split('\n'), mine.split('\n')).flatMap((region) => {
    if (region.ok) return region.ok
    const { a = [], b = [] } = region.conflict ?? {}
    if (b.length === 0) return a
    if (a.length === 0) return b
    return [...a, mark, ...b]
  })
  return lines.join('\n')
}
