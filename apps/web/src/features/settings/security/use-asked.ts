import { useCallback, useEffect, useState } from 'react'
import { call, Refused } from '../../../lib/client.ts'
import { problemText, unreachable } from '../../../messages/problem-text.ts'
import { useSync } from '../../../replica/context.ts'

interface Items<Item> {
  readonly items: readonly Item[]
}
/** `More` is what comes along with the items. */
export type Asked<Item, More = unknown> = { readonly is: 'loading' } | { readonly is: 'away' } | ({ readonly is: 'here' } & Items<Item> & More)

/** What went wrong, in words. */
export const faultText = (error: unknown): string => (error instanceof Refused ? problemText(error.problem) : unreachable())

/** A list that only the server knows, and how it is asked for again; once more when the network is back. */
export const useAsked = <Item, More = unknown>(path: string): readonly [Asked<Item, More>, () => Promise<void>] => {
  const [asked, setAsked] = useState<Asked<Item, More>>({ is: 'loading' })
  const { online } = useSync()
  const look = useCallback(
    () =>
      call<Items<Item> & More>('GET', path).then(
        (reply) => setAsked({ ...reply, is: 'here' }),
        () => setAsked((now) => (now.is === 'here' ? now : { is: 'away' })),
      ),
    [path],
  )
  useEffect(() => {
    void look()
  }, [look, online])
  return [asked, look]
}
