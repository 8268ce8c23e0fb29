import type { Rules } from './rules.ts'

let here: Rules | undefined
const waiting: ((rules: Rules) => void)[] = []

/** Called by the rules once they are here. Who waits hears of it once all that is being evaluated has been: files of a build may import each other, and rules that are run in the middle of it lack what they call. */
export const rulesCame = (rules: Rules): void => {
  here = rules
  queueMicrotask(() => {
    for (const take of waiting.splice(0)) take(rules)
  })
}
/** Gives the rules at once if they are here, else in the moment in which they come: code that imports them finds them taken. */
export const onRules = (take: (rules: Rules) => void): void => {
  if (here) take(here)
  else waiting.push(take)
}
