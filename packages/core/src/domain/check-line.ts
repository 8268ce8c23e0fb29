import type { Work } from './align-lines.ts'
import { lineFeeds } from './line-feeds.ts'

/** A box of a task list in notes: the line it stands in, the how-manieth of those that read the same but for their marks, and what it is to be. */
export interface Check {
  readonly line: string
  readonly nth: number
  readonly on: boolean
}
/** The first of a line is its box: before it stand only marks of lists and quotes, and names of notes at the foot. */
const box = /\[[ xX\t]\]/
const bare = (line: string): string => line.replace(box, '[ ]')
const marked = (line: string, on: boolean): string => line.replace(box, on ? '[x]' : '[ ]')
const isOn = (line: string): boolean => /^\[[xX]\]$/.test(box.exec(line)?.[0] ?? '')

/**
 * The text with one box set, wherever its line stands by now; where there are fewer such lines than there were, the last of them.
 * Undefined when there is none, or no box in it.
 */
export const withCheck = (text: string, { line, nth, on }: Check, work: Work = { steps: 0 }): string | undefined => {
  if (!box.test(line)) return undefined
  const [lines, wanted] = [lineFeeds(text).split('\n'), bare(line)]
  work.steps += lines.length
  let found = -1
  for (let at = 0, count = 0; at < lines.length && count <= nth; at++)
    if (bare(lines[at] as string) === wanted) {
      found = at
      count++
    }
  if (found === -1) return undefined
  const there = lines[found] as string
  return isOn(there) === on ? lineFeeds(text) : lines.with(found, marked(there, on)).join('\n')
}

/** The box whose mark stands at a place of a text, to be set; undefined where that is no box by which its line is known. */
export const checkAt = (text: string, at: number, on: boolean): Check | undefined => {
  const start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1
  const line = /^[^\r\n]*/.exec(text.slice(start))?.[0] ?? ''
  if (line.search(box) + 1 !== at - start) return undefined
  const wanted = bare(line)
  return {
    line,
    nth: text
      .slice(0, start)
      .split(/\r\n|\n|\r/)
      .filter((one) => bare(one) === wanted).length,
    on,
  }
}

/** The boxes that make one text of another, where they differ in boxes alone, and in so many at most. */
export const checksBetween = (from: string, to: string, most: number): readonly Check[] | undefined => {
  const [before, after] = [from.split('\n'), to.split('\n')]
  if (from.length !== to.length || before.length !== after.length) return undefined
  const seen = new Map<string, number>()
  const checks: Check[] = []
  for (const [at, line] of before.entries()) {
    const same = bare(line)
    const nth = seen.get(same) ?? 0
    seen.set(same, nth + 1)
    const wanted = after[at] as string
    if (wanted === line) continue
    const on = isOn(wanted)
    if (isOn(line) === on || marked(line, on) !== wanted || checks.length === most) return undefined
    checks.push({ line, nth, on })
  }
  return checks
}
