/** Minutes as people write them: "45 min", "1 h 30 min", "2 h". */
export const durationText = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours > 0 && `${hours} h`, rest > 0 && `${rest} min`].filter(Boolean).join(' ')
}
/** What was typed, in minutes: "90", "1:30", "1h 30", "1.5 h", "2 hours", "2 Stunden". Null when it says no duration. */
export const minutesOf = (typed: string): number | null => {
  const text = typed.trim().toLowerCase().replace(',', '.')
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(text)
  if (clock) return Number(clock[1]) * 60 + Number(clock[2])
  const words = /^(?:(\d+(?:\.\d+)?)\s*(?:h(?:ours?|rs?)?|std\.?|stunden?))?\s*(?:(\d+)\s*(?:m(?:in(?:ute[sn]?|s)?)?)?)?$/.exec(text)
  if (!words || text === '') return null
  return Math.round(Number(words[1] ?? 0) * 60) + Number(words[2] ?? 0)
}
