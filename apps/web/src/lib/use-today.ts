import { useSyncExternalStore } from 'react'
import { todayIn, zoneOf } from './zones.ts'

const everyMs = 30_000
let pinned: string | null = null
const listeners = new Set<() => void>()

/** Pins the zone that days are shown in; null follows the device. */
export const pinZone = (zone: string | null): void => {
  if (zone === pinned) return
  pinned = zone
  for (const listener of listeners) listener()
}
const subscribe = (changed: () => void) => {
  listeners.add(changed)
  const timer = setInterval(changed, everyMs)
  return () => {
    listeners.delete(changed)
    clearInterval(timer)
  }
}
/** The calendar date in the person's zone; a new one soon after midnight. */
export const useToday = (): string => useSyncExternalStore(subscribe, () => todayIn(pinned))
/** The zone that days and times are shown in. */
export const useZone = (): string => useSyncExternalStore(subscribe, () => zoneOf(pinned))
