/** A mail to one person, in words. */
export interface Mail {
  /** The same however often it is tried, and of nothing else: who receives it twice tells by it. */
  readonly id: string
  /** One address, as it is stored. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** It was refused for good: another try would be refused as well. The message has no address in it. */
export class MailRefused extends Error {}

/** It was put off by who receives it; others may get through meanwhile. */
export class MailPutOff extends Error {}

/**
 * Hands mail over.
 * - `send` ends when it was received, and what was received is not lost by us; it fails with `MailRefused`, with `MailPutOff`, or with
 *   anything else when no mail gets through for now, also at the signal.
 * - One that is sent twice has the same id both times.
 */
export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<void>
  close(): void
}
