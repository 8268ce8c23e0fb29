import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Refusal } from '@muster/core/domain/world.ts'
import { MongoClient, type Document } from 'mongodb'
import { findMongod, startReplicaSet } from '../../../../scripts/testing/replica-set.ts'
import { openMongoStore } from '../adapters/mongo/store.ts'
import { addTask, checkLedger, makeSpace } from '../testing/ledger.ts'
import { createJournal } from './execute.ts'

const [spaces, writers] = [2, 5]
/** Our own deadline of twelve seconds, and slack for a busy machine. */
const patienceMs = 15_000
/** Work must go on by itself within so long: an election, and a request that hangs in the frozen primary. */
const recoveryMs = 60_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const mongod = findMongod()

describe('The journal over a MongoDB that fails', { skip: mongod === undefined && 'mongod is missing: npm test brings it' }, () => {
  let set: Awaited<ReturnType<typeof startReplicaSet>>
  let store: Awaited<ReturnType<typeof openMongoStore>>
  const opened: { close(): Promise<void> }[] = []
  before(async () => {
    set = await startReplicaSet(mongod ?? '')
    opened.push(set)
    store = await openMongoStore(set.uri('faults'))
    opened.push(store)
  })
  after(async () => {
    for (const one of opened.toReversed()) await one.close()
  })

  /** Writers who send each mutation until it is answered, while `fault` happens; then work must go on, and the ledger be whole. */
  const underLoad = async (fault: (goesOn: () => Promise<void>) => Promise<void>) => {
    const journal = createJournal({ store, now: () => new Date(), wellFormed: () => true, committed: () => {} })
    const ledgers = await Promise.all(
      Array.from({ length: spaces }, async () => ({ ...(await makeSpace(store, writers)), asked: new Set<string>(), answered: new Map<string, number>() })),
    )
    let going = true
    let [answers, unanswered, longest] = [0, 0, 0]
    const write = async ({ space, asked, answered }: (typeof ledgers)[number], member: string) => {
      while (going) {
        const mutation = addTask(space)
        asked.add(mutation.id)
        for (let done = false; !done && going;) {
          const started = performance.now()
          try {
            const [result] = await journal.execute(space, member, [mutation])
            assert.equal(result?.status, 'applied')
            if (result.status === 'applied') answered.set(mutation.id, result.rev)
            answers++
            done = true
          } catch (error) {
            assert.ok(error instanceof Refusal && ['unavailable', 'outcome_unknown', 'busy'].includes(error.code), String(error))
            unanswered++
          }
          longest = Math.max(longest, performance.now() - started)
        }
      }
    }
    const goesOn = async () => {
      const before = answers
      const until = performance.now() + recoveryMs
      while (answers < before + 3 * spaces * writers) {
        assert.ok(performance.now() < until, 'work does not go on')
        await pause(50)
      }
    }
    const load = Promise.all(ledgers.flatMap((ledger) => ledger.members.map((member) => write(ledger, member))))
    try {
      await goesOn()
      await fault(goesOn)
      await goesOn()
    } finally {
      going = false
      await load
    }
    for (const { space, asked, answered } of ledgers) await checkLedger(store, space, asked, answered)
    assert.ok(longest < patienceMs, `somebody waited ${Math.round(longest)} ms for a word`)
    return `${answers} answered, ${unanswered} told to try again, longest wait ${Math.round(longest)} ms`
  }

  test('the primary steps down', async (t) => {
    t.diagnostic(await underLoad(() => set.stepDown().then(() => undefined)))
  })

  test('connections are cut at one command in five', async (t) => {
    const inject = async (mode: unknown, data: Document = {}) => {
      const { port } = await set.primary()
      const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`)
      await client.db('admin').command({ configureFailPoint: 'failCommand', mode, data })
      await client.close()
    }
    t.diagnostic(
      await underLoad(async () => {
        await inject(
          { activationProbability: 0.2 },
          { appName: 'muster', closeConnection: true, failCommands: ['find', 'insert', 'update', 'commitTransaction'] },
        )
        await pause(3_000)
        await inject('off')
      }),
    )
  })

  test('the primary is killed, and comes back', async (t) => {
    t.diagnostic(
      await underLoad(async (goesOn) => {
        const primary = await set.primary()
        await primary.kill()
        await goesOn()
        await primary.restart()
      }),
    )
  })

  test('the primary is frozen, another is elected, and the first thaws', async (t) => {
    t.diagnostic(
      await underLoad(async (goesOn) => {
        const primary = await set.primary()
        primary.signal('SIGSTOP')
        try {
          await goesOn()
        } finally {
          primary.signal('SIGCONT')
        }
      }),
    )
  })
})
