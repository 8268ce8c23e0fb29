import { useCallback, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import type { MailAskedReply, ResetPreview } from '@muster/core/contract/schemas/endpoints/resets.ts'
import { call, Refused } from '../../lib/client.ts'
import { tooLong } from '../../lib/too-long.ts'
import { problemText, unreachable } from '../../messages/problem-text.ts'
import { field, fine, mainButton, quietLink } from './look.ts'
import { say } from './say.ts'
import { tokenHere } from './token-here.ts'

type State =
  | { readonly is: 'asking' | 'looking' | 'away' | 'invalid' | 'set' }
  | { readonly is: 'asked' | 'left'; readonly email: string }
  | { readonly is: 'here'; readonly email: string }

const titles = { asked: 'reset-asked', left: 'reset-left', invalid: 'reset-invalid', set: 'reset-set' } as const satisfies Partial<Record<State['is'], string>>
const start = (token: string): State => ({ is: token === '' ? 'asking' : 'looking' })
const faultText = (error: unknown): string => (error instanceof Refused ? problemText(error.problem) : unreachable())

/** A form that says what went wrong, and keeps what was typed. */
const Form = ({ send, button, children }: { send: (form: Readonly<Record<string, string>>) => Promise<void>; button: string; children: ReactNode }) => {
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const long = tooLong(event.currentTarget)
    if (long) return setFault(say('too-long', long))
    setBusy(true)
    setFault('')
    try {
      await send(Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>)
    } catch (error) {
      setFault(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form aria-labelledby="form-title" aria-describedby="form-text" onSubmit={(event) => void submit(event)} className="mt-6 space-y-4">
      {children}
      {fault && (
        <p role="alert" className="text-sm text-alert">
          {fault}
        </p>
      )}
      <button disabled={busy} className={mainButton}>
        {button}
      </button>
    </form>
  )
}

/** A new password for who has lost theirs: asking for a link, and where the link leads. */
export const Reset = () => {
  const [token, setToken] = useState(tokenHere)
  const [state, setState] = useState<State>(() => start(token))
  const title = useRef<HTMLHeadingElement>(null)
  const look = useCallback(
    () =>
      call<ResetPreview>('POST', '/auth/reset/preview', { token }).then(
        ({ email }) => setState({ is: 'here', email }),
        (error: unknown) => setState({ is: error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429 ? 'invalid' : 'away' }),
      ),
    [token],
  )
  useEffect(() => {
    if (token !== '') void look()
  }, [look, token])
  useEffect(() => {
    const moved = () => {
      setToken(tokenHere())
      setState(start(tokenHere()))
    }
    addEventListener('hashchange', moved)
    return () => removeEventListener('hashchange', moved)
  }, [])
  // What has changed is read out, and the keyboard goes on from there.
  const over = state.is === 'asked' || state.is === 'left' || state.is === 'set' || state.is === 'invalid'
  useEffect(() => {
    if (over) title.current?.focus()
  }, [over])

  const ask = async ({ email = '' }: Readonly<Record<string, string>>) => {
    const { mailed } = await call<MailAskedReply>('POST', '/auth/reset/ask', { email })
    setState({ is: mailed ? 'asked' : 'left', email })
  }
  const set = async ({ password }: Readonly<Record<string, string>>) => {
    try {
      await call('POST', '/auth/reset', { token, password })
      setState({ is: 'set' })
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== 'link_invalid') throw error
      setState({ is: 'invalid' })
    }
  }
  const askAgain = () => {
    history.replaceState(null, '', '/reset')
    setToken('')
    setState({ is: 'asking' })
  }
  const text = {
    asking: say('reset-text'),
    looking: say('reset-looking'),
    away: say('reset-away'),
    invalid: say('reset-invalid-text'),
    asked: state.is === 'asked' ? say('reset-asked-text', { email: state.email }) : '',
    left: state.is === 'left' ? say('reset-left-text', { email: state.email }) : '',
    here: state.is === 'here' ? say('reset-here-text', { email: state.email }) : '',
    set: say('reset-set-text'),
  }[state.is]
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-6 py-10">
      <img src="/icon.svg" alt="" className="mb-6 size-12" />
      <h1 id="form-title" ref={title} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        {say(state.is in titles ? titles[state.is as keyof typeof titles] : 'reset')}
      </h1>
      <p id="form-text" className="mt-2 break-words text-quiet">
        {text}
      </p>
      {state.is === 'asking' && (
        <Form send={ask} button={say('reset-ask')}>
          <label className="block text-sm font-medium">
            {say('email')}
            <input name="email" type="email" required autoFocus={fine.matches} data-max={limits.typed} autoComplete="username" className={field} />
          </label>
        </Form>
      )}
      {state.is === 'here' && (
        <Form send={set} button={say('reset-button')}>
          {/* A password manager learns by it whose password this is. */}
          <input type="email" name="email" autoComplete="username" value={state.email} readOnly hidden />
          <label className="block text-sm font-medium">
            {say('reset-password')}
            <input
              name="password"
              type="password"
              required
              autoFocus={fine.matches}
              minLength={limits.passwordMin}
              data-max={limits.typed}
              autoComplete="new-password"
              className={field}
            />
            <span className="mt-1 block font-normal text-quiet">{say('password-length', { min: limits.passwordMin })}</span>
          </label>
        </Form>
      )}
      {state.is === 'away' && (
        <button onClick={() => void look()} className={`mt-6 ${mainButton}`}>
          {say('reset-look-again')}
        </button>
      )}
      {state.is === 'invalid' && (
        <button onClick={askAgain} className={`mt-6 ${mainButton}`}>
          {say('reset-ask')}
        </button>
      )}
      {/* Read anew: whoever was signed in here is so no longer. */}
      <a href="/sign-in" className={`mt-3 ${quietLink}`}>
        {say('reset-sign-in')}
      </a>
    </main>
  )
}
