import { useSyncExternalStore } from 'react'
import { todayIn, zoneOf } from './zones.ts'

const everyMs = 30_000
let pinned: string | null = null
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
/** What calendar and zone were when somebody last looked. To ask them takes longer than to draw a row, so all rows share this. */
let known = { zone: '', today: '' }
let lookedAt = -Infinity

const look = () => {
  const now = new Date()
  known = { zone: zoneOf(pinned), today: todayIn(pinned, now) }
  lookedAt = now.getTime()
}
/** As it was within the last half minute, or since it was pinned. */
const current = () => {
  if (Math.abs(Date.now() - lookedAt) >= everyMs) look()
  return known
}
const tell = () => {
  look()
  for (const listener of listeners) listener()
}

/** Pins the zone that days are shown in; null follows the device. */
export const pinZone = (zone: string | null): void => {
  if (zone === pinned) return
  pinned = zone
  tell()
}
const subscribe = (changed: () => void) => {
  listeners.add(changed)
  timer ??= setInterval(tell, everyMs)
  return () => {
    listeners.delete(changed)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
/** The calendar date in the person's zone; a new one soon after midnight. */
export const useToday = (): string => useSyncExternalStore(subscribe, () => current().today)
/** The zone that days and times are shown in. */
export const useZone = (): string => useSyncExternalStore(subscribe, () => current().zone)
