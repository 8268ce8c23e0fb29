import { isCalendarDate } from '@muster/core/domain/calendar-date.ts'
import { foldName } from '@muster/core/domain/fold-name.ts'
import { language, region } from '../messages/language.ts'
import { quickDays, sameDayOfMonth, weekdayOf } from './calendar.ts'
import { addDays, named } from './days.ts'

/** A day as somebody typed it; without a date it is none, and takes one away. */
export interface TypedDay {
  readonly date: string | null
  readonly time: string | null
}
/** What a language has beside the names of days and months, which the platform knows: without marks on its letters. */
interface Vocabulary {
  readonly phrases: Readonly<Record<string, (today: string) => string | null | undefined>>
  /** A number of days, weeks or months, as `count` and `unit`: to come, and gone by. */
  readonly away: RegExp
  readonly ago: RegExp
  /** What stands before a day of the week that is meant as the last one. */
  readonly last: RegExp
  /** A time of day at the end, as `hour`, `minutes` and `half`. */
  readonly times: readonly RegExp[]
  /** What says that a day is to come back again and again. */
  readonly repeats: RegExp
}
const quick = (id: ReturnType<typeof quickDays>[number]['id']) => (today: string) => quickDays(today).find((one) => one.id === id)?.date
const daysAway = (days: number) => (today: string) => addDays(today, days)
const monthsAway = (months: number) => (today: string) => sameDayOfMonth(today, months)
/** The last such day of the week before today. */
const lastOn = (weekday: number, today: string) => addDays(today, -((weekdayOf(today) - weekday + 7) % 7 || 7))
/** The Monday of the week before this one. */
const lastWeek = (today: string) => addDays(today, -6 - (weekdayOf(today) || 7))
const lastWeekend = (today: string) => lastOn(6, today)
const none = () => null
const english: Vocabulary = {
  phrases: {
    today: quick('today'),
    tomorrow: quick('tomorrow'),
    weekend: quick('weekend'),
    'next week': quick('next-week'),
    'next month': monthsAway(1),
    'no date': none,
    yesterday: daysAway(-1),
    'last week': lastWeek,
    'last weekend': lastWeekend,
    'last month': monthsAway(-1),
  },
  away: /^(?:in\s+|\+)?(?<count>\d{1,3}|an?(?=\s))\s*(?<unit>d|days?|w|weeks?|m|months?)$/,
  ago: /^(?<count>\d{1,3}|an?(?=\s))\s*(?<unit>d|days?|w|weeks?|m|months?)\s+ago$/,
  last: /^last\s+/,
  times: [/(?:^|\s)(?:at\s+)?(?<hour>\d{1,2}):(?<minutes>[0-5]\d)\s*(?<half>am|pm)?$/, /(?:^|\s)(?:at\s+)?(?<hour>\d{1,2})\s*(?<half>am|pm)$/],
  repeats: /\b(?:every|each|daily|weekly|monthly|yearly|annually|(?:week|sun|mon|tues|wednes|thurs|fri|satur)days)\b/,
}
const vocabularies: Readonly<Record<string, readonly Vocabulary[]>> = {
  de: [
    {
      phrases: {
        heute: quick('today'),
        morgen: quick('tomorrow'),
        ubermorgen: daysAway(2),
        uebermorgen: daysAway(2),
        wochenende: quick('weekend'),
        'nachste woche': quick('next-week'),
        'naechste woche': quick('next-week'),
        'nachsten monat': monthsAway(1),
        'naechsten monat': monthsAway(1),
        'kein tag': none,
        'kein datum': none,
        gestern: daysAway(-1),
        vorgestern: daysAway(-2),
        'letzte woche': lastWeek,
        'letztes wochenende': lastWeekend,
        'letzten monat': monthsAway(-1),
      },
      away: /^(?:in\s+|\+)?(?<count>\d{1,3}|eine[mr])\s*(?<unit>t|tage?n?|w|wochen?|m|monate?n?)$/,
      ago: /^vor\s+(?<count>\d{1,3}|eine[mr])\s*(?<unit>t|tage?n?|w|wochen?|m|monate?n?)$/,
      last: /^(?:letzte|vergangene)[nrs]?\s+/,
      times: [/(?:^|\s)(?:um\s+)?(?<hour>\d{1,2})(?:[:.](?<minutes>[0-5]\d))?\s*uhr$/, /(?:^|\s)um\s+(?<hour>\d{1,2})(?:[:.](?<minutes>[0-5]\d))?$/],
      repeats:
        /\b(?:jede[nrs]?|alle|taglich|taeglich|wochentlich|woechentlich|monatlich|jahrlich|jaehrlich|(?:werk|sonn|mon|diens|donners|frei|sams)tags|mittwochs)\b/,
    },
    english,
  ],
}
/** What typed words are read by. */
interface Reader {
  readonly today: string
  readonly vocabularies: readonly Vocabulary[]
  /** By which days and months are named. */
  readonly locales: readonly string[]
  /** The region, by which days in numbers are written. */
  readonly tag: string
}
const two = (n: number | string) => String(n).padStart(2, '0')
const bare = (word: string) => word.replace(/\.$/, '')
/** The name that a word begins: its place, or -1. A short form is one from three letters on, or as the language itself writes it. */
const placeIn = (dates: readonly string[], part: 'weekday' | 'month', word: string, locales: readonly string[]): number =>
  dates.findIndex((date) =>
    locales.some((locale) => {
      const name = named(date, { [part]: 'long' }, locale).toLowerCase()
      const begins = word.length > 2 && [foldName(name), name.replaceAll('ä', 'ae')].some((one) => one.startsWith(word))
      return begins || bare(foldName(named(date, { [part]: 'short' }, locale))) === word
    }),
  )
