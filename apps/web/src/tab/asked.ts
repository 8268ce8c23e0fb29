import { useCallback, useEffect, useState } from 'react'
import { call, Refused } from '../lib/client.ts'
import { problemText, unreachable } from '../messages/problem-text.ts'
import { useOnline } from '../replica/context.ts'

export type Asked<Item> = { readonly is: 'loading' } | { readonly is: 'away' } | { readonly is: 'here'; readonly items: readonly Item[] }
const away = { is: 'away' } as const

/** What went wrong, in words. */
export const faultText = (error: unknown): string => (error instanceof Refused ? problemText(error.problem) : unreachable())

/**
 * A list that only the server knows, and how it is asked for again; once more when the network is back.
 * @param ready false while it would not tell what is still on its way to it
 * @param anew it is asked again when this is another
 */
export const useAsked = <Item>(path: string, ready = true, anew: unknown = undefined): readonly [Asked<Item>, () => Promise<void>] => {
  const [asked, setAsked] = useState<Asked<Item>>({ is: 'loading' })
  const online = useOnline()
  const look = useCallback(
    () =>
      call<{ readonly items: readonly Item[] }>('GET', path).then(
        ({ items }) => setAsked({ is: 'here', items }),
        () => setAsked((now) => (now.is === 'here' ? now : away)),
      ),
    [path],
  )
  useEffect(() => {
    if (ready) void look()
  }, [look, ready, online, anew])
  return [asked.is === 'loading' && !online ? away : asked, look]
}
