import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { until } from '../../apps/server/src/testing/listen.ts'
import { freePorts } from '../testing/free-port.ts'
import { findNginx } from '../testing/nginx.ts'
import { processesOf } from '../testing/processes-of.ts'
import { findRedis } from '../testing/redis.ts'
import { findMongod } from '../testing/replica-set.ts'
import { createClient, type Answer } from './client.ts'
import { startCluster } from './cluster.ts'
import { portCount } from './ports.ts'

const skip = !(findNginx() && findRedis() && findMongod()) && 'nginx, Redis or MongoDB is missing: npm test brings them'
const folder = mkdtempSync(join(tmpdir(), 'muster-cluster-'))
/** Milliseconds after which something has not come to pass. */
const patience = 60_000
after(() => rmSync(folder, { recursive: true, force: true }))

test(
  'a whole cluster: one task on every instance, and nothing fails while all are restarted, one is killed, and there are more and fewer',
  { skip },
  async (t) => {
    const cluster = await startCluster({ folder, base: await freePorts(portCount), say: (sentence) => t.diagnostic(sentence) })
    t.after(() => cluster.stop())
    const client = createClient(cluster)
    t.after(() => client.close())
    const { hostname } = new URL(cluster.url)
    const made = await client.ask('/api/v1/auth/register', {
      method: 'POST',
      body: { email: 'cluster@example.test', password: 'correct horse', name: 'Somebody' },
    })
    assert.equal(made.status, 201, made.text)
    const { csrfToken } = JSON.parse(made.text) as { csrfToken: string }
    const cookies = (made.headers['set-cookie'] as readonly string[]).map((set) => set.split(';')[0]).join('; ')
    const headers = { Cookie: cookies, 'X-CSRF-Token': csrfToken }
    const post = (title: string, key: string) =>
      client.ask('/api/v1/tasks', { method: 'POST', headers: { ...headers, 'Idempotency-Key': key }, body: { title } })

    const task = await post('Tea', randomUUID())
    assert.equal(task.status, 201, task.text)
    const { id } = JSON.parse(task.text) as { id: string }
    const seenAt = async (port: number): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/api/v1/tasks/${id}`, { headers: { Cookie: cookies, Host: hostname } })).status
    for (const port of await cluster.api()) assert.equal(await seenAt(port), 200, `seen from ${port}`)

    const failed: string[] = []
    const written = new Set<string>()
    let [asked, going] = [0, true]
    const fine = (what: string, { status, text }: Answer) => {
      asked++
      if (status >= 400) failed.push(`${what}: ${status} ${text.slice(0, 200)}`)
      return status < 400
    }
    /** Somebody who reads, and repeats nothing. */
    const reader = async () => {
      while (going) {
        const answer = await client.ask('/api/v1/tasks?limit=20', { headers }).catch((error: unknown) => ({ status: 599, headers: {}, text: String(error) }))
        fine('GET', answer)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    /** Somebody who writes: what was sent and not answered may have been done, and is sent again under its key. */
    const writer = async () => {
      while (going) {
        const key = randomUUID()
        for (let tries = 1; ; tries++) {
          const answer = await post('Tea', key).catch(() => undefined)
          const unknown = answer === undefined || answer.text.includes('"outcome_unknown"')
          if (unknown && tries < 10) continue
          if (answer && fine('POST', answer)) written.add((JSON.parse(answer.text) as { id: string }).id)
          if (!answer) failed.push('POST was never answered')
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const load = Promise.all([reader(), reader(), writer(), writer()])
    const some = () => {
      const before = asked
      return until('requests go on', () => asked > before + 20, patience)
    }
    const unfailed = async (what: string) => {
      await some()
      assert.deepEqual(failed, [], `${what}: ${failed.length} of ${asked} failed`)
    }
    try {
      await unfailed('before')
      assert.equal((await cluster.reload()).length, 3)
      await unfailed('while each was restarted')
      const killed = await cluster.kill()
      await until(
        'PM2 has started it again',
        async () => (await cluster.status()).api.every(({ port, pid, ready }) => ready && (port !== killed.port || pid !== killed.pid)),
        patience,
      )
      await unfailed('when one was killed')
      assert.equal((await cluster.scale(4)).length, 4)
      await unfailed('with four')
      assert.equal(await seenAt((await cluster.api()).at(-1) ?? 0), 200)
      assert.equal((await cluster.scale(2)).length, 2)
      await unfailed('with two')
      await assert.rejects(cluster.scale(0), /1 to \d+ instances/)
    } finally {
      going = false
      await load
    }
    const found = new Set<string>()
    for (let page = '/api/v1/tasks?limit=200'; page !== '';) {
      const { items, nextCursor } = JSON.parse((await client.ask(page, { headers })).text) as { items: readonly { id: string }[]; nextCursor: string | null }
      for (const item of items) found.add(item.id)
      page = nextCursor === null ? '' : `/api/v1/tasks?limit=200&cursor=${encodeURIComponent(nextCursor)}`
    }
    for (const one of written) assert.ok(found.has(one), 'an answered task is lost')
    assert.equal(found.size, written.size + 1, 'no task twice')
    t.diagnostic(`${asked} requests, none failed; ${written.size} tasks`)

    assert.ok(processesOf(folder).length >= 6, processesOf(folder).join('\n'))
    await cluster.stop()
    assert.deepEqual(processesOf(folder), [])
    assert.ok(existsSync(join(folder, 'mongo-1')), 'the data stays')
  },
)

test('a name that is none is refused before anything is started', async () => {
  for (const name of ['Foo_Bar', '', 'a..b', '-a', 'a/b', 'a b', 'a;b'])
    await assert.rejects(startCluster({ folder: join(folder, 'named'), name }), (error: Error) => error.message.includes('is no name of a host'), name)
  assert.equal(existsSync(join(folder, 'named')), false)
})
