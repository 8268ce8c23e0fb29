import { useCallback, useEffect, useState } from 'react'
import type { AcceptedReply, InvitePreview } from '@muster/core/contract/schemas/endpoints/invites.ts'
import { call, Refused } from '../../lib/client.ts'
import { roleMeans, roleWords } from './role-words.ts'
import { addressOf } from '../../lib/routes.ts'

type State =
  | { readonly is: 'looking' }
  | { readonly is: 'away' }
  | { readonly is: 'invalid' }
  | { readonly is: 'here'; readonly preview: InvitePreview; readonly busy?: boolean; readonly fault?: string }

/** Where an invitation's link leads: what it is for, then signing in or up if need be, then in. */
export const Join = ({
  token,
  signedIn,
  onSignIn,
  onAccepted,
}: {
  token: string
  signedIn: boolean
  onSignIn: () => void
  onAccepted: (spaceId: string) => void
}) => {
  const [state, setState] = useState<State>({ is: 'looking' })
  const look = useCallback(
    () =>
      call<InvitePreview>('POST', '/invites/preview', { token }).then(
        (preview) => setState({ is: 'here', preview }),
        (error: unknown) => setState({ is: error instanceof Refused && error.problem.status < 500 && error.problem.status !== 429 ? 'invalid' : 'away' }),
      ),
    [token],
  )
  useEffect(() => void look(), [look])

  const accept = async () => {
    if (state.is !== 'here') return
    if (!signedIn) return onSignIn()
    setState({ ...state, busy: true })
    try {
      const { spaceId } = await call<AcceptedReply>('POST', '/invites/accept', { token })
      onAccepted(spaceId)
    } catch (error) {
      if (error instanceof Refused && error.problem.code === 'invite_invalid') return setState({ is: 'invalid' })
      if (error instanceof Refused && error.problem.status === 401) return onSignIn()
      setState({ ...state, fault: error instanceof Refused ? error.message : 'The server cannot be reached. Check the connection and try again.' })
    }
  }
  const button = 'mt-6 min-h-11 w-full rounded-md bg-accent px-4 font-medium text-on-accent disabled:opacity-60'
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-6 py-10">
      <img src="/icon.svg" alt="" className="mb-6 size-12" />
      {state.is === 'looking' && <p className="text-quiet">Looking at the invitation …</p>}
      {state.is === 'away' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">The server cannot be reached</h1>
          <p className="mt-2 text-quiet">The invitation waits. Check the connection and try again.</p>
          <button onClick={() => void look()} className={button}>
            Try again
          </button>
        </>
      )}
      {state.is === 'invalid' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">This invitation does not work any more</h1>
          <p className="mt-2 text-quiet">It was used, withdrawn or is too old. Ask whoever sent it for a new one.</p>
          <a href={addressOf('inbox')} className="mt-4 flex min-h-11 items-center self-start text-accent underline underline-offset-4">
            Go to Muster
          </a>
        </>
      )}
      {state.is === 'here' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">Join “{state.preview.space.name}”</h1>
          <p className="mt-2 text-quiet">
            {state.preview.invitedBy} invites you as {roleWords[state.preview.role].toLowerCase()}: {roleMeans[state.preview.role].toLowerCase()}.
          </p>
          {state.fault && (
            <p role="alert" className="mt-4 text-sm text-alert">
              {state.fault}
            </p>
          )}
          <button disabled={state.busy} onClick={() => void accept()} className={button}>
            {signedIn ? 'Join' : 'Sign in or register to join'}
          </button>
          <a href={addressOf('inbox')} className="mt-3 flex min-h-11 items-center self-start text-sm text-quiet underline-offset-4 hover:underline">
            Not now
          </a>
        </>
      )}
    </main>
  )
}
