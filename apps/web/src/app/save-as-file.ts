import { describe, type ToldChange } from '../replica/describe.ts'
import { nameIn } from '../replica/name-of.ts'
import type { Replica } from '../replica/replica.ts'

/** Hands changes that are nowhere else to the person as a file, in words and as they would be sent; with them what was not finished. */
export const saveAsFile = (changes: readonly ToldChange[], replica: Pick<Replica, 'person' | 'get'>, unfinished: readonly string[] = []): void => {
  const at = new Date().toISOString()
  const told = changes.map((change) => ({ words: describe(change, nameIn(replica)), ...change }))
  const url = URL.createObjectURL(
    new Blob([JSON.stringify({ person: replica.person, at, changes: told, ...(unfinished.length > 0 && { unfinished }) }, null, 2)], {
      type: 'application/json',
    }),
  )
  Object.assign(document.createElement('a'), { href: url, download: `muster-unsent-${at.slice(0, 10)}.json` }).click()
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
