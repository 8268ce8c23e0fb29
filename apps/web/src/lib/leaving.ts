import { storeOnDevice, recallOnDevice } from './browser-storage.ts'

/** What is left of somebody who signed out while the server could not be asked: whose session is still to be ended. */
export interface Leaving {
  readonly person: string
  /** The session's own token; null when this page never heard it. */
  readonly token: string | null
}
/** The same where this browser stores nothing: as long as the page lives. */
let left: Leaving | null = null

/** Notes that this session is to be ended before anything else is sent from this browser. */
export const leave = (person: string, token: string | null): void => {
  left = storeOnDevice('leaving', JSON.stringify({ person, token } satisfies Leaving)) ? null : { person, token }
}

/** Whose session is still to be ended; null when nobody's is. */
export const leaving = (): Leaving | null => {
  const stored = recallOnDevice('leaving')
  return left ?? (stored === null ? null : (JSON.parse(stored) as Leaving))
}

/** It has been ended. */
export const hasLeft = (): void => {
  left = null
  storeOnDevice('leaving', null)
}
