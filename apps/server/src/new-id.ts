import { randomFillSync } from 'node:crypto'

/** Drawn at once: to ask for six bytes takes as long as to ask for all of these. */
const pool = Buffer.alloc(4_096)
let used = pool.length
/** So many random bytes as text, each given out once. They are no secrets. */
const drawn = (count: number, encoding: 'hex' | 'base64url'): string => {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.toString(encoding, used - count, used)
}

/** A UUID version 7 (RFC 9562): sorts by the time it was made. */
export const newId = (now: Date): string => {
  const hex = now.getTime().toString(16).padStart(12, '0') + drawn(10, 'hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What tells one entry of a journal from another with the same rev. */
export const newTag = (): string => drawn(6, 'base64url')
