import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import type { KeyedRecord } from '../ports/store.ts'
import { newId } from '../new-id.ts'
import { MailPutOff, MailRefused, type Mail, type Mailer } from '../ports/mailer.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createPost, usualPost } from './post.ts'
import { createMailQueue, type MailRecord } from './queued.ts'

const [minute, hour] = [60_000, 3_600_000]
const folder = mkdtempSync(join(tmpdir(), 'muster-post-'))
let store: ReturnType<typeof createSqliteStore>
before(() => {
  store = createSqliteStore(join(folder, 'muster.db'))
})
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** Some who send, over one store and one time; `send` says what becomes of a mail. */
const office = async (
  send: (mail: Mail) => Promise<void> | void,
  { processes = 1, left = [] }: { readonly processes?: number; readonly left?: readonly KeyedRecord[] } = {},
) => {
  const clock = createHandClock()
  await store.removeRecords('mails', await store.list('mails', '', 1_000))
  for (const { key, value } of left) await store.insert({ table: 'mails', key, owner: 'me', value })
  const start = Date.now()
  const now = () => new Date(start + clock.clock.now())
  const [sent, said]: [string[], string[]] = [[], []]
  const mailer: Mailer = {
    send: async (mail) => {
      sent.push(mail.id)
      await send(mail)
    },
    close: () => {},
  }
  const write = async (id: string, { kind, to }: MailRecord) =>
    'userId' in to ? { id, to: `${to.userId}@example.test`, subject: kind, text: '', html: '' } : undefined
  const posts = Array.from({ length: processes }, () => createPost({ store, mailer, write, now, say: (sentence) => said.push(sentence), clock: clock.clock }))
  const queue = createMailQueue({ store, now, newId, mayTell: () => true, queued: () => posts[0]?.wake() })
  const settle = async () => {
    for (let n = 0; n < 40; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    sent,
    said,
    queue,
    start: async () => {
      for (const post of posts) post.start()
      clock.move(usualPost.paceMs)
      await settle()
    },
    move: async (ms: number) => {
      for (let left = ms; left > 0; left -= 1_000) {
        clock.move(Math.min(1_000, left))
        await settle()
      }
    },
    waiting: async () => (await store.list('mails', '', 1_000)).map(({ value }) => value as MailRecord),
    close: () => Promise.all(posts.map((post) => post.close())),
  }
}
const toMe = { kind: 'password-changed', to: { userId: 'me' }, goodForMs: hour } as const

test('what is left before anybody sends, and after, is sent once, and then it is nowhere', async () => {
  const { queue, start, move, sent, waiting, close } = await office(() => {}, { processes: 3 })
  await queue.add(toMe)
  await start()
  for (let n = 0; n < 9; n++) await queue.add(toMe)
  await move(10_000)
  assert.deepEqual([sent.length, new Set(sent).size, (await waiting()).length], [10, 10, 0])
  await close()
})

test('what is for nobody is sent to nobody, and goes', async () => {
  const { queue, start, move, sent, said, waiting, close } = await office(() => {})
  await queue.add({ kind: 'reset', to: { email: 'nobody@example.test' }, goodForMs: hour })
  await start()
  await move(6_000)
  assert.deepEqual([sent, said, await waiting()], [[], [], []])
  await close()
})

test('while no mail gets through it waits, is tried less and less often, and that is said once; then all of it goes', async () => {
  let away = true
  const { queue, start, move, sent, said, waiting, close } = await office(() => {
    if (away) throw new Error('ECONNREFUSED')
  })
  for (let n = 0; n < 20; n++) await queue.add({ ...toMe, goodForMs: 24 * hour })
  await start()
  await move(10 * minute)
  const before = sent.length
  assert.ok(before >= 4 && before < 60, `${before} tries`)
  assert.deepEqual([said.length, (await waiting()).length], [1, 20])
  away = false
  await move(15 * minute)
  assert.deepEqual(await waiting(), [])
  assert.equal(new Set(sent).size, 20)
  assert.equal(said.length, 2)
  await close()
})

test('one that is put off does not hold up others; one that is refused is tried once', async () => {
  const refused: Record<string, Error> = { full: new MailPutOff('RCPT TO was answered 452'), gone: new MailRefused('RCPT TO was answered 550') }
  const { queue, start, move, sent, said, waiting, close } = await office(({ to }) => {
    const error = refused[to.split('@')[0] ?? '']
    if (error) throw error
  })
  for (const userId of ['gone', 'full', 'me']) await queue.add({ ...toMe, to: { userId } })
  await start()
  await move(1_000)
  assert.equal(sent.length, 3)
  assert.deepEqual(said, ['A mail (password-changed) is given up: RCPT TO was answered 550.'])
  assert.deepEqual(
    (await waiting()).map(({ to }) => to),
    [{ userId: 'full' }],
  )
  // It is good for an hour, and put off for longer and longer.
  await move(2 * hour)
  assert.deepEqual(await waiting(), [])
  assert.ok(sent.length > 6 && sent.length <= 15, `${sent.length} tries`)
  assert.match(said[1] ?? '', /given up after \d+ tries/)
  await close()
})

test('however many are put off, those behind them are sent', async () => {
  const far = new Date(Date.now() + hour).toISOString()
  const mail: MailRecord = { kind: 'reset', to: { userId: 'slow' }, createdAt: far, dueAt: far, expiresAt: far, tries: 1 }
  const left = Array.from({ length: 1_005 }, (_, n) => ({ key: `0${n}`.padStart(6, '0'), version: 0, value: mail }))
  const { queue, start, move, sent, close } = await office(() => {}, { left })
  await queue.add(toMe)
  await start()
  await move(3 * usualPost.pollMs)
  assert.equal(sent.length, 1)
  await close()
  await store.removeRecords('mails', await store.list('mails', '', 1_000))
})

test('who dies over a mail has it sent by another, under the same id', async () => {
  const dying = await office(() => new Promise(() => {}))
  await dying.queue.add({ ...toMe, goodForMs: 24 * hour })
  await dying.start()
  assert.equal(dying.sent.length, 1)
  const left = await store.list('mails', '', 1)
  const next = await office(() => {}, { left })
  await next.start()
  await next.move(20_000)
  assert.deepEqual(next.sent, [], 'it is being sent')
  await next.move(2 * minute)
  assert.deepEqual(next.sent, dying.sent)
  await next.close()
})
