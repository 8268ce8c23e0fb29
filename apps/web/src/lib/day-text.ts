import type { Day } from '@muster/core/contract/schemas/common.ts'

export interface DayText {
  readonly text: string
  readonly past: boolean
  readonly today: boolean
}
/** A calendar date as noon UTC: for counting days and naming them, never an instant. */
const noon = (date: string): Date => new Date(`${date}T12:00:00Z`)
const dayMs = 86_400_000

export const addDays = (date: string, days: number): string => new Date(noon(date).getTime() + days * dayMs).toISOString().slice(0, 10)
/** The calendar date of a moment on this device. */
export const localDate = (now: Date): string => `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`

const named = (date: string, options: Intl.DateTimeFormatOptions, locale?: string) =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(noon(date))

/** A day as people say it on `today` (a calendar date), with its time: "Today 14:30", "since Tuesday", "12 Mar". */
export const dayText = (day: Day, today: string, locale?: string): DayText => {
  const days = Math.round((noon(day.date).getTime() - noon(today).getTime()) / dayMs)
  const far = named(
    day.date,
    day.date.slice(0, 4) === today.slice(0, 4) ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
    locale,
  )
  const weekday = () => named(day.date, { weekday: 'long' }, locale)
  const word =
    days === 0
      ? 'Today'
      : days === 1
        ? 'Tomorrow'
        : days === -1
          ? 'since yesterday'
          : days > 1 && days < 7
            ? weekday()
            : days < 0 && days > -7
              ? `since ${weekday()}`
              : days < 0
                ? `since ${far}`
                : far
  return { text: 'time' in day ? `${word} ${day.time}` : word, past: days < 0, today: days === 0 }
}
