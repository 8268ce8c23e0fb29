/**
 * A password as it is counted, hashed and compared: the mappings of the OpaqueString profile (RFC 8265, section 4.2). Every other space is
 * the plain one, letters are composed (NFC); case and width stay. No character is refused: who chose one must be able to sign in with it.
 * Bounds on length are checked on what this returns. A hash from before is of the text as it was typed.
 */
export const normalisePassword = (password: string): string => password.replace(/\p{Zs}/gu, ' ').normalize('NFC')
