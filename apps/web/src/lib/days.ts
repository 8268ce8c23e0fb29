import type { Day } from '@muster/core/contract/schemas/common.ts'
import { region } from '../messages/language.ts'

export type { Day }

/** A calendar date as noon UTC: for counting days and naming them, never an instant. */
export const noon = (date: string): Date => new Date(`${date}T12:00:00Z`)
const dayMs = 86_400_000

/** What is no date stays as it is, here and below: a row that somebody else wrote must not break a page. */
export const addDays = (date: string, days: number): string => {
  const at = new Date(noon(date).getTime() + days * dayMs)
  return Number.isNaN(at.getTime()) ? date : at.toISOString().slice(0, 10)
}
export const daysBetween = (from: string, to: string): number => Math.round((noon(to).getTime() - noon(from).getTime()) / dayMs)

const formats = new Map<string, Intl.DateTimeFormat>()
/** A format is dear to make, and rows ask for the same few. */
const formatOf = (options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat => {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  formats.set(key, made)
  return made
}
const shown = (at: Date, text: string, options: Intl.DateTimeFormatOptions, locale: string) =>
  Number.isNaN(at.getTime()) ? text : formatOf(options, locale).format(at)
export const named = (date: string, options: Intl.DateTimeFormatOptions, locale = region()): string => shown(noon(date), date, options, locale)
/** A time of day, "14:30", as the locale writes it. */
export const timeText = (time: string, locale = region()): string => shown(new Date(`1970-01-01T${time}Z`), time, { timeStyle: 'short' }, locale)
