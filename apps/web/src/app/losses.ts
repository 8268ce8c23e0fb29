import { describe } from '../replica/describe.ts'
import type { Pending } from '../replica/pending.ts'
import type { Replica } from '../replica/replica.ts'

/** So many of the changes that signing out would lose are named. */
const named = 8

/** Names what signing out would lose, and asks. True when nothing is lost. */
export const mayLose = (lost: readonly Pending[], { nameOf }: Replica): boolean => {
  if (lost.length === 0) return true
  const lines = lost.slice(0, named).map((change) => `• ${describe(change, nameOf)}`)
  const more = lost.length > named ? [`and ${lost.length - named} more`] : []
  const head = `${lost.length} ${lost.length === 1 ? 'change is' : 'changes are'} not on the server and would be lost:`
  return confirm([head, ...lines, ...more, '', 'Sign out all the same?'].join('\n'))
}
