import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'

/** A task made of a line: where the line is longer than a title may be, all of it stands in the notes, as far as they hold it. */
export interface PastedTask {
  readonly title: string
  readonly notes?: string
  /** How many of the tasks before it it stands below. */
  readonly depth: number
}
const tabWidth = 4
const widthOf = (line: string): number => {
  let width = 0
  for (const sign of line) {
    if (sign === '\t') width += tabWidth - (width % tabWidth)
    else if (/\s/u.test(sign)) width++
    else break
  }
  return width
}

const linesOf = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029]/)
/** A line without bullet and box. */
const wholeOf = (line: string): string => {
  const bare = tidyLine(line)
    .replace(/^(?:[-*+•◦–]|\d{1,3}[.)])\s+/, '')
    .replace(/^\[[ xX]?\]\s*/, '')
  return tidyLine(bare)
}
/** All that the lines say, in one. */
export const inOneLine = (text: string): string => linesOf(text).map(wholeOf).filter(Boolean).join(' ')
/** How long the longest line is: longer than notes can be, it fits into no task. */
export const longestLine = (text: string): number => linesOf(text).reduce((most, line) => Math.max(most, wholeOf(line).length), 0)

/**
 * What text of many lines would become: one task a line, without bullets and boxes; empty lines are none. What is indented stands
 * below what it is indented from, `deepest` levels at most.
 */
export const tasksOf = (text: string, deepest: number): readonly PastedTask[] => {
  const above: number[] = []
  return linesOf(text).flatMap((line) => {
    const whole = wholeOf(line)
    if (!whole) return []
    const width = widthOf(line)
    while ((above.at(-1) ?? -1) >= width) above.pop()
    const depth = Math.min(above.length, deepest)
    above.push(width)
    if (whole.length <= limits.title) return [{ title: whole, depth }]
    // Tidied once more: a cut can leave half a character.
    return [{ title: `${tidyLine(whole.slice(0, limits.title - 1))}…`, notes: tidyLine(whole.slice(0, limits.notes)), depth }]
  })
}