const weekdays = Array.from({ length: 7 }, (_, n) => addDays('2023-01-01', n))
const months = Array.from({ length: 12 }, (_, n) => `2023-${two(n + 1)}-01`)

/** Takes a time of day from the end of the text, or leaves all of it. */
const timeAtEnd = (text: string, { vocabularies: all }: Reader): readonly [rest: string, time: string | null] => {
  for (const time of all.flatMap(({ times }) => times)) {
    const found = time.exec(text)
    if (!found) continue
    const { hour: hours, minutes = '00', half } = found.groups ?? {}
    const hour = Number(hours)
    if (half ? hour < 1 || hour > 12 : hour > 23) return [text, null]
    return [text.slice(0, found.index).trim(), `${two(half ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour)}:${minutes}`]
  }
  return [text, null]
}
/** The day of a month of the year that was typed, else of the next one that is not over. */
const onDay = (month: number, day: string, year: string | undefined, today: string): string | undefined => {
  const of = (one: number) => `${one}-${two(month)}-${two(day)}`
  // A leap day is up to eight years away.
  const years = year === undefined ? Array.from({ length: 9 }, (_, n) => Number(today.slice(0, 4)) + n) : [Number(year)]
  return years.map(of).find((date) => isCalendarDate(date) && (year !== undefined || date >= today))
}
/** So many days, weeks or months from today. */
const awayFrom = (today: string, count: number, unit: string): string => {
  if (unit.startsWith('m')) return sameDayOfMonth(today, count)
  return addDays(today, unit.startsWith('w') ? 7 * count : count)
}

/** Whether a region writes the month of a day before its day. */
const isMonthFirst = (tag: string): boolean => {
  const written = named('2023-11-22', { month: 'numeric', day: 'numeric' }, tag)
  return written.indexOf('11') < written.indexOf('22')
}
/** A day in numbers, as `12/31` or `31-12-2030`: in the order of the region, else in the other one, where only that is a day. */
const inNumbers = (text: string, { today, tag }: Reader): string | undefined => {
  const yearFirst = /^((?:19|2\d)\d\d)([/-])(\d{1,2})\2(\d{1,2})$/.exec(text)
  if (yearFirst) return onDay(Number(yearFirst[3]), yearFirst[4] ?? '', yearFirst[1], today)
  const [, one = '', , other = '', typed] = /^(\d{1,2})([/-])(\d{1,2})(?:\2((?:19|2\d)\d\d|\d\d))?$/.exec(text) ?? []
  const year = typed?.length === 2 ? `20${typed}` : typed
  const [monthFirst, dayFirst] = [() => onDay(Number(one), other, year, today), () => onDay(Number(other), one, year, today)]
  return isMonthFirst(tag) ? (monthFirst() ?? dayFirst()) : (dayFirst() ?? monthFirst())
}

