import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Database from 'better-sqlite3'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { id } from '../testing/server.ts'

/** 500 in the long form. */
const rounds = process.env['SOAK'] ? 500 : 50
const writers = 10
const dataDir = mkdtempSync(join(tmpdir(), 'muster-crash-'))
let child: ChildProcess | undefined
after(() => {
  child?.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

const start = async (): Promise<string> => {
  const server = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = server
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  return /http:\S+/.exec(line.toString())?.[0] ?? assert.fail(line.toString())
}

test(`killed ${rounds} times under load: what was answered is there, once, and revs have no gap`, async () => {
  let url = await start()
  const registered = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ email: 'crash@example.test', password: 'correct horse', name: 'Somebody' }),
  })
  const { user, csrfToken } = (await registered.json()) as { user: { id: string }; csrfToken: string }
  const cookie = registered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  const asked = new Map<string, 'asked' | 'answered'>()

  const write = async () => {
    for (;;) {
      const task = id()
      const args = { id: task, place: { parentId: null, listId: user.id, sectionId: null, order: 'a1' }, title: 'Kept' }
      const mutation = { id: id(), name: 'task.create@1', args, base: 0, clientAt: new Date().toISOString() }
      asked.set(task, 'asked')
      try {
        const reply = await fetch(`${url}/api/v1/spaces/${user.id}/mutations`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Origin: url, Cookie: cookie, 'X-CSRF-Token': csrfToken },
          body: JSON.stringify({ for: user.id, mutations: [mutation] }),
        })
        const [result] = ((await reply.json()) as PushReply).results
        if (result?.status === 'applied') asked.set(task, 'answered')
      } catch {
        return
      }
    }
  }
  for (let round = 0; round < rounds; round++) {
    const load = Array.from({ length: writers }, write)
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 120))
    const dying = child as ChildProcess
    dying.kill('SIGKILL')
    await Promise.all([once(dying, 'exit'), ...load])
    if (round < rounds - 1) url = await start()
  }

  const db = new Database(join(dataDir, 'muster.db'))
  assert.equal(db.pragma('integrity_check', { simple: true }), 'ok')
  const found = new Set(db.prepare("SELECT id FROM docs WHERE kind = 'task'").pluck().all() as string[])
  const answered = [...asked].filter(([, state]) => state === 'answered').map(([task]) => task)
  assert.ok(answered.length > rounds, `only ${answered.length} were answered`)
  for (const task of answered) assert.ok(found.has(task), 'an answered task is lost')
  for (const task of found) assert.ok(asked.has(task), 'a task that nobody sent')
  const revs = db.prepare('SELECT rev FROM journal WHERE space = ? ORDER BY rev').pluck().all(user.id) as number[]
  assert.deepEqual(
    revs,
    Array.from({ length: revs.length }, (_, index) => index + 1),
  )
  assert.equal(db.prepare('SELECT rev FROM heads WHERE space = ?').pluck().get(user.id), revs.length)
  assert.equal(db.prepare("SELECT count(*) FROM mutations WHERE space = ? AND hash != ''").pluck().get(user.id), found.size)
  db.close()
})
