import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { startRedis } from '../../../../scripts/testing/redis.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { redisFile, withoutRedis } from '../testing/redis.ts'
import { runMuster } from '../testing/process.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { startServer } from '../testing/server.ts'
import { controlPath, listenForControl } from './control.ts'
import { parseCommand } from './parse.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-cli-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const muster = async (dataDir: string, words: readonly string[], input = '', env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], { env: { ...process.env, DATA_DIR: dataDir, ...env } })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

const running = async (t: TestContext) => {
  const server = await startServer()
  const control = await listenForControl(server.dataDir, server.context.admin)
  t.after(async () => {
    control.close()
    await server.remove()
  })
  return {
    ...server,
    halt: async () => {
      control.close()
      await server.stop()
    },
  }
}

test('while the server runs: an account is added, signs in, is locked out and let in again', async (t) => {
  const server = await running(t)
  const email = 'someone@example.test'
  const added = await muster(server.dataDir, ['user', 'add', email, '--name', 'Some One'])
  assert.equal(added.code, 0, added.said)
  const password = /password is (\S+)/.exec(added.said)?.[1] ?? ''
  const session = await server.login(email, password)
  assert.equal(session.status, 200)
  assert.match((await muster(server.dataDir, ['user', 'list'])).said, /^someone@example\.test\tSome One\t\d{4}-\d\d-\d\d\towner\tactive$/m)

  assert.equal((await muster(server.dataDir, ['user', 'disable', email])).code, 0)
  assert.equal((await session.pull()).status, 401)
  assert.equal((await server.login(email, password)).status, 403)
  assert.match((await muster(server.dataDir, ['user', 'list'])).said, /disabled$/m)
  await muster(server.dataDir, ['user', 'enable', email])
  const back = await server.login(email, password)
  assert.equal(back.status, 200)

  assert.equal((await muster(server.dataDir, ['user', 'password', email, '--password-stdin'], 'another horse\n')).code, 0)
  assert.equal((await back.pull()).status, 401, 'a new password ends every session')
  assert.equal((await server.login(email, password)).status, 401)
  assert.equal((await server.login(email, 'another horse')).status, 200)
})

test('faults are sentences: an unknown account, a taken e-mail, a short password', async (t) => {
  const server = await running(t)
  await server.register('taken@example.test')
  for (const words of [
    ['user', 'disable', 'nobody@example.test'],
    ['user', 'add', 'Taken@example.test', '--name', 'Other'],
    ['user', 'password', 'taken@example.test', '--password-stdin'],
  ]) {
    const { code, said } = await muster(server.dataDir, words, 'short\n')
    assert.equal(code, 1)
    assert.doesNotMatch(said, /\n\s+at /)
  }
})

test('a backup onto the database itself, onto a folder or into none is refused, and damages nothing', async (t) => {
  const server = await running(t)
  const person = await server.register()
  const kept = join(folder, 'kept.db')
  for (const state of ['running', 'stopped']) {
    if (state === 'stopped') await server.halt()
    for (const file of [join(server.dataDir, 'muster.db'), folder, join(folder, 'nowhere', 'x.db')]) {
      const { code, said } = await muster(server.dataDir, ['backup', file])
      assert.equal(code, 1, said)
      assert.doesNotMatch(said, /\n\s+at /)
    }
    // One over an earlier one takes its place.
    for (let times = 0; times < 2; times++) assert.equal((await muster(server.dataDir, ['backup', kept])).code, 0)
  }
  const again = await startServer(server.dataDir)
  assert.equal((await again.request('/api/v1/me', { headers: person.headers })).status, 200)
  await again.stop()
})

test('only the owner of the machine may open the socket', async (t) => {
  const server = await running(t)
  assert.equal(statSync(controlPath(server.dataDir)).mode & 0o777, 0o600)
})

test('a backup is of a Muster that is there: for a mistyped folder it makes neither a new one nor a copy of nothing', async () => {
  const [typed, copy] = [join(folder, 'mistyped'), join(folder, 'nothing.db')]
  const { code, said } = await muster(join(typed, 'data'), ['backup', copy])
  assert.equal(code, 1, said)
  assert.match(said, /^There is no Muster at .*mistyped.*muster\.db/)
  for (const made of [typed, copy]) assert.equal(statSync(made, { throwIfNoEntry: false }), undefined, made)
})

