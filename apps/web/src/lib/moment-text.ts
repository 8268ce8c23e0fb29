import { region } from '../messages/language.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (options: Intl.DateTimeFormatOptions, timeZone: string, locale: string): Intl.DateTimeFormat => {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone })
  formats.set(key, made)
  return made
}

/**
 * A moment as calendar and clock of a zone show it: the person's, which may not be the device's. A row from before instants were checked may hold one
 * that no calendar has: its screen opens all the same.
 */
export const momentText = (options: Intl.DateTimeFormatOptions, instant: string | null, zone: string, locale = region()): string => {
  const moment = Date.parse(instant ?? '')
  return Number.isNaN(moment) ? '?' : formatOf(options, zone, locale).format(moment)
}
