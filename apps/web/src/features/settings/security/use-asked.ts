import { useCallback, useEffect, useState } from 'react'
import { call, Refused } from '../../../lib/client.ts'
import { problemText, unreachable } from '../../../messages/problem-text.ts'
import { useSync } from '../../../replica/context.ts'

export type Asked<Item> = { readonly is: 'loading' } | { readonly is: 'away' } | { readonly is: 'here'; readonly items: readonly Item[] }

/** What went wrong, in words. */
export const faultText = (error: unknown): string => (error instanceof Refused ? problemText(error.problem) : unreachable())

/** A list that only the server knows, and how it is asked for again; once more when the network is back. */
export const useAsked = <Item>(path: string): readonly [Asked<Item>, () => Promise<void>] => {
  const [asked, setAsked] = useState<Asked<Item>>({ is: 'loading' })
  const { online } = useSync()
  const look = useCallback(
    () =>
      call<{ readonly items: readonly Item[] }>('GET', path).then(
        ({ items }) => setAsked({ is: 'here', items }),
        () => setAsked((now) => (now.is === 'here' ? now : { is: 'away' })),
      ),
    [path],
  )
  useEffect(() => {
    void look()
  }, [look, online])
  return [asked, look]
}
