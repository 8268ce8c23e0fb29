import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { freePort } from './testing/free-port.ts'
import { guard } from './testing/guard.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'muster-start-'))
after(() => rmSync(folder, { recursive: true, force: true }))

type Command = readonly [file: string, ...args: readonly string[]]
const script: Command = [process.execPath, 'scripts/start.mjs']
const npm: Command = ['npm', 'start']

/** What `npm start` runs, or that itself, on a tree that is installed and built already, as by the test run that this is part of. */
const start = async (t: TestContext, env: Record<string, string> = {}, [file, ...args] = script) => {
  const port = await freePort()
  const child = spawn(file, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: String(port), DATA_DIR: mkdtempSync(join(folder, 'data-')), ...env },
  })
  const group = -(child.pid as number)
  guard(child)
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

/** Whether any process of a group is left. */
const isLeft = (group: number) => {
  try {
    return process.kill(group, 0)
  } catch {
    return false
  }
}
for (const [words, of] of [
  ['SIGTERM to npm alone', ({ child }) => child.kill('SIGTERM')],
  ['SIGINT to npm alone', ({ child }) => child.kill('SIGINT')],
  ['Ctrl-C in the terminal of npm', ({ group }) => process.kill(group, 'SIGINT')],
] satisfies [string, (started: Awaited<ReturnType<typeof start>>) => boolean][])
  test(`${words} ends all that npm start has started`, async (t) => {
    const started = await start(t, {}, npm)
    of(started)
    await once(started.child, 'exit')
    await assert.rejects(fetch(`${started.url}/healthz`))
    assert.equal(isLeft(started.group), false)
  })

test('a command that is run is ended with us, and nothing comes after it', async () => {
  const inside = `console.log(process.pid); setInterval(() => {}, 1_000)`
  const outside = `import { run } from './scripts/run.mjs'; await run(process.execPath, ['-e', ${JSON.stringify(inside)}]); console.log('went on')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', outside], { cwd: root })
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  await once(child.stdout, 'data')
  const pid = Number(said)
  assert.ok(isLeft(pid))
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'close'), [1, null])
  assert.equal(said, `${pid}\n`)
  assert.equal(isLeft(pid), false)
})

test('Ctrl-C in a terminal, which reaches the server twice, ends it in order', async (t) => {
  const { child, group, url } = await start(t, { DRAIN_MS: '1500' })
  process.kill(group, 'SIGINT')
  assert.deepEqual(await once(child, 'exit'), [0, null])
  await assert.rejects(fetch(`${url}/healthz`))
})
