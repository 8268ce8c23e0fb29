import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'

/** A task made of a line: where the line is longer than a title may be, all of it stands in the notes. */
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

/**
 * What text of many lines would become: one task a line, without bullets and boxes; empty lines are none. What is indented stands
 * below what it is indented from, `deepest` levels at most.
 */
export const tasksOf = (text: string, deepest: number): readonly PastedTask[] => {
  const above: number[] = []
  return text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((line) => {
    const bare = tidyLine(line)
      .replace(/^(?:[-*+•◦–]|\d{1,3}[.)])\s+/, '')
      .replace(/^\[[ xX]?\]\s*/, '')
    const whole = tidyLine(bare)
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
