import type { Replica } from '../replica/replica.ts'
import { createHistory, type History } from '../tab/history.ts'

let history: History | undefined
/** The steps of this page: one history, from when it is first asked for. */
export const stepsOf = (replica: Replica): History => {
  if (history) return history
  history = createHistory(replica)
  replica.onStep(history.remember)
  return history
}
