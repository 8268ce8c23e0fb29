import { region } from '../messages/language.ts'

/** All zones this device knows, with the ones given first. */
export const allZones = (first: readonly string[]): readonly string[] => [...new Set([...first, ...Intl.supportedValuesOf('timeZone')])]
const labels = new Map<string, string>()
/** What a language calls the time of a zone; null where the platform has no name for it. */
const timeOf = (zone: string, locale: string): string | null => {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts()
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value
    // With digits it is no name, but how far from UTC it is.
    return name === undefined || /\d/.test(name) ? null : name
  } catch {
    // A zone that this device does not know.
    return null
  }
}
/**
 * "Europe/Berlin" as "Berlin (Europe)": the city is what people look for. That is English; in other languages the name of the time stands beside
 * the city, "Berlin, Mitteleuropäische Zeit", for the platform has no cities in them.
 */
export const zoneLabel = (zone: string, locale = region()): string => {
  const key = `${locale} ${zone}`
  const known = labels.get(key)
  if (known !== undefined) return known
  const [area = zone, ...rest] = zone.replaceAll('_', ' ').split('/')
  const city = rest.at(-1)
  const time = locale.startsWith('en') ? null : timeOf(zone, locale)
  const label = city === undefined ? (time ?? area) : time === null ? `${city} (${[area, ...rest.slice(0, -1)].join(', ')})` : `${city}, ${time}`
  labels.set(key, label)
  return label
}
