import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readMailSettings } from '../../mail-settings.ts'
import { MailPutOff, MailRefused, type Mail } from '../../ports/mailer.ts'
import { closedPort, readMail, startSmtp } from '../../testing/smtp.ts'
import { createFolderMailer } from '../disk/mailer.ts'
import { createSmtpMailer } from './mailer.ts'

const mail: Mail = { id: 'mail-1', to: 'anna@example.test', subject: 'Grüße', text: 'Für dich\n', html: '<p>Für <b>dich</b></p>' }
const ever = new AbortController().signal
const mailerOf = (url: string) => {
  const settings = readMailSettings(url, 'Muster <tasks@example.org>', (fault) => assert.fail(fault))
  return createSmtpMailer(settings ?? assert.fail())
}

test('a mail is handed over in both forms, from whom and to whom it is, under its own id', async (context) => {
  const smtp = await startSmtp()
  const mailer = mailerOf(smtp.url)
  context.after(() => [mailer.close(), smtp.close()])
  await mailer.send(mail, ever)
  const [got] = smtp.received
  assert.deepEqual([got?.from, got?.to], ['tasks@example.org', ['anna@example.test']])
  assert.deepEqual([got?.subject, got?.text, got?.html], [mail.subject, mail.text.trim(), mail.html])
  assert.equal(got?.messageId, '<mail-1@example.org>')
  assert.match(got?.raw ?? '', /^Auto-Submitted: auto-generated/m)
})

test('it signs in where it is told to, and says nothing in the clear beyond this machine', async (context) => {
  const seen: string[] = []
  const smtp = await startSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username = '', password = '' }, _session, done) => {
      seen.push(`${username} ${password}`)
      done(null, { user: username })
    },
  })
  const mailer = mailerOf(`smtp://us%40er:p%3Ass@127.0.0.1:${smtp.port}`)
  const strict = createSmtpMailer({
    host: '127.0.0.1',
    port: smtp.port,
    tls: 'required',
    auth: { user: 'a', password: 'b' },
    from: { name: 'M', address: 'a@b.c' },
  })
  context.after(() => [mailer.close(), strict.close(), smtp.close()])
  await mailer.send(mail, ever)
  await assert.rejects(strict.send(mail, ever), /ETLS|STARTTLS/)
  assert.deepEqual([seen, smtp.received.length], [['us@er p:ss'], 1])
})

test('what is refused for good is told apart from what may be tried again; no address is in what is said', async (context) => {
  const smtp = await startSmtp({
    onRcptTo: ({ address }, _session, done) => {
      const code = { 'gone@example.test': 550, 'full@example.test': 452 }[address]
      done(code ? Object.assign(new Error(`no ${address} here`), { responseCode: code }) : null)
    },
  })
  const mailer = mailerOf(smtp.url)
  const away = mailerOf(`smtp://127.0.0.1:${await closedPort()}`)
  context.after(() => [mailer.close(), away.close(), smtp.close()])
  const failure = async (to: string, by = mailer) =>
    by.send({ ...mail, to }, ever).then(
      () => assert.fail(),
      (error: unknown) => error as Error,
    )
  const [gone, full, unsafe, nobody] = [
    await failure('gone@example.test'),
    await failure('full@example.test'),
    await failure('a,b<c>@example.test'),
    await failure('anna@example.test', away),
  ]
  assert.ok(gone instanceof MailRefused && unsafe instanceof MailRefused)
  assert.ok(full instanceof MailPutOff)
  assert.ok(!(nobody instanceof MailRefused) && !(nobody instanceof MailPutOff))
  for (const { message } of [gone, full, unsafe, nobody]) assert.ok(!message.includes('@'), message)
  assert.equal(smtp.received.length, 0)
})

test('a server that says nothing is let go of at the signal', async (context) => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const mailer = mailerOf(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`)
  context.after(() => [mailer.close(), silent.close()])
  const stop = new AbortController()
  const sent = mailer.send(mail, stop.signal)
  silent.once('connection', () => stop.abort(new Error('enough')))
  await assert.rejects(sent)
})

test('without a server mail lies in a folder, once, for its owner alone, and that is said', async (context) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'muster-outbox-')), 'outbox')
  context.after(() => rmSync(join(folder, '..'), { recursive: true }))
  const said: string[] = []
  const mailer = createFolderMailer(folder, (sentence) => said.push(sentence))
  for (let n = 0; n < 2; n++) await mailer.send(mail, ever)
  assert.deepEqual(readdirSync(folder), ['mail-1.eml'])
  const file = join(folder, 'mail-1.eml')
  const { subject, text, html } = readMail(readFileSync(file, 'utf8'))
  assert.deepEqual([subject, text, html], [mail.subject, mail.text.trim(), mail.html])
  assert.deepEqual([statSync(file).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700])
  assert.ok(said.every((sentence) => sentence.includes(file) && sentence.includes('SMTP_URL')))
  for (let n = 100; n < 305; n++) await mailer.send({ ...mail, id: `mail-${n}` }, ever)
  assert.equal(readdirSync(folder).length, 200)
})
