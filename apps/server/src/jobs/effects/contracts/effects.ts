import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test, type TestContext } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import { part } from '../../../adapters/contracts/store/parts.ts'
import { StoreUnavailable, type Store } from '../../../ports/store.ts'
import { countedFor, counting, sending } from '../../../testing/counting.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import { unhurried } from '../../../testing/unhurried.ts'
import { until } from '../../../testing/listen.ts'
import type { Effect } from '../effect.ts'
import { createEffectLoop } from '../loop.ts'
import { namingEffects } from '../named.ts'
import type { EffectTimes } from '../times.ts'

const quick: Partial<EffectTimes> = { pollMs: 5, paceMs: 1, backOffMs: 1, longestBackOffMs: 5, unknownMs: 5, placeMs: 2 }

/** What holds for effects over every store. */
export const effectsExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())

  /** A process of its own, as far as the store can tell. */
  const process = (t: TestContext, effects: readonly Effect[], over: Store = unhurried(store), times: Partial<EffectTimes> = {}) => {
    const loop = createEffectLoop({
      store: over,
      effects,
      now: () => new Date(),
      committed: () => {},
      failed: (error) => {
        if (!(error instanceof StoreUnavailable)) assert.fail(error as Error)
      },
      times: { ...quick, ...times },
    })
    t.after(() => loop.close())
    return loop
  }
  const writer = (effects: readonly Effect[]) => {
    const naming = namingEffects(store, effects)
    return async (space: string, from: number, to: number) => {
      // Who notes progress at that moment may be in the way: then it is sent again, as the journal does.
      for (let rev = from; rev <= to;) if ((await naming.commit([part(space, rev, [])])) === 'committed') rev++
    }
  }
  const waiting = async (space: string) => (await store.longestPending(1_000)).find((one) => one.space === space)
  const isDone = (space: string) => until(`${space} is done`, async () => !(await waiting(space)), 30_000)
  const letters = async (space: string) => (await store.withLetters('', 1_000)).find((one) => one.space === space)?.dead ?? []
  const revOf = (key: string) => Number(key.split(':')[1]?.split('.')[0])
  const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

  test(`${name}: three processes work off six spaces that are written to meanwhile: each event once, in the order of its space`, async (t) => {
    const spaces = Array.from({ length: 6 }, () => randomUUID())
    const sent = new Map(spaces.map((space): [string, number[]] => [space, []]))
    const inside = new Set<string>()
    const effects = [
      counting(store),
      sending(async ({ space, rev }) => {
        if (!sent.has(space)) return
        assert.ok(!inside.has(space), 'two at once in one space')
        inside.add(space)
        await new Promise((resolve) => setImmediate(resolve))
        inside.delete(space)
        sent.get(space)?.push(rev)
      }),
    ]
    const loops = [1, 2, 3].map(() => process(t, effects, undefined, { perTurn: 7, perTarget: 100 }))
    for (const loop of loops) loop.start()
    const write = writer(effects)
    await Promise.all(spaces.map((space) => write(space, 1, 30)))
    for (const space of spaces) await isDone(space)
    for (const space of spaces) {
      assert.deepEqual((await countedFor(store, space)).map(revOf), upTo(30))
      assert.deepEqual(sent.get(space), upTo(30))
    }
    assert.equal(await loops[0]?.stuck(), false)
  })

  test(`${name}: a commit without effects leaves nothing to be done, and of several effects each is done once though another fails`, async (t) => {
    const space = randomUUID()
    let failures = 0
    const effects = [
      counting(store),
      sending(async (event) => {
        if (event.space === space && failures++ < 3) throw new Error('not now')
      }),
    ]
    const write = writer(effects)
    await writer([])(space, 1, 3)
    assert.equal(await waiting(space), undefined)
    await write(space, 4, 5)
    process(t, effects).start()
    await isDone(space)
    assert.deepEqual((await countedFor(store, space)).map(revOf), [4, 5])
    assert.equal(failures, 5, 'three failed, and one was sent for each')
    assert.deepEqual(await letters(space), [])
  })

  test(`${name}: what fails too often becomes a letter and the space goes on; tried again it is done under its first key, or stays`, async (t) => {
    const space = randomUUID()
    const keys: string[] = []
    let broken = true
    const effects = [
      sending(async (event) => {
        if (event.space !== space) return
        keys.push(event.key)
        if (broken && event.rev === 1) throw new Error('it is broken')
      }),
    ]
    await writer(effects)(space, 1, 2)
    const loop = process(t, effects)
    loop.start()
    await isDone(space)
    const [letter] = await letters(space)
    assert.deepEqual([letter?.rev, letter?.effect, letter?.reason, letter?.again], [1, 'send', 'it is broken', false])
    assert.deepEqual(keys.map(revOf), [...Array.from({ length: limits.effectTries }, () => 1), 2])
    assert.equal(new Set(keys).size, 2)
    assert.equal(keys[0], `${space}:1.${(await store.entry(space, 1))?.tag}:send`, 'it names the entry and no other, also after a restored backup')

    assert.ok(await store.retryLetter(space, { rev: 1, effect: 'send' }))
    await isDone(space)
    const [again] = await letters(space)
    assert.deepEqual([again?.reason, again?.again], ['it is broken', false])
    assert.equal(keys.length, limits.effectTries + 2)
    broken = false
    await store.retryLetter(space, { rev: 1, effect: 'send' })
    await isDone(space)
    assert.deepEqual(await letters(space), [])
    assert.equal(keys.at(-1), keys[0])
  })

  test(`${name}: a space with as many letters as it may have waits until somebody looks`, async (t) => {
    const space = randomUUID()
    const effects = [
      sending(async (event) => {
        if (event.space === space) throw new Error('never')
      }),
    ]
    await writer(effects)(space, 1, limits.deadLetters + 2)
    const lease = (await store.lease(space, 60_000)) ?? assert.fail('it is free')
    for (let rev = 1; rev < limits.deadLetters; rev++)
      await store.progress(lease, { effectsRev: rev, effectsDone: 0, buried: { rev, effect: 'send', reason: 'never', at: 'then', again: false } }, 60_000)
    await store.release(lease, 0)
    process(t, effects).start()
    await until(
      'its letters are full',
      async () => (await letters(space)).length === limits.deadLetters && ((await waiting(space))?.tries ?? 0) > limits.effectTries,
    )
    assert.equal((await waiting(space))?.effectsRev, limits.deadLetters)
    await store.dropLetter(space, { rev: 1, effect: 'send' })
    await until('there is room', async () => (await letters(space)).some(({ rev }) => rev === limits.deadLetters + 1))
    // Not left behind for the cases after this one.
    await until('all is dropped', async () => {
      for (const letter of await letters(space)) await store.dropLetter(space, letter)
      return !(await waiting(space)) && (await letters(space)).length === 0
    })
  })

  test(`${name}: what this build does not know waits for one that does, and is given up by nobody`, async (t) => {
    const space = randomUUID()
    const [known, unknown] = [counting(store), sending(async () => {}, 'later')]
    await writer([unknown, known])(space, 1, 1)
    const before = process(t, [known])
    before.start()
    await until('it was seen', async () => (await waiting(space))?.reason === 'this build does not know later')
    const fence = async () => (await waiting(space))?.tries
    assert.equal(await fence(), 0)
    assert.deepEqual(await countedFor(store, space), [], 'nothing is done before its turn')
    process(t, [known, unknown]).start()
    await isDone(space)
    assert.equal((await countedFor(store, space)).length, 1)
  })

  test(`${name}: one that is slow is waited for by a few, one that never ends has failed after a while; others go on`, async (t) => {
    const [slow, fast]: [string[], string] = [Array.from({ length: 6 }, () => randomUUID()), randomUUID()]
    const free = Promise.withResolvers<void>()
    let [inside, most, hung] = [0, 0, 0]
    const effects = [
      sending(
        async ({ space }) => {
          if (!slow.includes(space)) return
          most = Math.max(most, ++inside)
          await free.promise
          inside--
        },
        'send',
        ({ space }) => (slow.includes(space) ? 'slow' : space),
      ),
    ]
    const write = writer(effects)
    for (const space of slow) await write(space, 1, 1)
    await write(fast, 1, 5)
    const few = process(t, effects, undefined, { spaces: 4, perTarget: 2 })
    few.start()
    await isDone(fast)
    assert.equal(most, 2)
    free.resolve()
    for (const space of slow) await isDone(space)
    await few.close()

    const stuck = randomUUID()
    const never = [
      sending(async ({ space, rev }) => {
        if (space === stuck && rev === 1 && ++hung) await new Promise(() => {})
      }),
    ]
    await writer(never)(stuck, 1, 2)
    process(t, never, undefined, { effectMs: 2 }).start()
    await isDone(stuck)
    assert.equal(hung, limits.effectTries)
    assert.match((await letters(stuck))[0]?.reason ?? '', /longer than 2 ms/)
  })

  test(`${name}: who ends finishes what it has begun, begins nothing more, and holds nothing`, async (t) => {
    const space = randomUUID()
    const [begun, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const done: number[] = []
    const effects = [
      sending(async (event) => {
        if (event.space !== space) return
        begun.resolve()
        await free.promise
        done.push(event.rev)
      }),
    ]
    await writer(effects)(space, 1, 3)
    const first = process(t, effects)
    first.start()
    await begun.promise
    const ended = first.close()
    free.resolve()
    await ended
    assert.deepEqual(done, [1])
    assert.ok((await store.due(1_000)).includes(space), 'nobody waits for its lease')
    assert.equal((await waiting(space))?.tries, 0)

    const third = randomUUID()
    let hung = false
    const never = [sending(async (event) => void (event.space === third && (await new Promise(() => (hung = true)))))]
    await writer(never)(third, 1, 1)
    const second = process(t, never, undefined, { drainMs: 10 })
    second.start()
    await until('it hangs', () => hung)
    await second.close()
    assert.ok((await store.due(1_000)).includes(third), 'what does not end is let go of')
    assert.equal((await waiting(third))?.tries, 0)
    const lease = (await store.lease(third, 1_000)) ?? assert.fail('it is free')
    assert.equal(await store.progress(lease, { effectsRev: 1, effectsDone: 0 }, 1_000), 'clear')
  })

  test(`${name}: who was frozen past its lease is told so and does nothing more; the other has done it, once`, async (t) => {
    const space = randomUUID()
    const thaw = Promise.withResolvers<void>()
    let entered = 0
    // The first is frozen between its decision and its commit: it renews nothing.
    const frozen: Store = { ...store, lease: (one, forMs) => store.lease(one, one === space ? 1 : forMs), renew: async () => thaw.promise.then(() => true) }
    const first = process(t, [counting(store, async (event) => void (event.space === space && (entered++, await thaw.promise)))], frozen, { leaseMs: 600_000 })
    await writer([counting(store)])(space, 1, 3)
    first.start()
    await until('it was entered', () => entered > 0)
    process(t, [counting(store)]).start()
    await isDone(space)
    thaw.resolve()
    await first.close()
    assert.deepEqual((await countedFor(store, space)).map(revOf), [1, 2, 3])
    assert.equal(entered, 1, 'it stopped there')
  })

  test(`${name}: a store that is gone is looked at less and less often, however often the bell rings; when it is back the work goes on`, async () => {
    const { clock, advance } = createHandClock()
    const space = randomUUID()
    let [gone, looks] = [true, 0]
    const effects = [counting(store)]
    const over: Store = {
      ...store,
      due: async (limit) => {
        looks++
        if (gone) throw new StoreUnavailable(false)
        return (await store.due(limit)).filter((one) => one === space)
      },
    }
    const loop = createEffectLoop({ store: over, effects, now: () => new Date(), committed: () => {}, failed: () => {}, clock, times: { pollMs: 1_000 } })
    await writer(effects)(space, 1, 1)
    loop.start()
    for (let n = 0; n < 600; n++) {
      await advance(100)
      for (let rings = 0; rings < 10; rings++) loop.wake()
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(looks >= 4 && looks <= 15, `${looks} looks in a minute`)
    gone = false
    await until('it is done', async () => {
      await advance(100)
      return !(await waiting(space))
    })
    assert.deepEqual((await countedFor(store, space)).map(revOf), [1])
    await loop.close()
  })

  test(`${name}: it is stuck when work waits and it has come no further; not while it does, or when others fail`, async () => {
    const { clock, advance } = createHandClock()
    const space = randomUUID()
    const effects = [sending(async (event) => assert.notEqual(event.space, space, 'it fails'))]
    let hangs = false
    const waited: Store['longestPending'] = async (limit) =>
      (await store.longestPending(1_000))
        .filter((one) => one.space === space)
        .slice(0, limit)
        .map((one) => ({ ...one, waitedMs: 3_600_000 }))
    const over: Store = {
      ...store,
      longestPending: waited,
      due: async (limit) => (hangs ? new Promise<never>(() => {}) : (await store.due(limit)).filter((one) => one === space)),
    }
    const times = { pollMs: 1_000, stuckMs: 60_000, backOffMs: 1, drainMs: 10_000 }
    const loop = createEffectLoop({ store: over, effects, now: () => new Date(), committed: () => {}, failed: () => {}, clock, times })
    await writer(effects)(space, 1, 1)
    assert.equal(await loop.stuck(), false, 'it has not begun')
    loop.start()
    const pass = async (seconds: number) => {
      for (let n = 0; n < seconds; n++) {
        await advance(1_000)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    await pass(90)
    assert.equal(await loop.oldestPendingMs(), (await waiting(space)) ? 3_600_000 : 0)
    assert.equal(await loop.stuck(), false)
    hangs = true
    await pass(70)
    if (!(await waiting(space))) await store.retryLetter(space, { rev: 1, effect: 'send' })
    assert.equal(await loop.stuck(), true)
    const ended = loop.close()
    assert.equal(await loop.stuck(), false)
    await pass(20)
    // A look that never comes back holds up nobody's end.
    await ended
    await store.dropLetter(space, { rev: 1, effect: 'send' })
  })
}
