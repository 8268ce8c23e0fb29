import { refuse } from '@muster/core/domain/world.ts'
import type { Store } from '../../ports/store.ts'
import { row } from './row.ts'

const [pageSize, waitingShown] = [200, 20]

/** How people name a dead letter: its space, its rev and its effect. */
const nameOf = (space: string, { rev, effect }: { readonly rev: number; readonly effect: string }) => `${space}:${rev}:${effect}`
const letterOf = (name: string) => {
  const [, space = '', rev = '', effect = ''] = /^([^:]+):(\d+):(.+)$/.exec(name) ?? refuse('invalid', `${name} names no letter. npx muster jobs lists them.`)
  return { space, letter: { rev: Number(rev), effect } }
}
const none = (name: string) => refuse('not_found', `There is no letter ${name}. npx muster jobs lists them.`)

/** What commits have left to be done, for the owner of the machine: what waits, and what was given up. */
export const createWork = (store: Pick<Store, 'longestPending' | 'withLetters' | 'retryLetter' | 'dropLetter'>) => ({
  list: async (): Promise<string> => {
    const lines: string[] = []
    for (const { space, waitedMs, tries, reason } of await store.longestPending(waitingShown))
      lines.push(row(['waits', space, `${Math.round(waitedMs / 1_000)} s`, ...(reason === null ? [] : [`failed ${tries} times`, reason])]))
    for (let after = ''; ;) {
      const page = await store.withLetters(after, pageSize)
      for (const { space, dead } of page)
        for (const letter of dead) lines.push(row([letter.again ? 'tried again' : 'given up', nameOf(space, letter), letter.at, letter.reason]))
      if (page.length < pageSize) break
      after = page.at(-1)?.space ?? ''
    }
    return lines.length === 0 ? 'Nothing waits, and nothing was given up.' : lines.join('\n')
  },
  /** Marked, and done by whichever process does jobs. */
  retry: async (name: string): Promise<string> => {
    const { space, letter } = letterOf(name)
    if (!(await store.retryLetter(space, letter))) none(name)
    return `${name} is tried once more. If it fails again it stays in the list, with the reason.`
  },
  drop: async (name: string): Promise<string> => {
    const { space, letter } = letterOf(name)
    if (!(await store.dropLetter(space, letter))) none(name)
    return `${name} is dropped, and will not be done.`
  },
})
