import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds that an access token lives. */
export const accessSeconds = 600

const sign = (secret: Buffer, purpose: string, text: string) => createHmac('sha256', secret).update(`${purpose}\0${text}`).digest('base64url')

const equal = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
const shape = /^([0-9a-zA-Z_-]{1,128})\.(\d{1,12})(?:\.(\d{1,12}))?\.([0-9a-zA-Z_-]{43})$/

/** The refresh cookie's value: `sid.counter.signature`. It is worked out, never stored. */
export const refreshToken = (secret: Buffer, sid: string, counter: number) => `${sid}.${counter}.${sign(secret, 'refresh', `${sid}.${counter}`)}`

/** What a refresh token says, or undefined when we did not sign it. */
export const readRefreshToken = (secret: Buffer, token: string): { sid: string; counter: number } | undefined => {
  const [, sid = '', counter = '', more, signature = ''] = shape.exec(token) ?? []
  return more === undefined && sid !== '' && equal(signature, sign(secret, 'refresh', `${sid}.${counter}`)) ? { sid, counter: Number(counter) } : undefined
}

/** The access cookie's value: `sid.counter.expiry.signature`, the expiry in seconds since 1970. */
export const accessToken = (secret: Buffer, sid: string, counter: number, now: Date) => {
  const said = `${sid}.${counter}.${Math.floor(now.getTime() / 1000) + accessSeconds}`
  return `${said}.${sign(secret, 'access', said)}`
}

/** What an access token says, or undefined when we did not sign it. It is good `until` then, in milliseconds since 1970. */
export const readAccessToken = (secret: Buffer, token: string): { sid: string; counter: number; until: number } | undefined => {
  const [, sid = '', counter = '', expiry = '', signature = ''] = shape.exec(token) ?? []
  if (expiry === '' || !equal(signature, sign(secret, 'access', `${sid}.${counter}.${expiry}`))) return undefined
  return { sid, counter: Number(counter), until: Number(expiry) * 1000 }
}

/** Bound to the session; sent back as X-CSRF-Token with every unsafe request. */
export const csrfToken = (secret: Buffer, sid: string) => sign(secret, 'csrf', sid)
export const isCsrfToken = (token: string, given: unknown) => typeof given === 'string' && equal(given, token)
