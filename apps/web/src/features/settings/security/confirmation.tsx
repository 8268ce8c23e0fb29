import { useState } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { call, Refused, signedIn, type Account } from '../../../lib/client.ts'
import { field } from './look.ts'
import { say } from './say.ts'

/** What somebody has to type once more before what they ask for is done. */
export type Needed = 'nothing' | 'password' | 'code'

const wants: Readonly<Record<string, Needed>> = { confirm_first: 'password', code_required: 'code' }

/** Does what needs whoever asks to have shown a moment ago who they are. What was filled in stays meanwhile. */
export const useConfirmation = () => {
  const [needed, setNeeded] = useState<Needed>('nothing')
  /**
   * @param form where the fields of `Confirmation` are, once they are needed
   * @returns whether it was done; not where more has to be typed first. Throws what the server refuses it for.
   */
  const confirmed = async (form: HTMLFormElement, work: () => Promise<void>): Promise<boolean> => {
    const { password, code } = Object.fromEntries(new FormData(form)) as Partial<Record<string, string>>
    try {
      if (needed !== 'nothing') {
        signedIn(await call<Account>('POST', '/auth/confirm', { password, ...(needed === 'code' ? { code } : {}) }))
        setNeeded('nothing')
      }
      await work()
      return true
    } catch (error) {
      const more = error instanceof Refused ? wants[error.problem.code] : undefined
      if (more === undefined) throw error
      setNeeded(more)
      return false
    }
  }
  return [needed, confirmed] as const
}

/** The fields for that. */
export const Confirmation = ({ needed }: { needed: Needed }) =>
  needed === 'nothing' ? null : (
    <>
      <label className="block text-[13px] text-quiet">
        {say('confirm')}
        <input name="password" type="password" required autoFocus data-max={limits.typed} autoComplete="current-password" className={field} />
        <span className="mt-1 block">{say('confirm-text')}</span>
      </label>
      {needed === 'code' && <CodeField />}
    </>
  )

/** For a code of the app, or one for recovery. */
const CodeField = () => (
  <label className="block text-[13px] text-quiet">
    {say('code')}
    <input name="code" required autoFocus data-max={limits.typedCode} autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} className={field} />
    <span className="mt-1 block">{say('code-text')}</span>
  </label>
)
