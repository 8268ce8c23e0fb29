/** A moment as a format writes it. A row from before instants were checked may hold one that no calendar has: its screen opens all the same. */
export const momentText = (format: Intl.DateTimeFormat, instant: string | null): string => {
  const moment = Date.parse(instant ?? '')
  return Number.isNaN(moment) ? 'at a time that nobody knows' : format.format(moment)
}
