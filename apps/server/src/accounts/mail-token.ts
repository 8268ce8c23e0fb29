import { createHash, createHmac } from 'node:crypto'

/**
 * The token in a link that is mailed: 256 bits that only who holds our secret can work out of the mail's id. Neither the mail that waits in the
 * store nor the row under the token's hash opens anything to who reads them; and a mail that is sent again has the same link.
 */
export const mailToken = (secret: Buffer, mailId: string): string => createHmac('sha256', secret).update(`mail\0${mailId}`).digest('base64url')

export const hashOfMailToken = (token: string): string => createHash('sha256').update(`mail\0${token}`).digest('base64url')
