import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freshDatabase, withoutMongo } from './testing/mongo.ts'
import { runMuster } from './testing/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-roles-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test(
  'a process of each role over one store: one that does jobs answers whether it is ready, and nobody else’s questions',
  { skip: withoutMongo },
  async (t) => {
    const env = { STORE_URL: freshDatabase(), SECRETS: randomUUID() + randomUUID(), DRAIN_MS: '0' }
    const start = async (role: string, words: Record<string, string>) => {
      const process = await runMuster({ ...env, DATA_DIR: join(folder, role), ...words })
      t.after(() => process.child.exitCode ?? process.child.kill('SIGKILL'))
      const { url = '' } = process
      assert.notEqual(url, '', process.said())
      const status = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).status
      return { ...process, url, status }
    }
    const [api, jobs] = [await start('api', { ROLE: 'api' }), await start('jobs', { ROLE: 'jobs' })]
    for (const { status } of [api, jobs]) assert.deepEqual([await status('/healthz'), await status('/readyz')], [200, 200])
    const login = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: api.url },
      body: '{"email":"nobody@example.test","password":"of nobody"}',
    }
    assert.equal(await api.status('/api/v1/auth/login', login), 401)
    assert.equal(await api.status('/'), 200)
    for (const path of ['/', '/api/v1/me', '/api/v1/openapi.json', '/sw.js']) assert.equal(await jobs.status(path), 404, path)
    assert.equal(await jobs.status('/api/v1/auth/login', { ...login, headers: { ...login.headers, Origin: jobs.url } }), 404)
    assert.equal(await jobs.status('/readyz', { method: 'POST' }), 405)
    for (const { child, ended } of [api, jobs]) {
      child.kill('SIGTERM')
      assert.equal(await ended, 0)
    }
  },
)
