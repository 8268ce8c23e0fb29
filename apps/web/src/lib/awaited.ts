import { useSyncExternalStore } from 'react'

/** How much that somebody asked for waits for its code. */
let count = 0
const listeners = new Set<() => void>()
const add = (by: 1 | -1) => {
  count += by
  for (const listener of listeners) listener()
}
/** Something that somebody asked for waits for its code, until what comes back is called. */
export const awaited = (): (() => void) => {
  let over = false
  add(1)
  return () => {
    if (!over) add(-1)
    over = true
  }
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
/** Whether anything does. */
export const useAwaited = (): boolean => useSyncExternalStore(subscribe, () => count > 0)
