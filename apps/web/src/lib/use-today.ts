import { useSyncExternalStore } from 'react'
import { localDate } from './day-text.ts'

const everyMs = 30_000
const subscribe = (changed: () => void) => {
  const timer = setInterval(changed, everyMs)
  return () => clearInterval(timer)
}
/** The calendar date on this device; a new one soon after midnight. */
export const useToday = (): string => useSyncExternalStore(subscribe, () => localDate(new Date()))
