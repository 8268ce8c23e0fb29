import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { CommandStartedEvent, Document } from 'mongodb'
import { StoreUnavailable } from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { makeSpace } from '../../testing/ledger.ts'
import { openMongoStore } from './store.ts'

/** A bound that ends when it is told to. */
const boundByHand = () => {
  const controller = new AbortController()
  let rows = 0
  const bound: Bound = {
    deadline: Infinity,
    signal: controller.signal,
    expired: () => controller.signal.aborted,
    spend: (more) => void (rows += more),
  }
  return { bound, end: () => controller.abort(), rows: () => rows }
}
const unavailable = (unknown: boolean) => (error: unknown) => error instanceof StoreUnavailable && error.unknown === unknown

describe('The bound of a request at MongoDB', { skip: withoutMongo }, () => {
  const over = async (work: (store: Awaited<ReturnType<typeof openMongoStore>>, space: string, members: readonly string[]) => Promise<void>) => {
    const store = await openMongoStore(`${freshDatabase()}&monitorCommands=true`)
    try {
      const { space, members } = await makeSpace(store, 300)
      await work(store, space, members)
    } finally {
      await store.client.db().dropDatabase()
      await store.close()
    }
  }
  const part = (space: string, rev: number) => ({ entry: { space, rev, tag: randomUUID(), mutations: [] }, docs: [] })

  test('what is asked for after its end is not sent, and nothing is written', () =>
    over(async (store, space) => {
      const { bound, end } = boundByHand()
      end()
      await assert.rejects(store.docs(space, [{ kind: 'list', id: space }], bound), unavailable(false))
      await assert.rejects(store.commit([part(space, 2)], [], bound), unavailable(false))
      assert.equal((await store.head(space))?.rev, 1)
    }))

  test('a read that is under way ends with it; a commit that was sent is not known, and takes place', () =>
    over(async (store, space) => {
      const sentNow = (name: string, then: () => void) => {
        const heard = ({ commandName, command }: CommandStartedEvent & { readonly command: Document }) => {
          if (commandName !== name || command['$db'] === 'config') return
          store.client.off('commandStarted', heard)
          // Once the driver waits for the answer.
          setImmediate(() => setImmediate(then))
        }
        store.client.on('commandStarted', heard)
      }
      const reading = boundByHand()
      sentNow('find', reading.end)
      const read = await store.docs(space, [{ kind: 'list', id: space }], reading.bound).catch((error: unknown) => error)
      assert.ok(Array.isArray(read) || unavailable(false)(read))
      const writing = boundByHand()
      sentNow('commitTransaction', writing.end)
      const outcome = await store.commit([part(space, 2)], [], writing.bound).catch((error: unknown) => error)
      assert.ok(outcome === 'committed' || unavailable(true)(outcome))
      while ((await store.head(space))?.rev !== 2) await new Promise((resolve) => setImmediate(resolve))
    }))

  test('rows are counted, and read in one batch however many', () =>
    over(async (store, space, members) => {
      const commands: string[] = []
      store.client.on('commandStarted', ({ commandName }) => commands.push(commandName))
      const { bound, rows } = boundByHand()
      await store.docs(
        space,
        members.map((id) => ({ kind: 'member' as const, id })),
        bound,
      )
      assert.equal(rows(), 300)
      await store.all(space, 'member', 300, bound)
      await store.head(space)
      await store.knownMany(
        space,
        members.map((id) => ({ actor: id, id })),
      )
      assert.deepEqual(commands, ['find', 'find', 'find', 'find'])
      commands.length = 0
      assert.equal(await store.commit([part(space, 2)]), 'committed')
      assert.deepEqual(commands, ['update', 'commitTransaction'])
    }))
})
