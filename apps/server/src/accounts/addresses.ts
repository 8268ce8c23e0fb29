import { domainToASCII, domainToUnicode } from 'node:url'
import { foldEmail, formerEmails } from '@muster/core/domain/email.ts'

const idna = { toASCII: domainToASCII, toUnicode: domainToUnicode }

/** The address as it is stored and compared; undefined when it is none. */
export const addressOf = (email: string): string | undefined => foldEmail(email, idna)

/**
 * Every spelling under which an account with this address may be recorded. The typed one is first: two accounts from before may have two
 * spellings of one address, and each is found by its own.
 */
export const spellingsOf = (email: string): readonly string[] => {
  const address = addressOf(email)
  return [...new Set([email.normalize('NFKC').trim().toLowerCase(), ...(address === undefined ? [] : [address]), ...formerEmails(email, idna)])]
}
