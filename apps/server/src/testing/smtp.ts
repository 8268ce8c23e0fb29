import { createServer, type AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as a server received it. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly subject: string
  readonly messageId: string
  readonly text: string
  readonly html: string
}

const decoded = (body: string, encoding: string): string => {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString()
  if (!/quoted-printable/i.test(encoding)) return body
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
const headerOf = (head: string, name: string) =>
  new RegExp(`^${name}: ([\\s\\S]*?)(?=\\r?\\n\\S|$(?![\\s\\S]))`, 'im').exec(head)?.[1]?.replace(/\r?\n\s+/g, ' ') ?? ''
const word = (text: string) =>
  text.replace(/=\?UTF-8\?([QB])\?([^?]*)\?=\s*/gi, (_, kind: string, body: string) =>
    decoded(kind.toUpperCase() === 'B' ? body : body.replaceAll('_', ' '), kind.toUpperCase() === 'B' ? 'base64' : 'quoted-printable'),
  )

/** Reads a mail of two parts. */
export const readMail = (raw: string): Omit<Received, 'from' | 'to'> => {
  const [head = ''] = raw.split(/\r?\n\r?\n/, 1)
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? ''
  const parts = raw.split(`--${boundary}`).map((part) => {
    const at = /\r?\n\r?\n/.exec(part)
    const [top, body] = at ? [part.slice(0, at.index), part.slice(at.index + at[0].length)] : [part, '']
    return { type: headerOf(top, 'Content-Type'), body: decoded(body, headerOf(top, 'Content-Transfer-Encoding')).trim() }
  })
  const part = (type: string) => parts.find((one) => one.type.startsWith(type))?.body ?? ''
  return { raw, subject: word(headerOf(head, 'Subject')), messageId: headerOf(head, 'Message-ID'), text: part('text/plain'), html: part('text/html') }
}

/**
 * A mail server on loopback that takes everything, and tells what came.
 * @param answer what it says of a mail once it has it: an error with `responseCode` refuses it
 */
export const startSmtp = async (options: SMTPServerOptions = {}, answer: (mail: Received) => (Error & { responseCode?: number }) | null = () => null) => {
  const received: Received[] = []
  let told: (() => void)[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    ...options,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          ...readMail(Buffer.concat(chunks).toString()),
        }
        const fault = answer(mail)
        if (!fault) received.push(mail)
        done(fault)
        for (const tell of told) tell()
        told = []
      })
    },
  })
  server.on('error', () => {})
  const listen = (port: number) =>
    new Promise<number>((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port)))
  const port = await listen(0)
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    /** Waits until so many mails have come that are such. */
    mails: async (count: number, such: (mail: Received) => boolean = () => true): Promise<readonly Received[]> => {
      for (;;) {
        const found = received.filter(such)
        if (found.length >= count) return found
        await new Promise<void>((resolve) => told.push(resolve))
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A port of loopback at which nobody answers. */
export const closedPort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
