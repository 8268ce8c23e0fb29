import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { until } from '../../apps/server/src/testing/listen.ts'
import { askByCommand, startClusterCommand } from '../testing/cluster-command.ts'
import { freePorts } from '../testing/free-port.ts'
import { findNginx } from '../testing/nginx.ts'
import { processesOf } from '../testing/processes-of.ts'
import { findRedis } from '../testing/redis.ts'
import { findMongod } from '../testing/replica-set.ts'
import { portCount } from './ports.ts'
import { endLeftovers } from './record.ts'

const skip = !(findNginx() && findRedis() && findMongod()) && 'nginx, Redis or MongoDB is missing: npm test brings them'
const folder = mkdtempSync(join(tmpdir(), 'muster-commands-'))
/** Milliseconds after which something has not come to pass. */
const patience = 60_000
after(() => rmSync(folder, { recursive: true, force: true }))

interface Status {
  readonly url: string
  readonly parts: readonly { readonly name: string; readonly runs: boolean }[]
  readonly api: readonly { readonly port: number; readonly pid: number; readonly ready: boolean }[]
}

test('what is no command is told with those that there are, and one for a cluster that does not run with how to start it', () => {
  for (const words of [['stop'], ['scale'], ['scale', 'many'], ['status', 'now'], ['--ports', '3']]) {
    const { status, stderr } = askByCommand(folder, ...words)
    assert.equal(status, 64, words.join(' '))
    assert.match(stderr, /npm run cluster -- scale N/)
  }
  for (const words of [['status'], ['reload'], ['kill'], ['scale', '2']]) {
    const { status, stderr } = askByCommand(folder, ...words)
    assert.deepEqual([status, /^No cluster runs on .+ Start one: npm run cluster\n$/.test(stderr)], [78, true], stderr)
  }
})

test('a cluster is looked at, made larger, started anew and broken by commands while it runs; a Ctrl-C ends all of it', { skip }, async (t) => {
  const at = join(folder, 'runs')
  t.after(() => endLeftovers(at).catch(() => undefined))
  const { command, said } = await startClusterCommand(at, await freePorts(portCount), ['--api', '1', '--max', '3'])
  const ask = <T>(...words: readonly string[]): T => {
    const { status, stdout, stderr } = askByCommand(at, ...words)
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout) as T
  }
  const first = ask<Status>('status')
  assert.ok(said.includes(`Muster is ready at ${first.url}\n`))
  assert.deepEqual(Object.fromEntries(first.parts.map(({ name, runs }) => [name, runs])), {
    'mongo-1': true,
    'mongo-2': true,
    'mongo-3': true,
    nginx: true,
    pm2: true,
    redis: true,
  })
  assert.deepEqual(
    first.api.map(({ ready }) => ready),
    [true],
  )
  const [port = 0] = first.api.map((one) => one.port)
  assert.deepEqual(ask('scale', '2'), [port, port + 1])
  const tooMany = askByCommand(at, 'scale', '4')
  assert.deepEqual([tooMany.status, tooMany.stderr], [78, 'There may be 1 to 3 instances.\n'])
  const before = ask<Status>('status').api
  assert.deepEqual(ask('reload'), [port, port + 1])
  const anew = ask<Status>('status').api
  assert.ok(anew.every(({ ready, pid }, n) => ready && pid !== before[n]?.pid))
  const killed = ask<{ port: number; pid: number }>('kill')
  assert.deepEqual(killed, { port: port + 1, pid: anew[1]?.pid })
  await until('PM2 has started it again', () => ask<Status>('status').api.every(({ ready, pid }) => ready && pid !== killed.pid), patience)

  const exited = once(command, 'exit')
  command.kill('SIGINT')
  assert.deepEqual(await exited, [0, null])
  assert.deepEqual(processesOf(at), [])
  assert.ok(existsSync(join(at, 'mongo-1')), 'the data stays')
})
