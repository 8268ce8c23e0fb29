import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'
import { StoreUnavailable } from '../ports/store.ts'
import { until } from '../testing/listen.ts'

test('a process that does jobs is not ready while work waits that it does not come to; one that answers requests is', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-health-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const context = await createContext(readConfig({ DATA_DIR: dataDir, PORT: '0' }, () => ''))
  let stuck = true
  const jobs = { ...context.jobs, stuck: async () => stuck }
  const [works, answers] = [buildApp({ ...context, jobs }, null, { healthOnly: true }), buildApp({ ...context, jobs }, null)]
  t.after(() => works.close())
  const status = async (app: typeof works) => (await app.inject('/readyz')).statusCode
  assert.deepEqual([await status(works), await status(answers)], [503, 200])
  assert.equal((await works.inject('/healthz')).statusCode, 200)
  stuck = false
  assert.equal(await status(works), 200)
})

test('however many ask whether it is ready, one question is put to the store at a time, and each new one sees what is so by then', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-health-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const context = await createContext(readConfig({ DATA_DIR: dataDir, PORT: '0' }, () => ''))
  let [asked, away] = [0, false]
  const answer = Promise.withResolvers<void>()
  const usable = async () => {
    asked++
    await answer.promise
    if (away) throw new StoreUnavailable(false)
  }
  const app = buildApp({ ...context, store: { ...context.store, usable } }, null)
  t.after(() => app.close())
  const ask = async () => (await app.inject('/readyz')).statusCode
  const many = Promise.all(Array.from({ length: 200 }, ask))
  await until('they have asked', () => asked > 0)
  await new Promise(setImmediate)
  answer.resolve()
  assert.deepEqual([...new Set(await many)], [200])
  assert.ok(asked <= 2, `${asked} questions for 200`)
  away = true
  assert.equal(await ask(), 503)
  away = false
  assert.equal(await ask(), 200)
})
