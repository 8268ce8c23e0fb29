import { createSeal } from '../../apps/server/src/accounts/sealed.ts'
import { cookieNames } from '../../apps/server/src/accounts/cookie-names.ts'
import { createAuth } from '../../apps/server/src/features/auth/service.ts'
import { accessToken, csrfToken, refreshToken } from '../../apps/server/src/accounts/tokens.ts'
import type { Store } from '../../apps/server/src/ports/store.ts'
import type { Headers } from '../measure/requests.ts'

/** The key that every server of ours in the bench signs with. */
export const secret = 'the bench signs its own sessions with this'
const key = Buffer.from(secret)
const [names, secureNames] = [cookieNames(key, false), cookieNames(key, true)]

/** Somebody with an account and a session. Their personal space has their id. */
export interface Person {
  readonly id: string
  readonly sid: string
}

/** Makes accounts and signs them in, as the server itself does. */
export const makePeople = async (store: Store, count: number): Promise<readonly Person[]> => {
  const auth = createAuth({
    store,
    now: () => new Date(),
    registration: 'open',
    inviteStands: async () => false,
    reused: () => {},
    copied: () => {},
    seal: createSeal([key]),
    mails: { add: async () => {} },
    confirms: false,
  })
  const people: Person[] = []
  for (let n = 0; n < count; n++) {
    const { user, sid } = await auth.register({ email: `person${n}@example.test`, password: 'correct horse', name: `Person ${n}` })
    people.push({ id: user.id, sid })
  }
  return people
}

/**
 * The cookies of a person's browser, good for ten minutes from now: make them afresh for each measurement.
 * @param url the address that it knows: behind https they have other names
 */
export const cookiesOf = ({ sid }: Person, url = ''): Headers => {
  const { access, refresh } = url.startsWith('https:') ? secureNames : names
  return { Cookie: `${access}=${accessToken(key, sid, 0, new Date())}; ${refresh}=${refreshToken(key, sid, 0)}` }
}

/** Cookies and what an unsafe request needs beside them. */
export const writerOf = (person: Person, url: string): Headers => ({ ...cookiesOf(person, url), Origin: url, 'X-CSRF-Token': csrfToken(key, person.sid) })
