import { limits } from '../contract/limits.ts'

/** Domain names in their two spellings (UTS 46): what a runtime brings. An empty answer is no domain. */
export interface Idna {
  readonly toASCII: (domain: string) => string
  readonly toUnicode: (domain: string) => string
}

/** No ASCII that a host parser would read as something other than a part of the name. */
const hostText = /^(?:[a-z0-9._-]|[^\0-\x7f])+$/
/** What UTS 46 takes for a dot, and compatibility forms do not. */
const fullStops = /\u3002/g
/** Labels of letters, digits and hyphens (RFC 5890), and underscores, which some private networks have. */
const asciiDomain = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/
/** A host that ends in a number is an address (URL Standard), and no domain. */
const addressed = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/
const localText = /^[^\s@\p{C}\p{Default_Ignorable_Code_Point}]+$/u

/** One spelling of letters: compatibility forms and case folded. Case folding can decompose, so it is composed again. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().normalize('NFKC')

/**
 * The one spelling by which an account is found: compatibility forms and case folded, the domain in ASCII (A-labels, RFC 5890).
 * Undefined when what comes of it is no address, or longer than `limits.email`: it is normalised first, then checked, then stored.
 */
export const foldEmail = (email: string, { toASCII }: Idna): string | undefined => {
  const [local = '', host = '', ...more] = folded(email).trim().split('@')
  if (more.length > 0 || !localText.test(local) || !hostText.test(host)) return undefined
  const name = host.replace(fullStops, '.')
  const domain = addressed.test(name) ? '' : toASCII(name)
  const address = `${local}@${domain}`
  return asciiDomain.test(domain) && address.length <= limits.email ? address : undefined
}

/**
 * Where an account with this address may also stand, having been recorded before domains were brought to ASCII: no two accounts may have
 * them, and who has one signs in by it. Without the folded address itself.
 */
export const formerEmails = (email: string, idna: Idna): readonly string[] => {
  const address = foldEmail(email, idna)
  const former = new Set([email.normalize('NFKC').trim().toLowerCase()])
  if (address !== undefined) {
    const at = address.indexOf('@')
    former.add(`${address.slice(0, at)}@${idna.toUnicode(address.slice(at + 1))}`)
    former.delete(address)
  }
  return [...former]
}
