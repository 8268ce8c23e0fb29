import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { checkLedger, makeSpace } from '../testing/ledger.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'

const [processes, writers, each] = [4, 20, process.env['SOAK'] ? 250 : 15]

test('four processes with twenty writers each on one space: no gap, none lost or twice, and everybody gets through', { skip: withoutMongo }, async (t) => {
  const url = freshDatabase()
  const store = await openMongoStore(url)
  t.after(async () => {
    await store.client.db().dropDatabase()
    await store.close()
  })
  const { space, members } = await makeSpace(store, processes * writers)
  const started = performance.now()
  const told = await Promise.all(
    Array.from({ length: processes }, async (_, n) => {
      const mine = members.slice(n * writers, (n + 1) * writers)
      const child = spawn(process.execPath, [join(import.meta.dirname, '../testing/contender.ts'), url, space, String(each), ...mine], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
      assert.equal(code, 0, 'somebody was refused')
      return JSON.parse(said) as { readonly busy: number; readonly answers: readonly [string, number][] }
    }),
  )
  const seconds = (performance.now() - started) / 1_000
  const answered = new Map(told.flatMap(({ answers }) => answers))
  assert.equal(answered.size, processes * writers * each)
  await checkLedger(store, space, new Set(answered.keys()), answered)
  const entries = (await store.head(space))?.rev ?? 0
  const busy = told.reduce((sum, one) => sum + one.busy, 0)
  t.diagnostic(
    `${answered.size} mutations in ${entries} entries, ${Math.round(answered.size / seconds)}/s with starting the processes; told busy ${busy} times`,
  )
})
