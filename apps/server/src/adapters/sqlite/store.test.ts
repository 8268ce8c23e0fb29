import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { storeExam } from '../contracts/store.ts'
import { createSqliteStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-sqlite-'))
after(() => rmSync(folder, { recursive: true, force: true }))

storeExam('SQLite', async () => createSqliteStore(join(folder, 'muster.db')))
