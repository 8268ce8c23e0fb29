import { call, Refused, signedIn, type Account } from './client.ts'
import { hasLeft, leaving } from './leaving.ts'

const soonMs = 3_000

/** Ends the session that somebody left, if there is one. Throws while the server cannot be asked. */
export const answerLeaving = async (): Promise<void> => {
  const who = leaving()
  if (!who) return
  try {
    const account = await call<Account>('GET', '/me')
    // Somebody who signed in since has another session: that one is not ours to end.
    if (account.user.id === who.person && (who.token === null || who.token === account.csrfToken)) {
      signedIn(account)
      await call('POST', '/auth/logout')
    }
  } catch (error) {
    // A session that has ended already is as good as ended.
    if (!(error instanceof Refused && error.problem.status === 401)) throw error
  }
  hasLeft()
}

/** The same, given up after a moment: it is made good at the next start. */
export const answerLeavingSoon = (): Promise<void> =>
  navigator.onLine ? Promise.race([answerLeaving().catch(() => {}), new Promise<void>((resolve) => setTimeout(resolve, soonMs))]) : Promise.resolve()
