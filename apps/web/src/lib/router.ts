import { useSyncExternalStore } from 'react'
import { arrive, leaveEntry, newEntry } from './view-memory.ts'

/** Told when the address was changed here; going back and on the browser tells itself. */
const moved = 'muster-moved'

/** Goes to an address of ours. `state` is stored with it in the history. */
export const go = (to: string, { replace = false, state }: { readonly replace?: boolean; readonly state?: object } = {}): void => {
  leaveEntry()
  if (replace) history.replaceState({ ...(history.state as object | null), ...state }, '', to)
  else history.pushState({ ...state, entry: newEntry() }, '', to)
  arrive()
  dispatchEvent(new Event(moved))
}
addEventListener('popstate', () => {
  leaveEntry()
  arrive()
})
const subscribe = (changed: () => void) => {
  addEventListener('popstate', changed)
  addEventListener('hashchange', changed)
  addEventListener(moved, changed)
  return () => {
    removeEventListener('popstate', changed)
    removeEventListener('hashchange', changed)
    removeEventListener(moved, changed)
  }
}
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname)
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash)
export const useQuery = (): string => useSyncExternalStore(subscribe, () => location.search)