test('a backup taken under load is whole, and opens as a database of its own', async (t) => {
  const server = await running(t)
  const person = await server.register()
  const inbox = { parentId: null, listId: person.userId, sectionId: null }
  let going = true
  let written = 0
  const load = (async () => {
    while (going) {
      const id = person.mutation('task.delete@1', {}).id
      await person.results([person.mutation('task.create@1', { id, place: { ...inbox, order: `a${written}` }, title: `Task ${written}` })])
      written++
    }
  })()
  while (written < 20) await new Promise((resolve) => setTimeout(resolve, 5))
  const before = written
  const target = join(folder, 'restored')
  mkdirSync(target)
  const { code, said } = await muster(server.dataDir, ['backup', join(target, 'muster.db')])
  assert.equal(code, 0, said)
  going = false
  await load
  assert.equal(statSync(join(target, 'muster.db')).mode & 0o777, 0o600, 'it holds what everybody wrote')
  const restored = createSqliteStore(join(target, 'muster.db'))
  assert.equal(restored.database.pragma('integrity_check', { simple: true }), 'ok')
  const tasks = await restored.all(person.userId, 'task')
  const head = await restored.head(person.userId)
  assert.ok(tasks.length >= before, `${tasks.length} of at least ${before}`)
  assert.equal(head?.rev, tasks.length + 1, 'head and rows are of one moment')
  await restored.close()
})

test('restore: refused in a sentence while the server runs; once it is stopped, what the backup holds is back, and the rest is kept', async (t) => {
  const server = await running(t)
  await server.register('before@example.test')
  const file = join(folder, 'to restore.db')
  assert.equal((await muster(server.dataDir, ['backup', file])).code, 0)
  await server.register('later@example.test')
  const early = await muster(server.dataDir, ['restore', file])
  assert.deepEqual([early.code, early.said.startsWith('Muster is running. Stop it')], [1, true], early.said)
  await server.halt()
  const { code, said } = await muster(server.dataDir, ['restore', file])
  assert.equal(code, 0, said)
  assert.match(said, /is in place\. What was there before is kept at .+\. Start Muster\./)
  const list = (await muster(server.dataDir, ['user', 'list'])).said
  assert.ok(list.includes('before@') && !list.includes('later@'), list)
})

test('a backup put beside what a killed server left is refused at the start; restored with the command it serves', async (t) => {
  const dataDir = join(folder, 'killed')
  const file = join(dataDir, 'muster.db')
  const copy = join(folder, 'of before.db')
  const env = { DATA_DIR: dataDir }
  const first = await runMuster(env)
  assert.equal((await muster(dataDir, ['user', 'add', 'before@example.test', '--name', 'Before'])).code, 0)
  assert.equal((await muster(dataDir, ['backup', copy])).code, 0)
  assert.equal((await muster(dataDir, ['user', 'add', 'after@example.test', '--name', 'After'])).code, 0)
  first.child.kill('SIGKILL')
  await first.ended
  const [left, log] = [readFileSync(file), readFileSync(`${file}-wal`)]
  copyFileSync(copy, file)
  const refused = await runMuster(env)
  assert.equal(await refused.ended, 78)
  assert.match(refused.said(), /muster\.db-wal does not belong to .+npx muster restore/)
  assert.deepEqual([readFileSync(file).equals(readFileSync(copy)), readFileSync(`${file}-wal`).equals(log)], [true, true])
  writeFileSync(file, left)
  assert.equal((await muster(dataDir, ['restore', copy])).code, 0)
  const again = await runMuster(env)
  t.after(() => again.child.kill('SIGKILL'))
  assert.equal((await fetch(`${again.url}/readyz`)).status, 200)
  const list = (await muster(dataDir, ['user', 'list'])).said
  assert.ok(list.includes('before@') && !list.includes('after@'), list)
})

