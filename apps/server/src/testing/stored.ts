import type Database from 'better-sqlite3'
import { MongoClient } from 'mongodb'

/** All rows of an SQLite database, as text to compare. Asked over its own connection: the file is locked for others. */
export const storedInSqlite = (database: Database.Database): string => {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all() as string[]
  return JSON.stringify(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]))
}

/** All documents of a MongoDB database, as text to compare. */
export const storedInMongo = async (url: string): Promise<string> => {
  const client = await MongoClient.connect(url)
  try {
    const names = (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort()
    return JSON.stringify(await Promise.all(names.map(async (name) => [name, await client.db().collection(name).find().sort({ _id: 1 }).toArray()])))
  } finally {
    await client.close()
  }
}
