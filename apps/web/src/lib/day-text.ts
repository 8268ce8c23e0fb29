import { region } from '../messages/language.ts'
import { say } from '../messages/page.ts'
import { dayIn, deviceZone } from './zones.ts'
import { daysBetween, named, timeText, type Day } from './days.ts'

export interface DayText {
  readonly text: string
  readonly past: boolean
  readonly today: boolean
}

/** A day as people say it on `today` (a calendar date), with its time in `zone`: "Today 14:30" (or "2:30 PM"), "since Tuesday", "12 Mar". */
export const dayText = (day: Day, today: string, locale = region(), zone = deviceZone()): DayText => {
  const { date, time } = dayIn(day, zone)
  const days = daysBetween(today, date)
  const far = named(
    date,
    date.slice(0, 4) === today.slice(0, 4) ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
    locale,
  )
  const weekday = () => named(date, { weekday: 'long' }, locale)
  const word =
    days === 0
      ? say('today')
      : days === 1
        ? say('tomorrow')
        : days === -1
          ? say('yesterday')
          : days > 1 && days < 7
            ? weekday()
            : days < 0 && days > -7
              ? say('since', { day: weekday() })
              : days < 0
                ? say('since', { day: far })
                : far
  return { text: time === undefined ? word : say('at', { day: word, time: timeText(time, locale) }), past: days < 0, today: days === 0 }
}