test('what was given up after commits is listed with the reason, tried again and dropped, while the server runs and while it does not', async (t) => {
  const server = await running(t)
  const { store } = server.context
  const muttered = (words: readonly string[]) => muster(server.dataDir, ['jobs', ...words])
  assert.deepEqual(await muttered([]), { code: 0, said: 'Nothing waits, and nothing was given up.\n' })
  for (const rev of [1, 2]) await store.commit([{ entry: { space: 's', rev, tag: 'tag', mutations: [], effects: ['mail'] }, docs: [] }])
  assert.match((await muttered([])).said, /^waits\ts\t\d+ s\n$/)
  const lease = (await store.lease('s', 60_000)) ?? assert.fail('it is free')
  const buried = { effect: 'mail', reason: 'nobody there', at: '2026-01-01T00:00:00.000Z', again: false }
  await store.progress(lease, { effectsRev: 1, effectsDone: 0, buried: { ...buried, rev: 1 } }, 60_000)
  await store.release(lease, 60_000, { tries: 3, reason: 'no answer\n\u001b[2Jowned' })
  assert.match(
    (await muttered([])).said,
    /^waits\ts\t\d+ s\tfailed 3 times\tno answer\\u\{a\}\\u\{1b\}\[2Jowned\ngiven up\ts:1:mail\t2026-01-01T00:00:00\.000Z\tnobody there\n$/,
  )
  await store.progress(lease, { effectsRev: 2, effectsDone: 0, buried: { ...buried, rev: 2 } }, 60_000)
  assert.equal((await muttered(['retry', 's:1:mail'])).code, 0)
  assert.deepEqual(await store.due(10), ['s'])
  assert.match((await muttered([])).said, /^waits.+\ntried again\ts:1:mail\t.+\ngiven up\ts:2:mail\t/s)
  await server.halt()
  assert.equal((await muttered(['drop', 's:1:mail'])).code, 0)
  assert.doesNotMatch((await muttered([])).said, /s:1:mail/)
  for (const words of [
    ['retry', 's:1:mail'],
    ['drop', 's:9:mail'],
    ['drop', 'what'],
  ]) {
    const { code, said } = await muttered(words)
    assert.deepEqual([code, said.includes('npx muster jobs lists them')], [1, true], said)
  }
})

test('a command begins nothing that goes on by itself', async (t) => {
  const hands = createHandClock()
  const timers = t.mock.method(globalThis, 'setInterval')
  const context = await createContext(
    readConfig({ DATA_DIR: join(folder, 'quiet') }, () => ''),
    undefined,
    hands.clock,
  )
  await context.admin.run({ command: 'user list' })
  await context.store.close()
  assert.deepEqual([hands.waiting(), timers.mock.callCount()], [0, 0])
})

test('while the server does not run, the same commands work', async () => {
  const dataDir = join(folder, 'stopped')
  assert.match((await muster(dataDir, ['user', 'list'])).said, /No accounts yet/)
  assert.equal((await muster(dataDir, ['user', 'add', 'first@example.test', '--name', 'First'])).code, 0)
  assert.match((await muster(dataDir, ['user', 'list'])).said, /first@example\.test/)
})

test('words that make no command are answered with the usage', async () => {
  const parse = (...words: string[]) => parseCommand(words, () => 'typed password', '/home/me')
  assert.deepEqual(parse('backup', 'copy.db'), { command: 'backup', file: '/home/me/copy.db' })
  assert.deepEqual(parse('restore', '/srv/copy.db'), { command: 'restore', file: '/srv/copy.db' })
  assert.deepEqual(parse('user', 'password', 'a@b', '--password-stdin'), { command: 'user password', email: 'a@b', password: 'typed password' })
  for (const words of [
    [],
    ['user'],
    ['user', 'add', 'a@b'],
    ['user', 'add', 'nobody', '--name', 'x'],
    ['user', 'list', 'x'],
    ['backup'],
    ['backup', 'a', 'b'],
    ['restore'],
    ['user', 'remove', 'a@b'],
    ['jobs', 'retry'],
    ['jobs', 'list'],
    ['jobs', 'drop', 'a', 'b'],
    ['--what'],
  ])
    assert.equal(parse(...words), undefined, words.join(' '))
  const { code, said } = await muster(join(folder, 'none'), ['what'])
  assert.equal(code, 64)
  assert.match(said, /npx muster backup FILE/)
})

test('a command ends once it is done, also where there is a Redis', { skip: withoutMongo || withoutRedis }, async (t) => {
  const redis = await startRedis(redisFile)
  t.after(() => redis.close())
  const env = { STORE_URL: freshDatabase(), SECRETS: 'a secret of the tests, long enough to sign with', REDIS_URL: redis.url }
  const { code, said } = await muster(mkdtempSync(join(folder, 'redis-')), ['user', 'list'], '', env)
  assert.equal(code, 0, said)
})