const dateOf = (text: string, by: Reader): string | null | undefined => {
  const { today, vocabularies: all, locales } = by
  const weekday = placeIn(weekdays, 'weekday', bare(text), locales)
  if (weekday >= 0) return addDays(today, (weekday - weekdayOf(today) + 7) % 7 || 7)
  for (const { last } of all) {
    const past = last.test(text) ? placeIn(weekdays, 'weekday', bare(text.replace(last, '')), locales) : -1
    if (past >= 0) return lastOn(past, today)
  }
  const phrases = text.length < 2 ? [] : all.flatMap((one) => Object.entries(one.phrases))
  const phrase = phrases.find(([words]) => words.startsWith(text))
  if (phrase) return phrase[1](today)
  if (/^(?:19|2\d)\d\d-\d\d-\d\d$/.test(text)) return isCalendarDate(text) ? text : undefined
  for (const { away, ago } of all)
    for (const [way, pattern, words] of [
      [1, away, text],
      [-1, ago, text],
      [-1, away, text.replace(/^-(?=\d)/, '+')],
    ] as const) {
      const { count, unit } = pattern.exec(words)?.groups ?? {}
      if (count !== undefined && unit !== undefined) return awayFrom(today, way * (/\d/.test(count) ? Number(count) : 1), unit)
    }
  const numbers = /^(\d{1,2})\.\s?(\d{1,2})\.(?:\s?((?:19|2\d)\d\d))?$/.exec(text)
  if (numbers) return onDay(Number(numbers[2]), numbers[1] ?? '', numbers[3], today)
  const inOrder = inNumbers(text, by)
  if (inOrder) return inOrder
  const dayFirst = /^(\d{1,2})(?:(?:st|nd|rd|th)?\s+|\.\s*)([^\s\d,]+)(?:,?\s+((?:19|2\d)\d\d))?$/u.exec(text)
  const monthFirst = /^([^\s\d,]+)\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+((?:19|2\d)\d\d))?$/u.exec(text)
  const [word, day, year] = dayFirst ? [dayFirst[2], dayFirst[1], dayFirst[3]] : [monthFirst?.[1], monthFirst?.[2], monthFirst?.[3]]
  const month = placeIn(months, 'month', bare(word ?? ''), locales)
  return month < 0 || day === undefined ? undefined : onDay(month + 1, day, year, today)
}

/** English is understood beside the language of the page. */
const readerOf = (today: string, spoken: string, tag: string): Reader => {
  const base = spoken.split('-')[0] ?? spoken
  return { today, vocabularies: vocabularies[base] ?? [english], locales: [base, tag, 'en'], tag }
}
const folded = (words: string) => foldName(words).replaceAll(/\s+/g, ' ')

/** What typed words mean: a day, a time of today, both, or that there is to be none; null where they are not understood whole. */
export const dayOfWords = (words: string, today: string, spoken = language(), tag = region()): TypedDay | null => {
  const by = readerOf(today, spoken, tag)
  const [rest, time] = timeAtEnd(folded(words), by)
  if (rest === '') return time === null ? null : { date: today, time }
  const date = dateOf(rest.replace(/,$/, ''), by)
  return date === undefined || (date === null && time !== null) ? null : { date, time }
}

/** Whether typed words ask for a day that comes back again and again: no single day, however well the words are understood. */
export const asksToRepeat = (words: string, spoken = language(), tag = region()): boolean =>
  readerOf('', spoken, tag).vocabularies.some(({ repeats }) => repeats.test(folded(words)))
