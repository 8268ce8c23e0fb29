import { useCallback, useEffect, useState } from 'react'
import type { AcceptedReply, InvitePreview } from '@muster/core/contract/schemas/endpoints/invites.ts'
import { call, Refused } from '../../lib/client.ts'
import { addressOf } from '../../lib/routes.ts'
import { problemText, unreachable } from '../../messages/problem-text.ts'
import { say as sayPage } from '../../messages/page.ts'
import { say } from './say.ts'

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
      setState({ ...state, fault: error instanceof Refused ? problemText(error.problem) : unreachable() })
    }
  }
  const button = 'mt-6 min-h-11 w-full rounded-md bg-accent px-4 py-2 font-medium text-on-accent disabled:opacity-60'
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-6 py-10">
      <img src="/icon.svg" alt="" className="mb-6 size-12" />
      {state.is === 'looking' && <p className="text-quiet">{say('join-looking')}</p>}
      {state.is === 'away' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">{say('join-away')}</h1>
          <p className="mt-2 text-quiet">{say('join-away-text')}</p>
          <button onClick={() => void look()} className={button}>
            {sayPage('again')}
          </button>
        </>
      )}
      {state.is === 'invalid' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">{say('join-invalid')}</h1>
          <p className="mt-2 text-quiet">{say('join-invalid-text')}</p>
          <a href={addressOf('inbox')} className="mt-4 flex min-h-11 items-center self-start text-accent underline underline-offset-4">
            {say('join-leave')}
          </a>
        </>
      )}
      {state.is === 'here' && (
        <>
          <h1 className="text-2xl font-semibold tracking-tight">{say('join-title', { space: state.preview.space.name })}</h1>
          <p className="mt-2 text-quiet">{say(`join-${state.preview.role}`, { name: state.preview.invitedBy })}</p>
          {state.fault && (
            <p role="alert" className="mt-4 text-sm text-alert">
              {state.fault}
            </p>
          )}
          <button disabled={state.busy} onClick={() => void accept()} className={button}>
            {say(signedIn ? 'join' : 'join-signing-in')}
          </button>
          <a href={addressOf('inbox')} className="mt-3 flex min-h-11 items-center self-start text-sm text-quiet underline-offset-4 hover:underline">
            {say('join-not-now')}
          </a>
        </>
      )}
    </main>
  )
}
