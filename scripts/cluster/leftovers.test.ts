import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { until } from '../../apps/server/src/testing/listen.ts'
import { startClusterCommand } from '../testing/cluster-command.ts'
import { freePorts } from '../testing/free-port.ts'
import { findNginx } from '../testing/nginx.ts'
import { processesOf } from '../testing/processes-of.ts'
import { findRedis } from '../testing/redis.ts'
import { findMongod } from '../testing/replica-set.ts'
import { startCluster } from './cluster.ts'
import { portCount, portsFrom, takenPorts } from './ports.ts'
import { end, identify, isAlive, launch, type Process } from './processes.ts'
import { ClusterRefused, endLeftovers, openRecord } from './record.ts'

const skip = !(findNginx() && findRedis() && findMongod()) && 'nginx, Redis or MongoDB is missing: npm test brings them'
const folder = mkdtempSync(join(tmpdir(), 'muster-left-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Somebody else's process, unless it was given what is ours. */
const sleeper = (t: TestContext, env: Readonly<Record<string, string>> = {}): Process => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', env: { ...process.env, ...env } })
  t.after(() => child.kill('SIGKILL'))
  return identify(child.pid ?? 0) ?? assert.fail()
}
const written = (name: string, what: unknown): string => {
  const at = mkdtempSync(join(folder, name))
  writeFileSync(join(at, 'cluster.json'), typeof what === 'string' ? what : JSON.stringify(what))
  return at
}

test('a number that is somebody else’s by now is left alone; what is ours is ended; nothing is touched while its owner lives', async (t) => {
  const [theirs, ours] = [sleeper(t), sleeper(t)]
  const gone: Process = { pid: theirs.pid, started: 'long ago' }
  assert.deepEqual(await endLeftovers(written('mixed-', { base: 1, owner: gone, parts: { redis: gone, nginx: ours } })), ['nginx'])
  assert.ok(isAlive(theirs))
  assert.ok(!isAlive(ours))
  const me = identify(process.pid)
  await assert.rejects(
    endLeftovers(written('owned-', { base: 1, owner: me, parts: { redis: theirs } })),
    (error) => error instanceof ClusterRefused && /runs on .+ already/.test(error.message),
  )
  assert.ok(isAlive(theirs))
  await assert.rejects(endLeftovers(written('torn-', '{"base":')), /cannot be read/)
  assert.throws(() => openRecord(written('ports-', { base: 8_400, owner: gone, parts: {} }), 9_000, 8_400), /begun at port 8400/)
})

test('what was just started is written down before it is ready, and a daemon that only PM2 wrote down is ended if it is ours', async (t) => {
  const seen: Process[] = []
  const words = [process.execPath, '-e', 'setInterval(() => {}, 1e6)']
  const launched = launch(
    words,
    join(folder, 'launched.log'),
    async () => seen.some(isAlive),
    (one) => seen.push(one),
  )
  const [one] = seen
  await launched
  await end(one ?? assert.fail('nobody was told of it'), 1_000)

  const at = written('daemon-', { base: 1, owner: { pid: process.pid, started: 'long ago' }, parts: {} })
  mkdirSync(join(at, 'pm2'))
  const [theirs, ours] = [sleeper(t), sleeper(t, { PM2_HOME: join(at, 'pm2') })]
  for (const { pid } of [theirs, ours]) {
    writeFileSync(join(at, 'pm2/pm2.pid'), String(pid))
    await endLeftovers(at)
  }
  assert.ok(isAlive(theirs))
  assert.ok(!isAlive(ours))
})

test('where its ports are taken nothing has begun: the same folder is begun at others', { skip }, async () => {
  const base = await freePorts(portCount)
  const taken = createServer().listen(base + 5, '127.0.0.1')
  await once(taken, 'listening')
  const at = join(folder, 'taken')
  try {
    await assert.rejects(startCluster({ folder: at, base }), /is taken/)
    assert.equal(openRecord(at, base + 1, base).base, base + 1)
  } finally {
    taken.close()
  }
})

test('a Ctrl-C while it starts ends all that was started, as one later does; so does the next start where it was killed', { skip }, async (t) => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    const base = await freePorts(portCount)
    const at = join(folder, signal)
    const command = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--folder', at, '--base-port', String(base), '--api', '1'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    t.after(() => endLeftovers(at).catch(() => undefined))
    const exited = once(command, 'exit')
    // The last of those that start first; none of them is ready by then.
    await until(
      'all of them have been started',
      () => existsSync(join(at, 'cluster.json')) && readFileSync(join(at, 'cluster.json'), 'utf8').includes('"redis"'),
    )
    command.kill(signal)
    const [code] = (await exited) as [number | null]
    if (signal === 'SIGINT') assert.equal(code, 0)
    else await endLeftovers(at)
    assert.deepEqual(processesOf(at), [], signal)
  }
})

test('a command that is killed leaves what it started; the next start ends it, by number and start, and nothing is left', { skip }, async (t) => {
  const base = await freePorts(portCount)
  const at = join(folder, 'killed')
  t.after(() => endLeftovers(at).catch(() => undefined))
  const { command } = await startClusterCommand(at, base, ['--api', '1', '--autoscale'])
  await assert.rejects(endLeftovers(at), /already/)
  command.kill('SIGKILL')
  await once(command, 'exit')
  assert.ok((await takenPorts(portsFrom(base))).length > 0, 'it goes on without whoever started it')
  // As if PM2 had been killed as well: what it ran is known by what it was given.
  const { parts } = JSON.parse(readFileSync(join(at, 'cluster.json'), 'utf8')) as { parts: Record<string, Process> }
  process.kill(parts['pm2']?.pid ?? assert.fail(), 'SIGKILL')
  const ended = await endLeftovers(at)
  for (const name of ['mongo-1', 'mongo-2', 'mongo-3', 'redis', 'nginx']) assert.ok(ended.includes(name), `${name} of ${ended.join(', ')}`)
  assert.equal(ended.filter((name) => name.startsWith('process ')).length, 3, 'an instance, jobs, the autoscaler')
  // Not by the ports: others may have them by then.
  assert.deepEqual(processesOf(at), [])
})
