import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { call, Refused, signedIn, type Account } from '../../../lib/client.ts'
import { Fault } from './fault.tsx'
import { field, mainButton, plainButton } from './look.ts'
import { say } from './say.ts'
import { faultText } from '../../../tab/asked.ts'

/** What somebody has to type once more before what they ask for is done. */
type Needed = 'nothing' | 'password' | 'code'
const wants: Readonly<Record<string, Needed>> = { confirm_first: 'password', code_required: 'code' }

/**
 * Does what needs whoever asks to have shown a moment ago who they are.
 * @param faultOf what went wrong, in words
 * @returns `ask` does a work, at once or after they have shown it; `box` is where they do, and where it is said what went wrong
 */
export const useConfirmation = (
  faultOf = faultText,
): { readonly ask: (work: () => Promise<void>) => Promise<void>; readonly busy: boolean; readonly box: ReactNode } => {
  const [needed, setNeeded] = useState<Needed>('nothing')
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const wanted = useRef(async () => {})
  const run = async (shown?: { readonly password: string; readonly code?: string }) => {
    setBusy(true)
    setFault('')
    try {
      if (shown) {
        signedIn(await call<Account>('POST', '/auth/confirm', shown))
        setNeeded('nothing')
      }
      await wanted.current()
    } catch (error) {
      const more = error instanceof Refused ? wants[error.problem.code] : undefined
      if (more === undefined) setFault(faultOf(error))
      else setNeeded(more)
    } finally {
      setBusy(false)
    }
  }
  const onShown = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void run(Object.fromEntries(new FormData(event.currentTarget)) as unknown as { password: string; code?: string })
  }
  const box =
    needed === 'nothing' ? (
      <Fault text={fault} />
    ) : (
      <form onSubmit={onShown} className="mt-3 space-y-4 rounded-md border border-line bg-raised p-3">
        <label className="block text-[13px] text-quiet">
          {say('confirm')}
          <input name="password" type="password" required autoFocus data-max={limits.typed} autoComplete="current-password" className={field} />
          <span className="mt-1 block">{say('confirm-text')}</span>
        </label>
        {needed === 'code' && (
          <label className="block text-[13px] text-quiet">
            {say('code')}
            <input
              name="code"
              required
              autoFocus
              data-max={limits.typedCode}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              className={field}
            />
            <span className="mt-1 block">{say('code-text')}</span>
          </label>
        )}
        <Fault text={fault} />
        <div className="flex flex-wrap gap-2">
          <button disabled={busy} className={mainButton}>
            {say('confirm-button')}
          </button>
          <button type="button" onClick={() => setNeeded('nothing')} className={plainButton}>
            {say('not-now')}
          </button>
        </div>
      </form>
    )
  return {
    ask: (work) => {
      wanted.current = work
      return run()
    },
    busy,
    box,
  }
}
