import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Account } from '../lib/client.ts'
import { spaceAddress } from '../lib/addresses.ts'
import { forgetAllOf, storeOnDevice, onOtherPerson, recallOnDevice } from '../lib/browser-storage.ts'
import { lazyPart } from '../lib/lazy-part.tsx'
import { leave, leaving } from '../lib/leaving.ts'
import { atRest, comesFirst, fetchWhenIdle } from '../lib/when-idle.ts'
import { hadSession } from '../lib/session-mark.ts'
import { setPageOwner } from '../lib/page-owner.ts'
import { ReplicaContext } from '../replica/context.ts'
import { openReplica, type Replica } from '../replica/replica.ts'
import { inviteTokenIn } from '../lib/invite-token.ts'
import { language, onLanguage } from '../messages/language.ts'
import { go, usePath } from '../lib/router.ts'
import { Part } from '../tab/part.tsx'
import { Shell } from './shell.tsx'

// Apart from the first load of whoever is signed in; fetched when idle, so that it is there offline.
// What this browser has is shown before anybody is asked.
const client = () => import('../lib/client.ts')
const endingOf = () => import('../lib/answer-leaving.ts')
// Each is asked for together with what it imports, not one after the other.
const SignIn = lazyPart(() => Promise.all([import('../features/auth/sign-in.tsx'), client(), endingOf()]).then(([module]) => module.SignIn))
const Join = lazyPart(() => Promise.all([import('../features/sharing/join.tsx'), client(), endingOf()]).then(([module]) => module.Join))
fetchWhenIdle(SignIn.fetchPart)

/** What index.html shows, too, until there is something to show. */
const splash = <img src="/icon.svg" alt="Muster" className="late splash" />
/** Where there is nothing else on the page. */
const wholePage = (said: ReactNode) => (
  <main className="broken">
    <h1>Muster</h1>
    {said}
  </main>
)

let opening: Replica | undefined
/** One replica a page, and one person: another person means another page. */
const openOnce = (person: string): Replica => {
  if (opening) return opening
  setPageOwner(person)
  opening = openReplica(person)
  void comesFirst(opening.ready)
  // Signed out in another tab.
  opening.onEnded(() => {
    forget(person)
    location.assign('/')
  })
  onOtherPerson(person, () => location.assign('/'))
  // Shown again as it was left, it may be somebody else's turn.
  addEventListener(
    'pageshow',
    (event) => event instanceof PageTransitionEvent && event.persisted && recallOnDevice('person') !== person && location.assign('/'),
  )
  return opening
}
/** Whether whoever this page was of has signed out: nothing that is still heard of them counts. */
let over = false
/** Nothing of theirs is stored from here on either. */
const forget = (person: string) => {
  over = true
  forgetAllOf(person)
  setPageOwner(undefined)
}

/** Nobody is known here, and there is no session either: nothing has to be asked for. */
const isNobodys = () => recallOnDevice('person') === null && !hadSession() && !leaving()

/** Opens straight from this browser's own copy when there is one; asks the server who we are meanwhile. */
export const App = () => {
  const [replica, setReplica] = useState<Replica | null>(null)
  const [signIn, setSignIn] = useState(() => leaving() !== null || isNobodys())
  const [signingIn, setSigningIn] = useState(false)
  const [email, setEmail] = useState<string | null>(null)
  const [broken, setBroken] = useState<unknown>()
  const path = usePath()
  const invite = inviteTokenIn(path)
  const spoken = useSyncExternalStore(onLanguage, language)
  const started = useRef(false)
  const token = useRef<string | null>(null)

  const enter = useCallback(({ user, csrfToken }: Account) => {
    token.current = csrfToken
    setEmail(user.email)
    // Which databases to open next time before the server answers; nobody's rather than the wrong person's.
    if (!storeOnDevice('person', user.id)) storeOnDevice('person', null)
    if (opening && opening.person !== user.id) return location.assign(location.pathname.startsWith('/join/') ? location.pathname : '/')
    const mine = openOnce(user.id)
    void mine.ready.then(() => {
      setReplica(mine)
      setSignIn(false)
      setSigningIn(false)
    }, setBroken)
    mine.resume()
  }, [])

  useEffect(() => {
    if (started.current) return
    started.current = true
    const known = recallOnDevice('person')
    if (known) {
      const mine = openOnce(known)
      void mine.ready.then(() => setReplica(mine), setBroken)
    }
    if (isNobodys()) return
    // What is here stands first.
    const stands = opening?.ready.then(atRest, () => {})
    const ended = leaving() ? endingOf().then(({ answerLeaving }) => answerLeaving()) : Promise.resolve()
    const me = async () => {
      await stands
      const { call, Refused, signedIn } = await client()
      try {
        await ended
        if (over) return
        const account = signedIn(await call<Account>('GET', '/me'))
        // Signed out meanwhile in another tab, or somebody else signed in: what was said of before would bring back who is gone.
        if (over) return
        const now = recallOnDevice('person')
        if (leaving()) return setSignIn(true)
        if (now !== known && now !== account.user.id) return location.assign(location.pathname)
        enter(account)
      } catch (error) {
        // Without an answer the copy that is here will do; only "you are nobody" asks to sign in.
        if (!known || (error instanceof Refused && error.problem.status === 401)) setSignIn(true)
      }
    }
    void comesFirst(me()).catch(() => known ?? setSignIn(true))
  }, [enter])

  const signOut = async () => {
    if (!replica) return
    replica.quiet()
    leave(replica.person, token.current)
    storeOnDevice('person', null)
    forget(replica.person)
    // Noted above already: without its code it is made good at the next start.
    await endingOf().then(
      ({ answerLeavingSoon }) => answerLeavingSoon(),
      () => {},
    )
    await replica.wipe()
    location.assign('/')
  }
  // Nothing can be shown, or stored, without it.
  if (broken) throw broken
  if (invite !== undefined && !signingIn)
    return (
      <Part frame={wholePage} coming={splash}>
        <Join
          token={invite}
          signedIn={replica !== null && !signIn}
          onSignIn={() => setSigningIn(true)}
          onAccepted={(space) => {
            replica?.resume()
            go(spaceAddress(space), { state: { joined: true } })
          }}
        />
      </Part>
    )
  // Whoever is signed in here may have lost their password, too.
  if (signIn || path === '/reset' || path === '/confirm')
    return (
      <Part frame={wholePage} coming={splash}>
        <SignIn onAccount={enter} {...(invite === undefined ? {} : { invitation: invite })} />
      </Part>
    )
  if (!replica) return splash
  return (
    <ReplicaContext value={replica}>
      <Shell key={spoken} email={email} onSignOut={signOut} onSignIn={() => setSignIn(true)} />
    </ReplicaContext>
  )
}
