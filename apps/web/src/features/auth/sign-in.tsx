import { useState, type FormEvent, type ReactNode } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { go } from '../../lib/router.ts'
import { addressOf } from '../../lib/routes.ts'
import { call, Refused, signedIn, type Account } from '../../lib/client.ts'
import { problemText, unreachable } from '../../messages/problem-text.ts'
import { tooLong } from '../../lib/too-long.ts'
import { answerLeaving } from '../../lib/answer-leaving.ts'
import { field, fine, mainButton, quietLink } from './look.ts'
import { Confirm } from './confirm.tsx'
import { Reset } from './reset.tsx'
import { say } from './say.ts'
import { usePasskey } from './use-passkey.ts'

interface Given {
  readonly onAccount: (account: Account) => void
  readonly invitation?: string
}

/** Sign in, or create an account; what was typed stays when it is refused. */
const Form = ({ onAccount, invitation }: Given) => {
  const [fresh, setFresh] = useState(location.pathname === '/sign-up')
  /** Said by the server where nobody has an account yet. */
  const first = location.search === '?first'
  /** The password was right, and the account asks for a code beside it. */
  const [second, setSecond] = useState(false)
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)

  const enter = (account: Account) => {
    // Whoever was signed out to be safe sees first what happened.
    if (account.stolen) go(addressOf('settings', { section: 'security' }), { replace: true })
    else if (location.pathname.startsWith('/sign-')) go(addressOf('inbox'), { replace: true })
    onAccount(signedIn(account))
  }
  const askPasskey = usePasskey(enter)
  const onPasskey = async (ask: () => Promise<Account>) => {
    setFault('')
    try {
      await answerLeaving()
      enter(await ask())
    } catch (error) {
      // Closing what the browser asks is no fault; it says itself what went wrong with a device.
      if (error instanceof Refused) setFault(problemText(error.problem))
      else if (error instanceof TypeError) setFault(unreachable())
    }
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const { name, ...rest } = Object.fromEntries(form) as Record<string, string>
    if (fresh && !tidyLine(name ?? '')) return setFault(say('name-unseen'))
    const long = tooLong(event.currentTarget)
    if (long) return setFault(say('too-long', long))
    setBusy(true)
    setFault('')
    try {
      await answerLeaving()
      const account = await call<Account>(
        'POST',
        fresh ? '/auth/register' : '/auth/login',
        fresh ? { name: tidyLine(name ?? ''), ...rest, ...(invitation === undefined ? {} : { invite: invitation }) } : rest,
      )
      enter(account)
    } catch (error) {
      const asksCode = error instanceof Refused && error.problem.code === 'code_required'
      setSecond(second || asksCode)
      if (!asksCode) setFault(error instanceof Refused ? problemText(error.problem) : unreachable())
      setBusy(false)
    }
  }
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-6 py-10">
      <img src="/icon.svg" alt="" className="mb-6 size-12" />
      <h1 id="form-title" className="text-2xl font-semibold tracking-tight">
        {say(fresh ? 'create' : 'sign-in')}
      </h1>
      {fresh && first && (
        <p id="form-text" className="mt-2 text-quiet">
          {say('first')}
        </p>
      )}
      {/* Whoever comes to a field first hears what it is for. */}
      <form
        aria-labelledby="form-title"
        aria-describedby={fresh && first ? 'form-text' : undefined}
        onSubmit={(event) => void submit(event)}
        className="mt-6 space-y-4"
      >
        {fresh && (
          <label className="block text-sm font-medium">
            {say('name')}
            <input name="name" autoFocus={fine.matches} required data-max={limits.name} autoComplete="name" className={field} />
          </label>
        )}
        <label className="block text-sm font-medium">
          {say('email')}
          <input
            name="email"
            type="email"
            autoFocus={!fresh && fine.matches}
            required
            data-max={limits.typed}
            autoComplete={fresh ? 'email' : 'username webauthn'}
            // Of another account nothing is known yet.
            onChange={() => setSecond(false)}
            className={field}
          />
        </label>
        <label className="block text-sm font-medium">
          {say('password')}
          <input
            name="password"
            type="password"
            required
            minLength={fresh ? limits.passwordMin : 1}
            data-max={limits.typed}
            autoComplete={fresh ? 'new-password' : 'current-password'}
            className={field}
          />
          {fresh && <span className="mt-1 block font-normal text-quiet">{say('password-length', { min: limits.passwordMin })}</span>}
        </label>
        {second && !fresh && (
          <label className="block text-sm font-medium">
            {say('code')}
            <input
              name="code"
              autoFocus
              required
              data-max={limits.typedCode}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              className={field}
            />
            <span className="mt-1 block font-normal text-quiet">{say('code-text')}</span>
          </label>
        )}
        {fault && (
          <p role="alert" className="text-sm text-alert">
            {fault}
          </p>
        )}
        <button disabled={busy} className={mainButton}>
          {say(fresh ? 'create-button' : 'sign-in-button')}
        </button>
      </form>
      {askPasskey && !fresh && (
        <button
          onClick={() => void onPasskey(askPasskey)}
          className="mt-3 min-h-11 w-full rounded-md border border-line px-4 font-medium hover:bg-hover disabled:opacity-60"
        >
          {say('passkey')}
        </button>
      )}
      <button onClick={() => setFresh(!fresh)} className={`mt-3 ${quietLink}`}>
        {say(fresh ? 'have-account' : 'no-account')}
      </button>
      {!fresh && (
        <a href="/reset" className={quietLink}>
          {say('forgotten')}
        </a>
      )}
    </main>
  )
}

const mailed: Readonly<Record<string, () => ReactNode>> = { '/reset': () => <Reset />, '/confirm': () => <Confirm /> }

/** Where somebody comes in who is not known here, or by a link that was mailed. */
export const SignIn = (given: Given) => mailed[location.pathname]?.() ?? <Form {...given} />
