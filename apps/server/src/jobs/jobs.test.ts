import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { jobsExam } from './contracts/jobs.ts'

describe('Jobs over SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-jobs-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  jobsExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')))
})

describe('Jobs over MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  jobsExam('MongoDB', () => openMongoStore(url))
})
