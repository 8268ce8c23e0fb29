import type { Head } from '../ports/store.ts'
import { stateAt } from './page-cache.ts'

/**
 * Lets somebody into a space for a page, and holds at which rev that was. Who asks later shares what is read now under the state that was
 * entered: it must be no earlier than that.
 */
export const entering = (enter: () => Promise<Head>) => {
  let rev = 0
  return {
    enter: async (): Promise<string> => {
      const head = await enter()
      rev = head.rev
      return stateAt(head)
    },
    rev: (): number => rev,
  }
}
