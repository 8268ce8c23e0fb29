import { createHmac } from 'node:crypto'

/** The names of the two session cookies. */
export interface CookieNames {
  readonly access: string
  readonly refresh: string
}

/** Cookies are shared by all ports of a host: with the same names two instances there would sign each other out. */
/** Tells instances apart: which one it is, without telling what it signs with. */
export const instanceOf = (secret: Buffer) => createHmac('sha256', secret).update('instance\0').digest('hex').slice(0, 12)

/**
 * Alike in all processes of one instance, which sign with one secret, and unlike those of another.
 * @param secure behind https they are bound to the host (`__Host-`), which browsers refuse over plain http
 */
export const cookieNames = (secret: Buffer, secure: boolean): CookieNames => {
  const { access, refresh } = formerCookieNames(secure)
  const instance = instanceOf(secret)
  return { access: `${access}-${instance}`, refresh: `${refresh}-${instance}` }
}

/** The names from before instances were told apart. A session that began under them keeps them. */
export const formerCookieNames = (secure: boolean): CookieNames => {
  const prefix = secure ? '__Host-' : ''
  return { access: `${prefix}muster-access`, refresh: `${prefix}muster-refresh` }
}

/** The name of the mark beside the session cookies, which pages can read: whose session it is. */
export const markName = (secret: Buffer, secure: boolean): string => `${secure ? '__Host-' : ''}muster-here-${instanceOf(secret)}`
