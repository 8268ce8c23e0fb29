import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freshDatabase } from '../../../apps/server/src/testing/mongo.ts'
import { runMuster } from '../../../apps/server/src/testing/process.ts'
import type { Front } from './front.ts'

/** Real processes over one database of the replica set, behind an address that they are told. */
export const startInstances = async (
  t: TestContext,
  { folder, origin }: Pick<Front, 'folder' | 'origin'>,
  count: number,
  more: Readonly<Record<string, string>> = {},
) => {
  const database = freshDatabase()
  const running = new Set<Awaited<ReturnType<typeof runMuster>>>()
  t.after(() => running.forEach(({ child }) => child.kill('SIGKILL')))
  const start = async (port = 0) => {
    const one = await runMuster({
      STORE_URL: database,
      SECRETS: 'what all of the processes sign with, long enough',
      PUBLIC_URL: origin,
      TRUST_PROXY: '127.0.0.1',
      DATA_DIR: mkdtempSync(join(folder, 'data-')),
      PORT: String(port),
      ...more,
    })
    running.add(one)
    return { ...one, port: Number(new URL(one.url ?? assert.fail(one.said())).port) }
  }
  return { database, start, all: await Promise.all(Array.from({ length: count }, () => start())) }
}
