import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beforeApi } from '../apis/before.ts'
import { seedBefore } from '../before/seed.ts'
import { jwtSecret } from '../before/token.ts'
import { createRandom } from '../seed/random.ts'
import { startChild } from './child.ts'

/** The starting point over a database of its own, with so many people who have so many tasks each. */
export const startBefore = async (folder: string, people: number, each: number, indexed: boolean) => {
  const file = join(folder, `before-${randomUUID()}.db`)
  const users = Array.from({ length: people }, (_, n) => `user-${n}`)
  const tasks = seedBefore(file, users, each, indexed, createRandom(each))
  const server = await startChild('bench/before/server.ts', [file, jwtSecret])
  return { server, api: beforeApi(server.url, tasks) }
}
