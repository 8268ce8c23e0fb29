import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { journalCostExam } from './contracts/cost.ts'
import { journalExam } from './contracts/journal.ts'

describe('The journal over SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-journal-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  journalExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')))
  journalCostExam('SQLite', async () => createSqliteStore(join(folder, 'cost.db')))
})

describe('The journal over MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  journalExam('MongoDB', () => openMongoStore(url))
  journalCostExam('MongoDB', () => openMongoStore(url))
})
