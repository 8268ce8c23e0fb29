import { isIP } from 'node:net'
import { addressOf } from './accounts/addresses.ts'

/** Where mail is handed over, and from whom it comes. */
export interface MailSettings {
  readonly host: string
  readonly port: number
  /** Encrypted from the first byte on, and before anything is said that matters, where the server offers that, or not at all. */
  readonly tls: 'first' | 'required' | 'none'
  readonly auth: { readonly user: string; readonly password: string } | null
  readonly from: { readonly name: string; readonly address: string }
}

const [submission, submissions] = [587, 465]
const example = 'SMTP_URL=smtps://user:password@mail.example.org'
const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))

/** `Name <address>`, or an address alone. */
const readFrom = (text: string): MailSettings['from'] | undefined => {
  const whole = text.trim()
  const begins = whole.endsWith('>') ? whole.lastIndexOf('<') : -1
  const spoken = whole.slice(0, Math.max(0, begins)).trim()
  const name = spoken.length > 1 && spoken.startsWith('"') && spoken.endsWith('"') ? spoken.slice(1, -1) : spoken
  if (/["<>@]/.test(name)) return undefined
  const address = addressOf(begins < 0 ? whole : whole.slice(begins + 1, -1))
  // A line that ends within it would be a header of its own.
  return address === undefined || /[\r\n\0]/.test(text) ? undefined : { name: name || 'Muster', address }
}

/**
 * Reads how mail is sent; null where nobody says.
 * @param fault told, in a sentence, of each thing that is wrong
 */
export const readMailSettings = (url: string | undefined, from: string | undefined, fault: (sentence: string) => void): MailSettings | null => {
  if (!url) {
    if (from) fault('MAIL_FROM says from whom SMTP_URL sends: name that as well, or leave both away.')
    return null
  }
  const sender = readFrom(from ?? '')
  if (!from) fault('MAIL_FROM is needed beside SMTP_URL: the address that mail comes from, such as MAIL_FROM="Muster <tasks@example.org>".')
  else if (!sender) fault(`MAIL_FROM must be one address, such as "Muster <tasks@example.org>", not "${from}".`)
  let parsed: URL | undefined
  let auth: MailSettings['auth'] = null
  try {
    parsed = new URL(url)
    if (parsed.username !== '' || parsed.password !== '') auth = { user: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) }
  } catch {
    parsed = undefined
  }
  const told = parsed && ['', '?tls=none'].includes(parsed.search) && ['', '/'].includes(parsed.pathname) && parsed.hash === ''
  if (!parsed || !told || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '' || (auth && (auth.user === '' || auth.password === ''))) {
    // What it says may hold a password, and is not said again.
    fault(`SMTP_URL must be smtp:// or smtps:// with a host, a user and a password if it wants those, and nothing more but ?tls=none, such as ${example}`)
    return null
  }
  const { hostname, port, protocol, search } = parsed
  const first = protocol === 'smtps:'
  const tls = first ? 'first' : search === '?tls=none' || isLoopback(hostname) ? 'none' : 'required'
  if (first && search !== '') fault('SMTP_URL says smtps:// and ?tls=none: one of the two.')
  if (port === '0') fault('SMTP_URL names port 0, at which nobody answers.')
  if (!sender) return null
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (first ? submissions : submission), tls, auth, from: sender }
}
