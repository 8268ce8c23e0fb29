import { useCallback, useEffect, useState } from 'react'
import { SignIn } from '../features/auth/sign-in.tsx'
import { call, Refused, signedIn, type Account } from '../lib/client.ts'
import { ReplicaContext } from '../replica/context.ts'
import { openReplica, type Replica } from '../replica/replica.ts'
import { Shell } from './shell.tsx'

/** Who used this browser last: no secret, only which databases to open before the server answers. */
const lastPerson = 'muster-person'

/** Opens straight from this browser's own copy when there is one; asks the server who we are meanwhile. */
export const App = () => {
  const [replica, setReplica] = useState<Replica | null>(null)
  const [signIn, setSignIn] = useState(false)

  const enter = useCallback(async (account: Account) => {
    localStorage.setItem(lastPerson, account.user.id)
    setReplica(await openReplica(account.user.id))
    setSignIn(false)
  }, [])

  useEffect(() => {
    const start = async () => {
      const known = localStorage.getItem(lastPerson)
      try {
        await enter(signedIn(await call<Account>('GET', '/me')))
      } catch (error) {
        if (!(error instanceof Refused) && known) setReplica(await openReplica(known))
        else setSignIn(true)
      }
    }
    void start()
  }, [enter])

  const signOut = async () => {
    await call('POST', '/auth/logout')
    await replica?.wipe()
    localStorage.removeItem(lastPerson)
    location.assign('/')
  }
  if (signIn) return <SignIn onAccount={(account) => void enter(account)} />
  if (!replica) return null
  return (
    <ReplicaContext value={replica}>
      <Shell onSignOut={() => void signOut()} />
    </ReplicaContext>
  )
}
