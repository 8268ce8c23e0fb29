import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mailer } from '../../ports/mailer.ts'

/** So many mails lie there: the oldest go. */
const most = 200

/**
 * Lays mail into a folder, as files that mail programs open, for whoever runs this to look at, or to pass on. Readable by them alone: there
 * are links in it that let somebody in.
 * @param say told of each where it is
 */
export const createFolderMailer = (folder: string, say: (sentence: string) => void): Mailer => ({
  send: async ({ id, to, subject, text, html }) => {
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix', disableFileAccess: true, disableUrlAccess: true })
    const from = { name: 'Muster', address: 'muster@localhost' }
    const { message } = await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html, messageId: `<${id}@localhost>` })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `${id}.eml`)
    // Whole or not at all; the same one again when it is sent twice.
    await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 })
    await rename(`${file}.part`, file)
    const old = (await readdir(folder))
      .filter((name) => name.endsWith('.eml'))
      .sort((a, b) => (a < b ? -1 : 1))
      .slice(0, -most)
    for (const name of old) await rm(join(folder, name), { force: true })
    say(`A mail is in ${file}, and goes nowhere: SMTP_URL is not set.`)
  },
  close: () => {},
})
