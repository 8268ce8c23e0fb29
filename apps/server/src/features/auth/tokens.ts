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

/** What an access token says, or undefined when we did not sign it or its time is over. */
export const readAccessToken = (secret: Buffer, token: string, now: Date): { sid: string; counter: number } | undefined => {
  const [, sid = '', counter = '', expiry = '', signature = ''] = shape.exec(token) ?? []
  if (expiry === '' || !equal(signature, sign(secret, 'access', `${sid}.${counter}.${expiry}`))) return undefined
  return Number(expiry) * 1000 > now.getTime() ? { sid, counter: Number(counter) } : undefined
}

/** Bound to the session; sent back as X-CSRF-Token with every unsafe request. */
export const csrfToken = (secret: Buffer, sid: string) => sign(secret, 'csrf', sid)
export const isCsrfToken = (secret: Buffer, sid: string, given: unknown) => typeof given === 'string' && equal(given, csrfToken(secret, sid))
