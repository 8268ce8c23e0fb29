import { useEffect, useRef, useState } from 'react'
import type { ConfirmedAddress } from '@muster/core/contract/schemas/endpoints/addresses.ts'
import { call, Refused } from '../../lib/client.ts'
import { problemText, unreachable } from '../../messages/problem-text.ts'
import { mainButton, quietLink } from './look.ts'
import { say } from './say.ts'
import { tokenHere } from './token-here.ts'

type State = { readonly is: 'here'; readonly busy?: boolean; readonly fault?: string } | { readonly is: 'done'; readonly email: string }

/** Where the link leads by which an address is confirmed. Nothing is done before somebody says so: programs open links, too. */
export const Confirm = () => {
  const [state, setState] = useState<State>({ is: 'here' })
  const title = useRef<HTMLHeadingElement>(null)
  const confirm = () => {
    setState({ is: 'here', busy: true })
    call<ConfirmedAddress>('POST', '/auth/confirm-address', { token: tokenHere() }).then(
      ({ email }) => setState({ is: 'done', email }),
      (error: unknown) => setState({ is: 'here', fault: error instanceof Refused ? problemText(error.problem) : unreachable() }),
    )
  }
  useEffect(() => {
    if (state.is === 'done') title.current?.focus()
  }, [state.is])
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-6 py-10">
      <img src="/icon.svg" alt="" className="mb-6 size-12" />
      <h1 ref={title} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        {say(state.is === 'done' ? 'confirmed' : 'confirm')}
      </h1>
      <p className="mt-2 break-words text-quiet">{state.is === 'done' ? say('confirmed-text', { email: state.email }) : say('confirm-text')}</p>
      {state.is === 'here' && state.fault && (
        <p role="alert" className="mt-4 text-sm text-alert">
          {state.fault}
        </p>
      )}
      {state.is === 'here' && (
        <button disabled={state.busy} onClick={confirm} className={`mt-6 ${mainButton}`}>
          {say('confirm-button')}
        </button>
      )}
      {/* Read anew: the address is another by now. */}
      <a href="/" className={`mt-3 ${quietLink}`}>
        {say('to-muster')}
      </a>
    </main>
  )
}
