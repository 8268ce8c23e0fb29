import { createHmac, timingSafeEqual } from 'node:crypto'

const sign = (secret: Buffer, purpose: string, text: string) => createHmac('sha256', secret).update(`${purpose}\0${text}`).digest('base64url')

const equal = (a: string, b: string) => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

/** The session cookie's value: `sid.counter.signature`. A row leaked from the store gives no token. */
export const sessionToken = (secret: Buffer, sid: string, counter: number) => `${sid}.${counter}.${sign(secret, 'session', `${sid}.${counter}`)}`

/** The session a cookie names, or undefined when we did not sign it. */
export const readSessionToken = (secret: Buffer, token: string): { sid: string; counter: number } | undefined => {
  const match = /^([0-9a-zA-Z_-]{1,128})\.(\d{1,12})\.([0-9a-zA-Z_-]{43})$/.exec(token)
  const [, sid = '', counter = '', signature = ''] = match ?? []
  return match && equal(signature, sign(secret, 'session', `${sid}.${counter}`)) ? { sid, counter: Number(counter) } : undefined
}

/** Bound to the session; sent back as X-CSRF-Token with every unsafe request. */
export const csrfToken = (secret: Buffer, sid: string) => sign(secret, 'csrf', sid)
export const isCsrfToken = (secret: Buffer, sid: string, given: unknown) => typeof given === 'string' && equal(given, csrfToken(secret, sid))
