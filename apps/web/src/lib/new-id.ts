const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

let [time, count] = [0, 0]
/** A UUID version 7 (RFC 9562): sorts by the time it was made; those of one page also within a millisecond, by a counter (section 6.2, method 1). */
export const newId = (): string => {
  const now = Date.now()
  if (now > time) [time, count] = [now, 0]
  else if (count < 0xfff) count++
  else [time, count] = [time + 1, 0]
  const random = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte, n) => hex(n === 0 ? (byte & 0x3f) | 0x80 : byte, 2)).join('')
  const at = hex(time, 12)
  return `${at.slice(0, 8)}-${at.slice(8)}-7${hex(count, 3)}-${random.slice(0, 4)}-${random.slice(4)}`
}
