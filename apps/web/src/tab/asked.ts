import { useCallback, useEffect, useState } from 'react'
import { call, Refused } from '../lib/client.ts'
import { problemText, unreachable } from '../messages/problem-text.ts'
import { useOnline } from '../replica/context.ts'

/** An answer of the server, with what may be had instead. */
export type Replied<Reply> = { readonly is: 'loading' } | { readonly is: 'away' } | ({ readonly is: 'here' } & Reply)
const away = { is: 'away' } as const

/** What went wrong, in words. */
export const faultText = (error: unknown): string => (error instanceof Refused ? problemText(error.problem) : unreachable())

/**
 * What only the server knows, and how it is asked for again; once more when the network is back.
 * @param ready false while it would not tell what is still on its way to it
 * @param anew it is asked again when this is another
 */
export const useReply = <Reply>(path: string, ready = true, anew?: unknown): readonly [Replied<Reply>, () => Promise<void>] => {
  const [asked, setAsked] = useState<Replied<Reply>>({ is: 'loading' })
  const online = useOnline()
  const look = useCallback(
    () =>
      call<Reply>('GET', path).then(
        (reply) => setAsked({ ...reply, is: 'here' }),
        () => setAsked((now) => (now.is === 'here' ? now : away)),
      ),
    [path],
  )
  useEffect(() => {
    if (ready) void look()
  }, [look, ready, online, anew])
  return [asked.is === 'loading' && !online ? away : asked, look]
}
/** The same of a list; `More` is what comes along with its items. */
export const useAsked = <Item, More = unknown>(path: string, ready = true, anew?: unknown) =>
  useReply<{ readonly items: readonly Item[] } & More>(path, ready, anew)
