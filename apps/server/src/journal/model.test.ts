import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { createSqliteStore } from '../adapters/sqlite/store.ts'
import { freshDatabase, withoutMongo } from '../testing/mongo.ts'
import { modelExam } from './contracts/model.ts'

const soak = Boolean(process.env['SOAK'])

describe('Random histories over SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-model-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  modelExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')), soak ? 1_000 : 20)
})

describe('Random histories over MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  modelExam('MongoDB', () => openMongoStore(url), soak ? 300 : 6)
})
