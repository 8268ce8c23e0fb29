import { useState } from 'react'
import { Address } from './address.tsx'
import { Keys } from './keys.tsx'
import { Passkeys } from './passkeys.tsx'
import { Password } from './password.tsx'
import { say } from './say.ts'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

/** Who comes in as this person, and by what. */
export const Security = ({ email }: { email: string | null }) => {
  /** Asked for anew after what ended all sessions but one. */
  const [since, setSince] = useState(0)
  return (
    <div id="security" className="mt-8 scroll-mt-16 border-t border-line pt-6">
      <h2 className="text-sm font-semibold">{say('title')}</h2>
      <Sessions key={since} />
      <Address />
      <Password email={email} onChanged={() => setSince(since + 1)} />
      <Passkeys />
      <SecondFactor onChanged={() => setSince(since + 1)} />
      <Keys />
    </div>
  )
}
