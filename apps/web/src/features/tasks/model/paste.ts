import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'

/** A task made of a line: where the line is longer than a title may be, all of it stands in the notes. */
export interface PastedTask {
  readonly title: string
  readonly notes?: string
}

/** What text of many lines would become: one task a line, without bullets and boxes; empty lines are none. */
export const tasksOf = (text: string): readonly PastedTask[] =>
  text.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((line) => {
    const bare = tidyLine(line)
      .replace(/^(?:[-*+•◦–]|\d{1,3}[.)])\s+/, '')
      .replace(/^\[[ xX]?\]\s*/, '')
    const whole = tidyLine(bare)
    if (!whole) return []
    if (whole.length <= limits.title) return [{ title: whole }]
    // Tidied once more: a cut can leave half a character.
    return [{ title: `${tidyLine(whole.slice(0, limits.title - 1))}…`, notes: tidyLine(whole.slice(0, limits.notes)) }]
  })
