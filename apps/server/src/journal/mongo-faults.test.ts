import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MongoClient, type Document } from 'mongodb'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { startProxy } from '../../../../scripts/testing/proxy.ts'
import { findMongod, startReplicaSet } from '../../../../scripts/testing/replica-set.ts'
import { addTask, checkLedger } from '../testing/ledger.ts'
import { until } from '../testing/listen.ts'
import { startServer } from '../testing/server.ts'
import { ticketOf } from '../testing/tickets.ts'

const [people, writers] = [2, 5]
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const mongod = findMongod()

describe('A server over a MongoDB that fails', { skip: mongod === undefined && 'mongod is missing: npm test brings it' }, () => {
  let set: Awaited<ReturnType<typeof startReplicaSet>>
  let server: Awaited<ReturnType<typeof startServer>>
  const opened: (() => Promise<unknown>)[] = []
  const serve = async (url: string) => {
    const one = await startServer(undefined, { env: { STORE_URL: url, SECRETS: 'a secret of the tests, long enough to sign with' } })
    opened.push(one.remove)
    return one
  }
  before(async () => {
    set = await startReplicaSet(mongod ?? '')
    opened.push(set.close)
    server = await serve(set.uri('faults'))
  })
  after(async () => {
    for (const close of opened.toReversed()) await close()
  })

  /** People who send each mutation until it is answered, while `fault` happens; then work must go on, and the ledger be whole. */
  const underLoad = async (fault: (goesOn: () => Promise<void>) => Promise<void>, over = server) => {
    const ledgers = await Promise.all(
      Array.from({ length: people }, async () => ({ person: await over.register(), asked: new Set<string>(), answered: new Map<string, number>() })),
    )
    let going = true
    let [asks, answers, unanswered] = [0, 0, 0]
    const write = async ({ person, asked, answered }: (typeof ledgers)[number]) => {
      while (going) {
        const mutation = addTask(person.userId)
        asked.add(mutation.id)
        for (let done = false; !done && going;) {
          asks++
          const reply = await person.push([mutation])
          if (reply.status === 200) {
            const [result] = ((await reply.json()) as PushReply).results
            assert.ok(result?.status === 'applied')
            answered.set(mutation.id, result.rev)
            answers++
            done = true
          } else {
            assert.equal(reply.status, 503, await reply.text())
            assert.ok(Number(reply.headers.get('retry-after')) > 0, 'nobody was told when to come again')
            unanswered++
          }
        }
      }
    }
    const read = async ({ person }: (typeof ledgers)[number]) => {
      while (going) {
        const { status } = await person.pull()
        assert.ok(status === 200 || status === 503, `reading was answered ${status}`)
        await pause(20)
      }
    }
    const goesOn = async () => {
      const before = answers
      while (answers < before + 3 * people * writers) await pause(50)
    }
    const load = Promise.all(ledgers.flatMap((ledger) => [read(ledger), ...Array.from({ length: writers }, () => write(ledger))]))
    try {
      await Promise.race([
        goesOn()
          .then(() => fault(goesOn))
          .then(goesOn),
        load,
      ])
    } finally {
      going = false
      await load
    }
    for (const { person, asked, answered } of ledgers) await checkLedger(over.context.store, person.userId, asked, answered)
    assert.equal(answers + unanswered, asks, 'somebody was left without an answer')
    return `${answers} answered, ${unanswered} told to try again`
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

  test('the line to MongoDB is cut at any moment, also between a commit and its answer', async (t) => {
    // A busy machine elects another primary now and then; who knows one address only has to find it there.
    const proxy = await startProxy(async () => (await set.primary()).port)
    opened.push(proxy.close)
    const behind = await serve(`mongodb://127.0.0.1:${proxy.port}/behind?directConnection=true`)
    t.diagnostic(
      await underLoad(async (goesOn) => {
        for (let round = 0; round < 12; round++) {
          if (round === 6) await set.stepDown()
          for (const cut of [proxy.loseAnswers, proxy.cut]) {
            cut(round % 3 === 2 ? 1 : 0.5)
            await pause(Math.random() * 150)
          }
          if (round % 4 === 3) await goesOn()
        }
      }, behind),
    )
  })

  test('the primary is killed, and comes back', async (t) => {
    t.diagnostic(
      await underLoad(async (goesOn) => {
        const primary = await set.primary()
        await primary.kill()
        try {
          await goesOn()
        } finally {
          await primary.restart()
        }
      }),
    )
  })

  test('the primary is frozen, another is elected, and the first thaws', async (t) => {
    t.diagnostic(
      await underLoad(async (goesOn) => {
        const primary = await set.primary()
        const { userId } = await server.register()
        primary.signal('SIGSTOP')
        try {
          // Whoever has less patience than an election takes is told so while the primary is silent.
          const impatient = Array.from({ length: 5 }, () => server.context.journal.execute(userId, userId, [addTask(userId)], ticketOf(userId, 200)))
          for (const outcome of await Promise.allSettled(impatient)) {
            const code = outcome.status === 'rejected' ? (outcome.reason as { code?: string }).code : 'applied'
            assert.ok(['unavailable', 'outcome_unknown'].includes(code ?? ''), String(code))
          }
          await goesOn()
        } finally {
          primary.signal('SIGCONT')
        }
      }),
    )
  })

  test('each change is sent to two processes at once, to one space, while the primary steps down and then is killed: made once, and answered alike', async (t) => {
    const stores = [server, await serve(set.uri('faults'))].map(({ context }) => context)
    const { userId } = await server.register()
    const [asked, answered] = [new Set<string>(), new Map<string, number>()]
    let [going, again] = [true, 0]
    const untilAnswered = async (journal: (typeof stores)[number]['journal'], mutation: ReturnType<typeof addTask>): Promise<number> => {
      for (;;) {
        const [result] = await journal.execute(userId, userId, [mutation], ticketOf(userId)).catch((error: unknown) => {
          assert.ok(error instanceof Refusal && ['busy', 'unavailable', 'outcome_unknown'].includes(error.code), String(error))
          return []
        })
        if (result) return result.status === 'applied' ? result.rev : assert.fail(`refused: ${result.problem.code}`)
        again++
      }
    }
    const write = async () => {
      while (going) {
        const mutation = addTask(userId)
        asked.add(mutation.id)
        const [one, other] = await Promise.all(stores.map(({ journal }) => untilAnswered(journal, mutation)))
        assert.equal(one, other)
        answered.set(mutation.id, one ?? 0)
      }
    }
    const goesOn = async () => {
      const enough = answered.size + 3 * writers
      while (answered.size < enough) await pause(50)
    }
    const load = Promise.all(Array.from({ length: writers }, write))
    const faults = async () => {
      await goesOn()
      await set.stepDown()
      await goesOn()
      const primary = await set.primary()
      await primary.kill()
      try {
        await goesOn()
      } finally {
        await primary.restart()
      }
    }
    try {
      await Promise.race([faults(), load])
    } finally {
      going = false
      await load
    }
    await checkLedger(server.context.store, userId, asked, answered)
    t.diagnostic(`${answered.size} made, ${again} sent again`)
  })

  test('while all of it is silent a process lives and is not ready, and says so; it is ready again once it is answered', async () => {
    const readyz = () => server.request('/readyz')
    assert.equal((await readyz()).status, 200)
    for (const member of set.members) member.signal('SIGSTOP')
    try {
      const told = await readyz()
      assert.deepEqual([told.status, ((await told.json()) as { code: string }).code], [503, 'unavailable'])
      assert.ok(Number(told.headers.get('retry-after')) > 0)
      assert.equal((await server.request('/healthz')).status, 200)
    } finally {
      for (const member of set.members) member.signal('SIGCONT')
    }
    await until('it is ready', async () => (await readyz()).status === 200, 60_000)
  })
})
