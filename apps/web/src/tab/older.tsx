import { useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { limits } from '@muster/core/contract/limits.ts'
import { reachSince } from '@muster/core/domain/reach.ts'
import { older } from '../messages/en/older.ts'
import { words } from '../messages/words.ts'
import { Refused } from '../lib/client.ts'
import { serverNow } from '../lib/server-clock.ts'
import { useOnline, useReplica } from '../replica/context.ts'
import { fetchNotes, fetchOlder, fetchTask, startOf, type OlderAt, type OlderOf } from '../replica/older.ts'

const say = words('older', older)

/** What is only looked at in passing is not asked for: ms. */
const restMs = 300

/** How far the older tasks of something were gone through; kept as long as what came is shown. */
interface Reached {
  /** The day since which what was done is in reach: on the next more is older. */
  readonly since: string
  readonly next: OlderAt | null
  /** One of those that came: once it is not here any more, all was loaded anew without them. */
  readonly one: string | null
}
/** So many are remembered; then all are gone through again when they are looked at. */
const mostReached = 1_000
const reached = new Map<string, Reached>()
const begin: Record<'list' | 'parent', Reached> = {
  list: { since: '', next: startOf({ list: '' }), one: null },
  parent: { since: '', next: startOf({ parent: '' }), one: null },
}
const today = () => reachSince(serverNow())

const Line = ({ children, again }: { children: ReactNode; again?: () => void }) => (
  <p className="flex min-h-11 flex-wrap items-center gap-x-3 px-2 py-1.5 text-[13px] text-quiet lg:min-h-8">
    {children}
    {again && (
      <button onClick={again} className="min-h-11 text-accent underline underline-offset-4 lg:min-h-8">
        {say('again')}
      </button>
    )}
  </p>
)

const More = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button onClick={onClick} className="flex min-h-11 items-center rounded-md px-2 text-[13px] text-accent hover:bg-hover lg:min-h-8">
    {children}
  </button>
)

/** Fetches the next page when asked to; rows that it brings stand where tasks that were always here do. `onCome` hears in words what came, where somebody asked for it. */
const useOlder = (space: string, of: OlderOf, onCome: (said: string) => void) => {
  const replica = useReplica()
  const rows = replica.space(space)
  const slot = `${space}/${'list' in of ? of.list : of.parent}`
  const start = begin['list' in of ? 'list' : 'parent']
  const [state, setState] = useState<'resting' | 'fetching' | 'failed'>('resting')
  const at = useSyncExternalStore(
    rows.indexes.told.tasks.subscribe,
    useCallback(() => {
      const known = reached.get(slot)
      return known?.since === today() && (known.one === null || rows.isPulled('task', known.one)) ? known : start
    }, [rows, slot, start]),
  )
  const fetchMore = async (quiet = false) => {
    if (state === 'fetching' || !at.next) return
    setState('fetching')
    try {
      const { ids, next } = await fetchOlder(replica, space, of, at.next)
      if (reached.size >= mostReached) reached.clear()
      reached.set(slot, { since: today(), next, one: ids[0] ?? at.one })
      if (!quiet) onCome(say('came', { count: ids.length }))
      setState('resting')
    } catch {
      setState('failed')
    }
  }
  return { state, next: at.next, begun: at !== start, fetchMore }
}

/** Below the done tasks of a list: those that were done long ago, a page at a time, when somebody asks for them. */
export const OlderInList = ({ space, listId, onCome }: { space: string; listId: string; onCome: (said: string) => void }) => {
  const online = useOnline()
  const { state, next, begun, fetchMore } = useOlder(space, { list: listId }, onCome)
  if (!next) return <Line>{say('all')}</Line>
  if (!online) return <Line>{say('away', { days: limits.doneDaysInReach })}</Line>
  if (state === 'fetching') return <Line>{say('fetching')}</Line>
  if (state === 'failed') return <Line again={() => void fetchMore()}>{say('failed')}</Line>
  return <More onClick={() => void fetchMore()}>{say(begun ? 'more' : 'show')}</More>
}

/** Among the subtasks of a task that is looked at: those done long ago come by themselves. Says something only where they cannot, or are many. */
export const OlderSubtasks = ({ space, id, made, onCome }: { space: string; id: string; made: string; onCome: (said: string) => void }) => {
  const online = useOnline()
  const { state, next, begun, fetchMore } = useOlder(space, { parent: id }, onCome)
  // Below what was made lately nothing was done long ago, but for what was moved there.
  const [mayHave] = useState(() => made < today())
  const wanted = online && !begun && state === 'resting'
  useEffect(() => {
    if (!wanted) return
    const timer = setTimeout(() => void fetchMore(true), restMs)
    return () => clearTimeout(timer)
  })
  if (!next) return null
  if (!online) return mayHave ? <Line>{say('away', { days: limits.doneDaysInReach })}</Line> : null
  if (state === 'failed') return <Line again={() => void fetchMore()}>{say('failed')}</Line>
  if (!begun) return null
  if (state === 'fetching') return <Line>{say('fetching')}</Line>
  return <More onClick={() => void fetchMore()}>{say('more')}</More>
}

/** Statuses that say that there is nothing to be had. */
const nowhere: ReadonlySet<number> = new Set([400, 404, 410])
/** Fetches something when it is drawn, and again when somebody asks, or the connection is back. */
const useFetched = (fetch: (ended: AbortSignal) => Promise<void>) => {
  const online = useOnline()
  const [state, setState] = useState<'fetching' | 'failed' | 'gone'>('fetching')
  const wanted = online && state === 'fetching'
  useEffect(() => {
    if (!wanted) return
    const looks = new AbortController()
    const timer = setTimeout(
      () =>
        void fetch(looks.signal).catch((error: unknown) => {
          if (!looks.signal.aborted) setState(error instanceof Refused && nowhere.has(error.problem.status) ? 'gone' : 'failed')
        }),
      restMs,
    )
    return () => {
      looks.abort()
      clearTimeout(timer)
    }
  }, [wanted, fetch])
  return { online, state, again: () => setState('fetching') }
}

/** In the place of a task that is not here: it may have been done long ago. `coming` is said while it is fetched. */
export const ComingTask = ({ space, id, coming }: { space: string; id: string; coming: string }) => {
  const replica = useReplica()
  const { online, state, again } = useFetched(useCallback((ended: AbortSignal) => fetchTask(replica, space, id, ended), [replica, space, id]))
  if (state === 'gone') return <p>{say('task-gone')}</p>
  if (!online) return <p>{say('task-away')}</p>
  return state === 'failed' ? <Line again={again}>{say('task-failed')}</Line> : <p className="late">{coming}</p>
}

/** In the place of notes that this browser does not store, or has not read yet. */
export const ComingNotes = ({ space, id }: { space: string; id: string }) => {
  const replica = useReplica()
  const { online, state, again } = useFetched(useCallback((ended: AbortSignal) => fetchNotes(replica, space, id, ended), [replica, space, id]))
  if (!online) return <p className="late px-2 py-1.5 text-sm text-quiet">{say('notes-away')}</p>
  if (state === 'fetching') return <p className="late px-2 py-1.5 text-sm text-quiet">{say('notes-fetching')}</p>
  return <Line again={again}>{say('notes-failed')}</Line>
}
