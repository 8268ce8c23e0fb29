import { limits } from '../contract/limits.ts'
import { isCalendarDate } from './calendar-date.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Whether `YYYY-MM-DDTHH:MM:SS.mmmZ` names a moment that exists. Leap seconds do not: no clock of ours tells them (ECMA-262). */
export const isInstant = (instant: string): boolean => /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.test(instant) && isCalendarDate(instant.slice(0, 10))

/**
 * When somebody did what their device says was done at `clientAt`: not later than now, and not earlier than the journal reaches back, which is
 * as long as a change can have waited to be sent. All are instants of the same form, which sort as text.
 */
export const claimedAt = (clientAt: string, now: string): string => {
  const earliest = new Date(Date.parse(now) - limits.journalDays * dayMs).toISOString()
  if (clientAt > now) return now
  return clientAt < earliest ? earliest : clientAt
}
