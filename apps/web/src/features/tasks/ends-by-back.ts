import type { StoreApi } from 'zustand'
import { openTask } from '../../lib/addresses.ts'
import type { GridStore } from './grid-store.ts'

const coarse = matchMedia('(pointer: coarse)')
const isSelecting = () => Boolean((history.state as { readonly selecting?: boolean } | null)?.selecting)

/** The page is on its way out of such an entry: the browser goes back in its own time. */
let leaving = false
const leave = () => {
  if (leaving) return
  leaving = true
  addEventListener('popstate', () => (leaving = false), { once: true })
  history.back()
}

/**
 * Where fingers select, going back ends that before it leads anywhere else: it has an entry of the history of its own, which is gone again
 * when it ends otherwise, or was forgotten with a page that was loaded anew. Not beside an open task, which going back closes. What comes back
 * stops it.
 */
export const endsByBack = (store: StoreApi<GridStore>, clear: () => void): (() => void) => {
  const some = () => store.getState().selected.size > 0
  /** Whether the page is in that entry, or on its way out of it. */
  let at: 'out' | 'in' | 'leaving' = 'out'
  const enter = () => {
    at = 'out'
    if (!some() || !coarse.matches || openTask(location.search)) return
    at = 'in'
    history.pushState({ ...(history.state as object | null), selecting: true }, '')
  }
  const end = () => {
    at = isSelecting() ? 'leaving' : 'out'
    if (at === 'leaving') leave()
  }
  const come = () => {
    if (some()) at = 'in'
    else end()
  }
  const stop = store.subscribe(() => {
    if (some() && at === 'out') enter()
    if (!some() && at === 'in') end()
  })
  const arrived = () => {
    if (isSelecting()) return come()
    // What has been selected since it was left is a selection of its own.
    if (at === 'leaving') return enter()
    if (at === 'in') clear()
    at = 'out'
  }
  if (isSelecting()) come()
  addEventListener('popstate', arrived)
  return () => {
    stop()
    removeEventListener('popstate', arrived)
  }
}
