import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createContext } from '../context.ts'

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
