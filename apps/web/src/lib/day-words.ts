import { isCalendarDate } from '@muster/core/domain/calendar-date.ts'
import { quickDays, sameDayOfMonth, weekdayOf } from './calendar.ts'
import { addDays, named } from './days.ts'

/** A day as somebody typed it; without a date it is none, and takes one away. */
export interface TypedDay {
  readonly date: string | null
  readonly time: string | null
}
const two = (n: number | string) => String(n).padStart(2, '0')
const locales = ['en', undefined] as const
const bare = (word: string) => word.toLowerCase().replace(/\.$/, '')
/** The name that a word begins, in English or the reader's own language: its place, or -1. A short form is one from three letters on. */
const placeIn = (dates: readonly string[], part: 'weekday' | 'month', word: string): number =>
  word.length < 3 ? -1 : dates.findIndex((date) => locales.some((locale) => bare(named(date, { [part]: 'long' }, locale)).startsWith(word)))
const weekdays = Array.from({ length: 7 }, (_, n) => addDays('2023-01-01', n))
const months = Array.from({ length: 12 }, (_, n) => `2023-${two(n + 1)}-01`)

/** Takes a time of day from the end of the text, or leaves all of it. */
const timeAtEnd = (text: string): readonly [rest: string, time: string | null] => {
  const found = /(?:^|\s)(?:at\s+)?(\d{1,2})(?::([0-5]\d))?\s*(am|pm)?$/.exec(text)
  const [all, hours = '', minutes, half] = found ?? []
  if (all === undefined || (minutes === undefined && half === undefined)) return [text, null]
  const hour = Number(hours)
  if (half ? hour < 1 || hour > 12 : hour > 23) return [text, null]
  return [text.slice(0, -all.length).trim(), `${two(half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour)}:${minutes ?? '00'}`]
}
/** The day of a month of the year that was typed, else of the next one that is not over. */
const onDay = (month: number, day: string, year: string | undefined, today: string): string | undefined => {
  const of = (one: number) => `${one}-${two(month)}-${two(day)}`
  // A leap day is up to eight years away.
  const years = year === undefined ? Array.from({ length: 9 }, (_, n) => Number(today.slice(0, 4)) + n) : [Number(year)]
  return years.map(of).find((date) => isCalendarDate(date) && (year !== undefined || date >= today))
}
const units: Readonly<Record<string, (today: string, n: number) => string>> = {
  d: (today, n) => addDays(today, n),
  w: (today, n) => addDays(today, 7 * n),
  m: (today, n) => sameDayOfMonth(today, n),
}
const wordsFor = (today: string): readonly (readonly [string, string | null])[] => [
  ...quickDays(today).map(({ word, date }) => [word.toLowerCase(), date] as const),
  ['next month', sameDayOfMonth(today, 1)],
  ['no date', null],
]

const dateOf = (text: string, today: string): string | null | undefined => {
  const whole = text.length < 2 ? undefined : wordsFor(today).find(([word]) => word.startsWith(text))
  if (whole) return whole[1]
  const weekday = placeIn(weekdays, 'weekday', bare(text))
  if (weekday >= 0) return addDays(today, (weekday - weekdayOf(today) + 7) % 7 || 7)
  if (/^(?:19|2\d)\d\d-\d\d-\d\d$/.test(text)) return isCalendarDate(text) ? text : undefined
  const away = /^(?:in\s+|\+)?(\d{1,3})\s*(d|days?|w|weeks?|m|months?)$/.exec(text)
  if (away) return units[away[2]?.[0] ?? '']?.(today, Number(away[1]))
  const numbers = /^(\d{1,2})\.\s?(\d{1,2})\.(?:\s?((?:19|2\d)\d\d))?$/.exec(text)
  if (numbers) return onDay(Number(numbers[2]), numbers[1] ?? '', numbers[3], today)
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\s\d,]+)(?:,?\s+((?:19|2\d)\d\d))?$/u.exec(text)
  const monthFirst = /^([^\s\d,]+)\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+((?:19|2\d)\d\d))?$/u.exec(text)
  const [word, day, year] = dayFirst ? [dayFirst[2], dayFirst[1], dayFirst[3]] : [monthFirst?.[1], monthFirst?.[2], monthFirst?.[3]]
  const month = placeIn(months, 'month', bare(word ?? ''))
  return month < 0 || day === undefined ? undefined : onDay(month + 1, day, year, today)
}

/** What typed words mean: a day, a time of today, both, or that there is to be none; null where they are not understood whole. */
export const dayOfWords = (words: string, today: string): TypedDay | null => {
  const text = words.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const [rest, time] = timeAtEnd(text)
  if (rest === '') return time === null ? null : { date: today, time }
  const date = dateOf(rest.replace(/,$/, ''), today)
  return date === undefined || (date === null && time !== null) ? null : { date, time }
}
