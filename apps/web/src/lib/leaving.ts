import { call, Refused, signedIn, type Account } from './client.ts'
import { keep } from './keep.ts'

/** What is left of somebody who signed out while the server could not be asked: whose session is still to be ended. */
interface Leaving {
  readonly person: string
  /** The session's own token; null when this page never heard it. */
  readonly token: string | null
}
const slot = 'muster-leaving'
const soonMs = 3_000
/** The same where this browser keeps nothing: as long as the page lives. */
let left: Leaving | null = null

/** Notes that this session is to be ended before anything else is sent from this browser. */
export const leave = (person: string, token: string | null): void => {
  left = keep(slot, JSON.stringify({ person, token } satisfies Leaving)) ? null : { person, token }
}

export const isLeaving = (): boolean => left !== null || localStorage.getItem(slot) !== null

/** Ends the session that somebody left, if there is one. Throws while the server cannot be asked. */
export const answerLeaving = async (): Promise<void> => {
  const kept = localStorage.getItem(slot)
  if (kept === null && !left) return
  const { person, token } = left ?? (JSON.parse(kept ?? '') as Leaving)
  try {
    const account = await call<Account>('GET', '/me')
    // Somebody who signed in since has another session: that one is not ours to end.
    if (account.user.id === person && (token === null || token === account.csrfToken)) {
      signedIn(account)
      await call('POST', '/auth/logout')
    }
  } catch (error) {
    // A session that has ended already is as good as ended.
    if (!(error instanceof Refused && error.problem.status === 401)) throw error
  }
  left = null
  keep(slot, null)
}

/** The same, given up after a moment: it is made good at the next start. */
export const answerLeavingSoon = (): Promise<void> =>
  navigator.onLine ? Promise.race([answerLeaving().catch(() => {}), new Promise<void>((resolve) => setTimeout(resolve, soonMs))]) : Promise.resolve()
