import type { Day } from './days.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formats.set(zone, made)
  return made
}
export interface WallClock {
  readonly date: string
  readonly time: string
}
/** What calendar and clock show at a moment in a zone (IANA name). */
export const wallClock = (at: Date, zone: string): WallClock => {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return { date: `${parts['year']?.padStart(4, '0')}-${parts['month']}-${parts['day']}`, time: `${parts['hour']}:${parts['minute']}` }
}
const asUtc = ({ date, time }: WallClock): number => Date.parse(`${date}T${time}:00Z`)

/** The moment at which a zone's clock shows this. A time that the clock skips is moved on by the gap; of one that it shows twice, the first is meant. */
export const momentOf = (clock: WallClock, zone: string): Date => {
  const wanted = asUtc(clock)
  const offsetAt = (moment: number) => asUtc(wallClock(new Date(moment), zone)) - moment
  const day = 86_400_000
  const [before, after] = [offsetAt(wanted - day), offsetAt(wanted + day)]
  const fits = [wanted - before, wanted - after].filter((moment) => moment + offsetAt(moment) === wanted)
  return new Date(fits.length > 0 ? Math.min(...fits) : wanted - before)
}

export const deviceZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
/** The zone to show things in: the pinned one, else the device's. One that this device does not know counts as not pinned. */
export const zoneOf = (pinned: string | null): string => {
  if (pinned === null) return deviceZone()
  try {
    formatOf(pinned)
    return pinned
  } catch {
    return deviceZone()
  }
}
export const todayIn = (pinned: string | null, now = new Date()): string => wallClock(now, zoneOf(pinned)).date

/** A day as the reader's own calendar and clock show it: only a time in another zone is carried over. */
export const dayIn = (day: Day, zone: string): { readonly date: string; readonly time?: string } => {
  if (!('time' in day)) return { date: day.date }
  if (!('zone' in day) || day.zone === zone) return { date: day.date, time: day.time }
  try {
    return wallClock(momentOf(day, day.zone), zone)
  } catch {
    return { date: day.date, time: day.time }
  }
}
