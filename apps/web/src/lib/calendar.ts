import { addDays, noon } from './days.ts'

/** 0 is Sunday. */
export const weekdayOf = (date: string): number => noon(date).getUTCDay()

/** The first of the month `by` months away. `month` is any date within one. */
export const addMonths = (month: string, by: number): string => {
  const first = noon(`${month.slice(0, 7)}-01`)
  // What is no date stays as it is.
  if (Number.isNaN(first.getTime())) return month
  first.setUTCMonth(first.getUTCMonth() + by)
  return first.toISOString().slice(0, 10)
}
/** The same day of the month `by` months away; where that has no such day, its last one. */
export const sameDayOfMonth = (date: string, by: number): string => {
  const first = addMonths(date, by)
  const last = addDays(addMonths(first, 1), -1)
  const day = `${first.slice(0, 8)}${date.slice(8)}`
  return day > last ? last : day
}
/** The six weeks that show a month, each of seven dates, from the week's first day on. */
export const monthGrid = (month: string, firstDay: number): readonly (readonly string[])[] => {
  const first = `${month.slice(0, 7)}-01`
  const start = addDays(first, -((weekdayOf(first) - firstDay + 7) % 7))
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (__, day) => addDays(start, week * 7 + day)))
}

/** The days that are asked for most. The weekend is the coming Saturday (on one: today), next week its Monday. */
export const quickDays = (today: string): readonly { readonly id: 'today' | 'tomorrow' | 'weekend' | 'next-week'; readonly date: string }[] => [
  { id: 'today', date: today },
  { id: 'tomorrow', date: addDays(today, 1) },
  { id: 'weekend', date: addDays(today, (6 - weekdayOf(today) + 7) % 7) },
  { id: 'next-week', date: addDays(today, (8 - weekdayOf(today)) % 7 || 7) },
]
