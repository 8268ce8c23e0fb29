import { createTransport } from 'nodemailer'
import { MailPutOff, MailRefused, type Mailer } from '../../ports/mailer.ts'
import type { MailSettings } from '../../mail-settings.ts'

/** How long each part of a conversation may take, in milliseconds. */
const [greetMs, silentMs] = [10_000, 20_000]

/** What a header, or a server on the way, could take for the end of an address, or for two of them. */
const unsafe = /[<>"(),:;\\[\]\s]/

/** Hands mail over to a server by SMTP, each in a conversation of its own. What is sent is not said over a line that others can read, unless that is asked for. */
export const createSmtpMailer = ({ host, port, tls, auth, from }: MailSettings): Mailer => {
  const transport = createTransport({
    host,
    port,
    secure: tls === 'first',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    ...(auth ? { auth: { user: auth.user, pass: auth.password } } : {}),
    connectionTimeout: greetMs,
    greetingTimeout: greetMs,
    socketTimeout: silentMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    send: async ({ id, to, subject, text, html }, signal) => {
      if (unsafe.test(to)) throw new MailRefused('the address has signs in it that mail programs read in several ways')
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          envelope: { from: from.address, to: [to] },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          // Nobody is away, and no list is left, by it (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
      } catch (error) {
        const { responseCode = 0, code = '', command = '' } = error as { responseCode?: number; code?: string; command?: string }
        // Of who may not sign in, or may not send at all, whoever runs this has to hear: it is tried again, and said.
        const ofThis = command === 'RCPT TO' || command === 'DATA'
        const answer = `${command} was answered ${responseCode}`
        if (ofThis && responseCode >= 500) throw new MailRefused(answer, { cause: error })
        if (ofThis && responseCode >= 400) throw new MailPutOff(answer, { cause: error })
        // What servers answer may repeat an address.
        throw new Error([code, command, responseCode || ''].filter(Boolean).join(' ') || 'it was cut off', { cause: error })
      }
    },
    close: () => transport.close(),
  }
}
