import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { askRunning, controlPath, listenForControl } from './control.ts'

const root = mkdtempSync(join(tmpdir(), 'muster-control-'))
after(() => rmSync(root, { recursive: true, force: true }))
const fresh = () => mkdtempSync(join(root, 'data-'))
const long = () => {
  const folder = join(fresh(), 'x'.repeat(100))
  mkdirSync(folder, { mode: 0o700 })
  return folder
}
const saying = (text: string) => ({ run: () => Promise.resolve(text) })
const list = { command: 'user list' } as const
/** What anybody could put at a path: it notes what it is told. */
const stranger = async (t: TestContext, path: string) => {
  const heard: string[] = []
  const server = createServer((incoming, reply) => {
    incoming.on('data', (part: Buffer) => heard.push(part.toString()))
    incoming.on('end', () => reply.end('thank you'))
  }).listen(path)
  await once(server, 'listening')
  t.after(() => server.close())
  return heard
}
/** A socket that nobody listens on, as a killed process leaves it. */
const dead = async (path: string) => {
  const child = spawn(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('on'))`])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
  assert.ok(lstatSync(path).isSocket())
}

test('of two servers with one data folder one answers; neither takes the socket of the other away', async () => {
  for (const dataDir of [fresh(), long()]) {
    const first = await listenForControl(dataDir, saying('first'))
    const second = await listenForControl(dataDir, saying('second'))
    assert.equal(await askRunning(dataDir, list), 'first')
    second.close()
    assert.equal(await askRunning(dataDir, list), 'first')
    first.close()
    assert.equal(await askRunning(dataDir, list), undefined)
    assert.deepEqual(readdirSync(dataDir), [])
  }
})

test('of many that start at once one answers, and goes on answering when the others end', async () => {
  const dataDir = fresh()
  const all = await Promise.all(Array.from({ length: 5 }, (_, n) => listenForControl(dataDir, saying(`${n}`))))
  const answering = Number(await askRunning(dataDir, list))
  for (const [n, { close }] of all.entries()) if (n !== answering) close()
  assert.equal(await askRunning(dataDir, list), `${answering}`)
  all[answering]?.close()
  assert.deepEqual(readdirSync(dataDir), [])
})

test('the socket of a dead process is taken over', async () => {
  const dataDir = fresh()
  await dead(controlPath(dataDir))
  assert.equal(await askRunning(dataDir, list), undefined)
  const control = await listenForControl(dataDir, saying('alive'))
  assert.equal(await askRunning(dataDir, list), 'alive')
  control.close()
})

test('what is no socket is in the way, and left as it is', async () => {
  const dataDir = fresh()
  writeFileSync(controlPath(dataDir), 'a letter')
  await assert.rejects(listenForControl(dataDir, saying('')), { code: 'EEXIST', path: controlPath(dataDir) })
  assert.ok(existsSync(controlPath(dataDir)))
})

test('where the path is too long, or others may write, the socket is in a new folder of our own', async () => {
  const open = fresh()
  chmodSync(open, 0o777)
  for (const dataDir of [long(), open]) {
    const control = await listenForControl(dataDir, saying('here'))
    const folder = dirname(readlinkSync(controlPath(dataDir)))
    assert.equal(lstatSync(folder).mode & 0o777, 0o700)
    assert.equal(statSync(controlPath(dataDir)).mode & 0o777, 0o600)
    assert.equal(await askRunning(dataDir, list), 'here')
    control.close()
    assert.ok(!existsSync(folder))
    assert.deepEqual(readdirSync(dataDir), [])
  }
})

test('what somebody else may have put there is told nothing', async (t) => {
  const password = { command: 'user password', email: 'a@b', password: 'the new password' } as const
  // In a data folder that others may write to.
  const open = fresh()
  chmodSync(open, 0o777)
  const heard = await stranger(t, controlPath(open))
  await assert.rejects(askRunning(open, password), /somebody else's/)
  // The next start makes its own, and leaves theirs without a name.
  const control = await listenForControl(open, saying('ours'))
  assert.equal(await askRunning(open, password), 'ours')
  control.close()
  assert.deepEqual(heard, [])
})

// Only root can give a file to somebody else.
if (process.geteuid?.() === 0)
  test('nor is a socket of somebody else, wherever it is', async (t) => {
    const dataDir = fresh()
    const heard = await stranger(t, controlPath(dataDir))
    chownSync(controlPath(dataDir), 12_345, 12_345)
    await assert.rejects(askRunning(dataDir, list), /somebody else's/)
    assert.deepEqual(heard, [])
  })
