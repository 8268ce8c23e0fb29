import { createHash, randomBytes } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'

/** Letters and digits of RFC 4648 base32: none of them looks like another. */
const letters = 'abcdefghijklmnopqrstuvwxyz234567'
const codeLength = 24

/** 120 random bits, in groups that can be read aloud. */
const draw = (): string => {
  const text = Array.from(randomBytes(codeLength), (byte) => letters[byte % letters.length]).join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}
/** What is stored of a code; undefined for what is none, however it is typed. */
export const hashOfRecoveryCode = (typed: string): string | undefined => {
  const plain = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  return /^[a-z2-7]{24}$/.test(plain) ? createHash('sha256').update(`recovery\0${plain}`).digest('base64url') : undefined
}
/** New codes, which are shown once, and what is stored of them. So many bits need no slow hash. */
export const drawRecoveryCodes = (): { readonly codes: string[]; readonly hashes: string[] } => {
  const codes = Array.from({ length: limits.recoveryCodes }, draw)
  return { codes, hashes: codes.map((code) => hashOfRecoveryCode(code) ?? '') }
}
