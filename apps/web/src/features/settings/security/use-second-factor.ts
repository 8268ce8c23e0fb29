import { useCallback, useEffect, useState } from 'react'
import type { SecondFactorReply } from '@muster/core/contract/schemas/endpoints/second-factor.ts'
import { call } from '../../../lib/client.ts'
import { useSync } from '../../../replica/context.ts'

/** Whether a second factor is asked for, as the server tells it; and how it is asked once more. */
export const useSecondFactor = (): readonly [SecondFactorReply | 'loading' | 'away', () => Promise<void>] => {
  const [state, setState] = useState<SecondFactorReply | 'loading' | 'away'>('loading')
  const { online } = useSync()
  const look = useCallback(
    () => call<SecondFactorReply>('GET', '/me/second-factor').then(setState, () => setState((now) => (now === 'loading' ? 'away' : now))),
    [],
  )
  useEffect(() => {
    void look()
  }, [look, online])
  return [state, look]
}
