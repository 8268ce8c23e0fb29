import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { openMongoStore } from '../../adapters/mongo/store.ts'
import { createSqliteStore } from '../../adapters/sqlite/store.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { effectsExam } from './contracts/effects.ts'

describe('Effects over SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-effects-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  effectsExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')))
})

describe('Effects over MongoDB', { skip: withoutMongo }, () => {
  const url = freshDatabase()
  effectsExam('MongoDB', () => openMongoStore(url))
})
