import { useCallback, useEffect, useRef, useState } from 'react'
import { SignIn } from '../features/auth/sign-in.tsx'
import { call, Refused, signedIn, type Account } from '../lib/client.ts'
import { ReplicaContext } from '../replica/context.ts'
import { openReplica, type Replica } from '../replica/replica.ts'
import { Shell } from './shell.tsx'

/** Who used this browser last: no secret, only which databases to open before the server answers. */
const lastPerson = 'muster-person'

let opening: Promise<Replica> | undefined
/** One replica a page: another person means another page. */
const openOnce = (person: string): Promise<Replica> => (opening ??= openReplica(person))

/** Opens straight from this browser's own copy when there is one; asks the server who we are meanwhile. */
export const App = () => {
  const [replica, setReplica] = useState<Replica | null>(null)
  const [signIn, setSignIn] = useState(false)
  const started = useRef(false)

  const enter = useCallback(async ({ user }: Account) => {
    const before = localStorage.getItem(lastPerson)
    localStorage.setItem(lastPerson, user.id)
    if (opening && before !== user.id) return location.assign('/')
    const mine = await openOnce(user.id)
    setReplica(mine)
    setSignIn(false)
    mine.resume()
  }, [])

  useEffect(() => {
    if (started.current) return
    started.current = true
    const known = localStorage.getItem(lastPerson)
    if (known) void openOnce(known).then(setReplica)
    void call<Account>('GET', '/me').then(
      (account) => enter(signedIn(account)),
      (error: unknown) => {
        // Without an answer the copy that is here will do; only "you are nobody" asks to sign in.
        if (!known || (error instanceof Refused && error.problem.status === 401)) setSignIn(true)
      },
    )
  }, [enter])

  const signOut = async () => {
    try {
      await call('POST', '/auth/logout')
    } catch (error) {
      // A session that has ended already is as good as signed out.
      if (!(error instanceof Refused && error.problem.status === 401)) throw error
    }
    localStorage.removeItem(lastPerson)
    await replica?.wipe()
    location.assign('/')
  }
  if (signIn) return <SignIn onAccount={(account) => void enter(account)} />
  if (!replica) return null
  return (
    <ReplicaContext value={replica}>
      <Shell onSignOut={signOut} onSignIn={() => setSignIn(true)} />
    </ReplicaContext>
  )
}
