import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const prefix = 'muster_'
/** Of 62 digits each: 178 bits. */
const secretLength = 30
const sumLength = 6
const shape = /^muster_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/

/** A checksum of six digits: who scans for lost keys, and we, tell by it what is none. */
const sumOf = (secret: string): string => {
  let [rest, text] = [crc32(secret), '']
  for (let n = 0; n < sumLength; n++) {
    text = (digits[rest % digits.length] ?? '') + text
    rest = Math.floor(rest / digits.length)
  }
  return text
}

/** A new API key: `muster_`, thirty random digits of 62, and six that are their CRC-32. */
export const makeApiKey = (): string => {
  const secret = Array.from({ length: secretLength }, () => digits[randomInt(digits.length)]).join('')
  return `${prefix}${secret}${sumOf(secret)}`
}

/** Whether a text could be a key that we made: what is none costs no look into the store. */
export const isApiKey = (text: string): boolean => {
  const [, secret = '', sum] = shape.exec(text) ?? []
  return sum === sumOf(secret)
}

/** What a key is stored under: who reads the store cannot make the key. It is random, so a slow hash would add nothing. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** The key that a request shows, undefined where it shows none. Other bearers are other programs' affair: of what stands before us, for one. */
export const shownKey = (authorization: string | undefined): string | undefined => /^Bearer +(muster_\S*) *$/i.exec(authorization ?? '')?.[1]
