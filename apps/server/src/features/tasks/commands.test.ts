import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { CommandStartedEvent, MongoClient } from 'mongodb'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { id, startServer } from '../../testing/server.ts'

/** What the driver does by itself, whoever asks. */
const housekeeping = new Set(['hello', 'ping', 'endSessions'])

describe('What a request of the resource API sends to MongoDB', { skip: withoutMongo }, () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let client: MongoClient
  before(async () => {
    const env = { STORE_URL: `${freshDatabase()}&monitorCommands=true`, SECRETS: 'a secret of the tests, long enough to sign with' }
    server = await startServer(undefined, { env })
    client = (server.context.store as unknown as { readonly client: MongoClient }).client
  })
  after(async () => {
    await client.db().dropDatabase()
    await server.remove()
  })

  test('one task made, and one changed, cost eight commands at most', async (t) => {
    const person = await server.register()
    const headers = { ...person.headers, 'Content-Type': 'application/json', Origin: server.url }
    const send = async (method: string, path: string, body: unknown) => {
      const reply = await server.request(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
      assert.ok(reply.ok, `${method} ${path} ${reply.status}`)
    }
    const task = id()
    // What a session and a membership cost is read once for many requests.
    await send('POST', '/tasks', { id: task, title: 'First' })
    const commands: string[] = []
    const note = ({ commandName }: CommandStartedEvent) => {
      if (!housekeeping.has(commandName)) commands.push(commandName)
    }
    client.on('commandStarted', note)
    const costs: Record<string, number> = {}
    for (const [method, path, body] of [
      ['POST', '/tasks', { title: 'Second' }],
      ['PATCH', `/tasks/${task}`, { title: 'Renamed' }],
      ['POST', `/spaces/${person.userId}/tasks`, { title: 'Third' }],
      ['PATCH', `/spaces/${person.userId}/tasks/${task}`, { title: 'Renamed again' }],
    ] as const) {
      commands.length = 0
      await send(method, path, body)
      costs[`${method} ${path.split('/')[1]}`] = commands.length
      assert.ok(commands.length <= 8, `${method} ${path}: ${commands.join()}`)
    }
    t.diagnostic(JSON.stringify(costs))
    client.off('commandStarted', note)
  })
})
