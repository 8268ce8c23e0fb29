import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Secrets } from './secrets.ts'

/** Bytes of the nonce and of the tag of AES-GCM (NIST SP 800-38D). */
const [nonceBytes, tagBytes] = [12, 16]

/**
 * Seals what must be read again but not by whoever reads the store: AES-256-GCM under keys of its own, drawn from the server's by HKDF
 * (RFC 5869). The first seals; what any of them sealed is opened.
 */
export const createSeal = (secrets: Secrets) => {
  const keyOf = (secret: Buffer) => Buffer.from(hkdfSync('sha256', secret, '', 'muster seal', 32))
  const keys = secrets.map(keyOf)
  const first = keyOf(secrets[0])
  return {
    /** @param purpose what it is for and whose it is: sealed for one it cannot be opened for another */
    seal: (purpose: string, text: string): string => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(Buffer.from(purpose))
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },
    /** Undefined for what was not sealed for this by this server. */
    open: (purpose: string, sealed: string): string | undefined => {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return undefined
      for (const key of keys) {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(-tagBytes))
        try {
          return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
        } catch {
          // Another of them may have sealed it.
        }
      }
      return undefined
    },
  }
}
export type Seal = ReturnType<typeof createSeal>
