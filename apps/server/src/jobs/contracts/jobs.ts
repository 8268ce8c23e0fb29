import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { SessionRecord } from '../../accounts/records.ts'
import { endOfSession } from '../../features/auth/sessions.ts'
import type { Store } from '../../ports/store.ts'
import { leaseMs, skewMs, takeLease, type JobState } from '../lease.ts'
import { createPurgeSessions } from '../purge-sessions.ts'
import { createJobs, type Job } from '../run.ts'

const begin = new Date('2026-01-01T00:00:00.000Z')
const later = (ms: number) => new Date(begin.getTime() + ms)

/** What holds for jobs over every store. */
export const jobsExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())
  const cursorOf = async (job: string) => ((await store.record('instance', `job:${job}`))?.value as JobState | undefined)?.cursor
  const jobsOf = (job: Job, now: () => Date, over: Store = store) =>
    createJobs({ store: over, now, jobs: [job], failed: (_, error) => assert.fail(error as Error), times: { pauseMs: 0 } })

  test(`${name}: of many processes that want a lease at once one gets it, and the others when it let go`, async () => {
    const job = randomUUID()
    const leases = await Promise.all(Array.from({ length: 12 }, (_, n) => takeLease(store, job, `p${n}`, begin)))
    const [lease, ...more] = leases.filter((one) => one !== undefined)
    assert.ok(lease && more.length === 0)
    assert.equal(await takeLease(store, job, 'other', later(leaseMs)), undefined)
    assert.equal(await lease.renew({ cursor: 'here', doneAt: null }, later(leaseMs)), true)
    await lease.release({ cursor: 'there', doneAt: null })
    const next = await takeLease(store, job, 'other', later(leaseMs))
    assert.equal(next?.state.cursor, 'there', 'the next goes on where it stood')
  })

  test(`${name}: who was frozen loses the lease only when it ran out by both clocks, and writes nothing under it then`, async () => {
    const job = randomUUID()
    const frozen = await takeLease(store, job, 'frozen', begin)
    await frozen?.renew({ cursor: 'one', doneAt: null }, begin)
    assert.equal(await takeLease(store, job, 'ahead', later(leaseMs + skewMs - 1)), undefined)
    const taken = await takeLease(store, job, 'next', later(leaseMs + skewMs))
    assert.equal(taken?.state.cursor, 'one')
    assert.equal(await frozen?.renew({ cursor: 'late', doneAt: null }, begin), false)
    await frozen?.release({ cursor: 'late', doneAt: null })
    assert.equal(await taken?.renew({ cursor: 'two', doneAt: null }, later(leaseMs + skewMs)), true)
    assert.equal(await cursorOf(job), 'two')
  })

  test(`${name}: processes that race for a job do each of its steps once, in order, and rest when it is done`, async () => {
    const steps: number[] = []
    let [inside, now] = [0, begin]
    const job: Job = {
      name: randomUUID(),
      restMs: 1_000,
      step: async (cursor) => {
        assert.equal(inside++, 0, 'two at once')
        const n = Number(cursor ?? 0)
        await new Promise((resolve) => setImmediate(resolve))
        steps.push(n)
        inside--
        return n === 29 ? null : String(n + 1)
      },
    }
    const processes = Array.from({ length: 4 }, () => jobsOf(job, () => now))
    while (steps.length < 30) await Promise.all(processes.map(({ run }) => run()))
    const once = Array.from({ length: 30 }, (_, n) => n)
    assert.deepEqual(steps, once)
    assert.deepEqual(await processes[0]?.run(), ['resting'])
    now = later(1_000)
    assert.deepEqual(await processes[1]?.run(), ['done'])
    assert.deepEqual(steps, [...once, ...once])
  })

  test(`${name}: a process lets go after so many steps, and at once when it is closed`, async () => {
    let [steps, closing] = [0, Infinity]
    const job: Job = {
      name: randomUUID(),
      restMs: 0,
      step: async () => {
        if (++steps === closing) void first.close()
        return 'more'
      },
    }
    const [first, second] = [jobsOf(job, () => begin), jobsOf(job, () => begin)]
    assert.deepEqual(await first.run(), ['more'])
    const each = steps
    closing = each + 3
    assert.deepEqual(await first.run(), ['closed'])
    assert.equal(steps, closing)
    assert.deepEqual(await first.run(), [])
    assert.deepEqual(await second.run(), ['more'], 'nobody waits for a lease of who closed')
  })

  test(`${name}: who finds the lease taken over after a step stops there; the other has gone on`, async () => {
    const seen: string[] = []
    const job = (as: string, work: () => Promise<void> = async () => {}): Job => ({
      name: shared,
      restMs: 0,
      step: async (cursor) => {
        await work()
        seen.push(`${as} ${cursor}`)
        return String(Number(cursor) + 1)
      },
    })
    const shared = randomUUID()
    const thief = jobsOf(job('thief'), () => later(leaseMs + skewMs))
    let stolen = false
    const frozen = jobsOf(
      job('frozen', async () => {
        if (stolen) return
        stolen = true
        assert.deepEqual(await thief.run(), ['more'])
      }),
      () => begin,
    )
    assert.deepEqual(await frozen.run(), ['lost'])
    assert.deepEqual(
      seen.filter((one) => one.startsWith('frozen')),
      ['frozen null'],
    )
    assert.equal(await cursorOf(shared), String(seen.length - 1))
  })

  test(`${name}: sessions go a while after they ended, in whichever way, a step at a time; one that was used meanwhile stays`, async () => {
    const day = 86_400_000
    const now = later(200 * day)
    const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * day).toISOString()
    const owner = randomUUID()
    const session = (rotated: number, expires: number, revoked: number | null): SessionRecord => ({
      userId: owner,
      counter: 1,
      shown: 1,
      createdAt: at(rotated),
      rotatedAt: at(rotated),
      expiresAt: at(expires),
      revokedAt: revoked === null ? null : at(revoked),
    })
    const retained: Readonly<Record<string, SessionRecord>> = {
      living: session(1, -20, null),
      idle: session(40, -20, null),
      expired: session(35, 29, null),
      revoked: session(31, -20, 29),
    }
    const ended: Readonly<Record<string, SessionRecord>> = {
      idle: session(45, -20, null),
      expired: session(35, 30, null),
      revoked: session(31, -20, 30),
    }
    const insert = (key: string, value: SessionRecord) => store.insert({ table: 'sessions', key: `${owner} ${key}`, owner, value })
    for (const [key, value] of Object.entries(retained)) await insert(`retained ${key}`, value)
    for (const [key, value] of Object.entries(ended)) await insert(`ended ${key}`, value)
    for (let n = 0; n < limits.purgeStep + 5; n++) await insert(`ended of many ${n}`, ended['idle'] as SessionRecord)
    await insert('used meanwhile', ended['idle'] as SessionRecord)
    const used: Store = {
      ...store,
      removeRecords: async (table, records) => {
        if (records.some(({ key }) => key === `${owner} used meanwhile`)) await store.replace('sessions', `${owner} used meanwhile`, 1, retained['living'])
        await store.removeRecords(table, records)
      },
    }
    let reads = 0
    const { step } = createPurgeSessions({
      store: { ...used, list: async (...asked) => (reads++, used.list(...asked)) },
      endOf: endOfSession,
    })
    for (let cursor = await step(null, now); cursor !== null; cursor = await step(cursor, now));
    assert.ok(reads >= 2)
    const left = (await store.owned('sessions', owner, 100)).map(({ key }) => key.slice(owner.length + 1)).sort()
    assert.deepEqual(left, [...Object.keys(retained).map((key) => `retained ${key}`), 'used meanwhile'].sort())
  })
}
