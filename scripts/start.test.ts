import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { freePort } from './testing/free-port.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'muster-start-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** `npm start` on a tree that is installed and built already, as by the test run that this is part of. */
const start = async (t: TestContext, env: Record<string, string> = {}) => {
  const port = await freePort()
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: String(port), DATA_DIR: mkdtempSync(join(folder, 'data-')), ...env },
  })
  const group = -(child.pid as number)
  t.after(() => {
    try {
      process.kill(group, 'SIGKILL')
    } catch {
      // All of it has ended.
    }
  })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  while (!said.includes('Muster is ready')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => false), once(child, 'exit').then(() => true)])
    if (ended) throw new Error(said)
  }
  return { child, group, url: `http://127.0.0.1:${port}`, said: () => said }
}

test('a second start installs and builds nothing, and its last line is the address', async (t) => {
  const stamps = ['node_modules/.muster-installed', 'apps/web/dist/.built', 'apps/web/dist/index.html'].map((file) => join(root, file))
  const before = stamps.map((file) => statSync(file).mtimeMs)
  const { child, url, said } = await start(t)
  const page = await fetch(url)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<title>Muster<\/title>/)
  assert.equal(said(), `Muster is ready at ${url}\n`)
  assert.deepEqual(
    stamps.map((file) => statSync(file).mtimeMs),
    before,
  )
  child.kill('SIGINT')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('SIGTERM: goes on serving for DRAIN_MS, then ends in order', async (t) => {
  const { child, url } = await start(t, { DRAIN_MS: '3000' })
  child.kill('SIGTERM')
  assert.equal((await fetch(`${url}/healthz`)).status, 200)
  assert.deepEqual(await once(child, 'exit'), [0, null])
  await assert.rejects(fetch(`${url}/healthz`))
})

test('Ctrl-C in a terminal, which reaches the server twice, ends it in order', async (t) => {
  const { child, group, url } = await start(t, { DRAIN_MS: '1500' })
  process.kill(group, 'SIGINT')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  await assert.rejects(fetch(`${url}/healthz`))
})
