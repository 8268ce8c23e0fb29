import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { DeadLetter, Lease } from '../../../ports/pending.ts'
import { part, task, titled } from './parts.ts'
import type { StoreExam } from './exam.ts'

const minute = 60_000
/** More than an exam leaves behind. */
const plenty = 1_000

/** Work after commit: who is pending, who may work on it, and what is noted of it. */
export const examEffects = (exam: StoreExam): void => {
  const wanting = (space: string, rev: number, effects: readonly string[] = ['count']) => {
    const { entry, docs } = part(space, rev, [task('t', rev, `at ${rev}`)])
    return { entry: { ...entry, effects }, docs }
  }
  const aSpace = async (revs: number): Promise<string> => {
    const space = randomUUID()
    for (let rev = 1; rev <= revs; rev++) assert.equal(await exam.store.commit([wanting(space, rev)]), 'committed')
    return space
  }
  /** Until the next instant that a store tells from this one. */
  const aMoment = async () => {
    for (const at = Date.now(); Date.now() < at + 2;) await new Promise((resolve) => setImmediate(resolve))
  }
  const isDue = async (space: string) => (await exam.store.due(plenty)).includes(space)
  const waiting = async (space: string) => (await exam.store.longestPending(plenty)).find((one) => one.space === space)
  const leased = async (space: string, forMs = minute): Promise<Lease> => (await exam.store.lease(space, forMs)) ?? assert.fail('it is free')
  /** By the store's time, which nobody here moves: asks until it has gone by. */
  const leasedOnce = async (space: string): Promise<Lease> => {
    for (;;) {
      const lease = await exam.store.lease(space, minute)
      if (lease) return lease
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const reached = (outcome: Lease | 'clear' | 'lost' | 'conflict'): Lease => (typeof outcome === 'string' ? assert.fail(outcome) : outcome)
  const letter = (rev: number, again = false): DeadLetter => ({ rev, effect: '$count', reason: '$why', at: '2026-01-01T00:00:00.000Z', again })

  test(`${exam.name}: a commit that names effects makes its space pending from there on, one that names none does not`, async () => {
    const space = randomUUID()
    await exam.store.commit([part(space, 1, [])])
    await exam.store.commit([part(space, 2, [])])
    assert.equal(await isDue(space), false)
    assert.equal(await exam.store.lease(space, minute), undefined)
    const third = wanting(space, 3, ['count', '$mail'])
    await exam.store.commit([third])
    await exam.store.commit([part(space, 4, [])])
    await exam.store.commit([wanting(space, 5)])
    assert.equal(await exam.store.commit([wanting(space, 5)]), 'conflict')
    const look = async () => {
      assert.ok(await isDue(space))
      const { waitedMs, ...found } = (await waiting(space)) ?? assert.fail('it is pending')
      assert.ok(waitedMs >= 0)
      assert.deepEqual(found, { space, effectsRev: 2, effectsDone: 0, wantedRev: 5, tries: 0, reason: null, dead: [] })
      assert.deepEqual(await exam.store.nextEffects(space, 2), third.entry)
      assert.deepEqual(await exam.store.entry(space, 3), third.entry)
      assert.equal((await exam.store.nextEffects(space, 3))?.rev, 5)
      assert.equal(await exam.store.nextEffects(space, 5), undefined)
    }
    await look()
    await exam.restart()
    await look()
  })

  test(`${exam.name}: a commit that does not take place makes nothing pending`, async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    assert.equal(await exam.store.commit([wanting(one, 1), wanting(other, 2)]), 'conflict')
    assert.equal(await isDue(one), false)
    assert.equal(await exam.store.nextEffects(one, 0), undefined)
  })

  test(`${exam.name}: of many who lease a space one does; it is found again when the lease ran out by the store's time`, async () => {
    const space = await aSpace(1)
    const leases = await Promise.all(Array.from({ length: 12 }, () => exam.store.lease(space, minute)))
    const [first, ...more] = leases.filter((one) => one !== undefined)
    assert.ok(first && more.length === 0)
    assert.equal(await isDue(space), false)
    assert.ok(await exam.store.renew(first, 1))
    const second = await leasedOnce(space)
    assert.equal(second.fence, first.fence + 1)
    await exam.store.commit([wanting(space, 2)])
    assert.equal(await isDue(space), false, 'a commit frees nobody')
  })

  test(`${exam.name}: who lost a lease writes nothing under it, and takes it from nobody`, async () => {
    const space = await aSpace(2)
    const frozen = await leased(space, 1)
    const next = await leasedOnce(space)
    const beside = part(randomUUID(), 1, [])
    assert.equal(await exam.store.progress(frozen, { effectsRev: 1, effectsDone: 0 }, minute), 'lost')
    assert.equal(await exam.store.progress(frozen, { effectsRev: 1, effectsDone: 0 }, minute, [beside]), 'lost')
    assert.equal(await exam.store.head(beside.entry.space), undefined, 'what came with it is not written either')
    assert.equal(await exam.store.renew(frozen, minute), false)
    assert.equal(await exam.store.release(frozen, 0, { tries: 9, reason: 'late' }), false)
    assert.equal(await exam.store.lease(space, minute), undefined)
    const after = reached(await exam.store.progress(next, { effectsRev: 1, effectsDone: 0 }, minute))
    assert.deepEqual([after.effectsRev, after.fence, after.tries], [1, next.fence, 0])
  })

  test(`${exam.name}: who is frozen while its space is done, and comes to be pending anew, has lost it as well`, async () => {
    const space = await aSpace(1)
    const frozen = await leased(space, 1)
    const next = await leasedOnce(space)
    assert.equal(await exam.store.progress(next, { effectsRev: 1, effectsDone: 0 }, minute), 'clear')
    await exam.store.commit([wanting(space, 2)])
    const third = await leased(space)
    assert.ok(third.fence > next.fence)
    assert.equal(await exam.store.progress(frozen, { effectsRev: 2, effectsDone: 0 }, minute), 'lost')
  })

  test(`${exam.name}: a space stays pending as long as its last effect is not done, whatever is committed meanwhile`, async () => {
    const space = await aSpace(1)
    const lease = await leased(space)
    await exam.store.commit([wanting(space, 2, ['one', 'two'])])
    const more = reached(await exam.store.progress(lease, { effectsRev: 1, effectsDone: 0 }, minute))
    assert.deepEqual([more.effectsRev, more.wantedRev], [1, 2])
    const half = reached(await exam.store.progress(lease, { effectsRev: 1, effectsDone: 1 }, minute))
    assert.equal(half.effectsDone, 1)
    assert.equal(await exam.store.progress(lease, { effectsRev: 2, effectsDone: 0 }, minute), 'clear')
    assert.equal(await waiting(space), undefined)
    assert.equal(await exam.store.lease(space, minute), undefined)
    assert.equal(await exam.store.renew(lease, minute), false, 'a lease ends with what it was for')
    await exam.store.commit([part(space, 3, [])])
    await exam.store.commit([wanting(space, 4)])
    assert.equal((await leased(space)).effectsRev, 3, 'from its rev on')
  })

  test(`${exam.name}: progress is noted with the parts and records that come with it, or not at all`, async () => {
    const space = await aSpace(2)
    const lease = await leased(space)
    const other = randomUUID()
    const record = { table: 'instance' as const, key: `effect ${other}`, owner: 'me', value: {} }
    const to = { effectsRev: 1, effectsDone: 0 }
    assert.equal(await exam.store.progress(lease, to, minute, [part(other, 2, [])], [record]), 'conflict')
    assert.equal(await exam.store.record('instance', record.key), undefined)
    assert.equal((await waiting(space))?.effectsRev, 0)
    const [, first, second] = await Promise.all([
      exam.store.progress(lease, to, minute, [part(other, 1, [task('a', 1, 'made')])], [record]),
      exam.store.head(other),
      exam.store.head(other),
    ])
    assert.ok(first === undefined || second !== undefined)
    assert.equal(await titled(exam.store, other, 'a'), 'made')
    assert.equal((await waiting(space))?.effectsRev, 1)
    assert.equal(await exam.store.progress(lease, { effectsRev: 2, effectsDone: 0 }, minute, [], [record]), 'conflict', 'its key is taken')
    assert.equal((await waiting(space))?.effectsRev, 1)
    // An effect that has effects itself, in the same space.
    const own = wanting(space, 3)
    assert.equal(await exam.store.progress(lease, { effectsRev: 2, effectsDone: 0 }, minute, [own]), 'clear')
    assert.equal((await leased(space)).effectsRev, 2)
  })

  test(`${exam.name}: of two who write under one lease at once each step takes place once`, async () => {
    const [space, counter] = [await aSpace(1), randomUUID()]
    const lease = await leased(space, 1)
    const next = await leasedOnce(space)
    const outcomes = await Promise.all([lease, next].map((one) => exam.store.progress(one, { effectsRev: 1, effectsDone: 0 }, minute, [part(counter, 1, [])])))
    // Who came to the row while the other wrote it was in its way, and is told so.
    assert.ok(outcomes[0] === 'lost' || outcomes[0] === 'conflict', JSON.stringify(outcomes))
    if (outcomes[1] === 'conflict') outcomes[1] = await exam.store.progress(next, { effectsRev: 1, effectsDone: 0 }, minute, [part(counter, 1, [])])
    assert.equal(outcomes[1], 'clear')
    assert.equal((await exam.store.head(counter))?.rev, 1)
  })

  test(`${exam.name}: who is let go of is due at once or when it was put off to; who waits longest comes first`, async () => {
    const late = await aSpace(1)
    await aMoment()
    const soon = await aSpace(1)
    await aMoment()
    const idle = await aSpace(1)
    await aMoment()
    const lease = await leased(late)
    assert.ok(await exam.store.release(lease, minute, { tries: 1, reason: '$no answer' }))
    assert.equal(await isDue(late), false)
    const { tries, reason } = (await waiting(late)) ?? assert.fail()
    assert.deepEqual([tries, reason], [1, '$no answer'])
    await exam.store.commit([wanting(late, 2)])
    assert.equal(await isDue(late), false, 'a commit brings nobody forward')
    assert.ok(await exam.store.release(lease, 1))
    const again = await leasedOnce(late)
    assert.deepEqual([again.tries, again.fence], [1, lease.fence + 1], 'only a failure is counted')
    assert.equal(reached(await exam.store.progress(again, { effectsRev: 1, effectsDone: 0 }, minute)).reason, null)
    await exam.store.release(again, 0)
    const mine = (await exam.store.due(plenty)).filter((space) => [late, soon, idle].includes(space))
    assert.deepEqual(mine, [soon, idle, late])
    assert.equal((await exam.store.due(1)).length, 1)
    const longest = (await exam.store.longestPending(plenty)).map(({ space }) => space).filter((space) => [late, soon, idle].includes(space))
    assert.deepEqual(longest, [late, soon, idle])
  })

  test(`${exam.name}: an effect that is given up becomes a letter, and its space goes on; it is tried again, or dropped`, async () => {
    const space = await aSpace(3)
    const of = async () => (await exam.store.withLetters('', plenty)).find((one) => one.space === space)?.dead
    const lease = await leased(space)
    assert.equal(await of(), undefined)
    await exam.store.progress(lease, { effectsRev: 1, effectsDone: 0, buried: letter(1) }, minute)
    await exam.store.progress(lease, { effectsRev: 2, effectsDone: 0, buried: letter(2) }, minute)
    await exam.store.progress(lease, { effectsRev: 2, effectsDone: 0, buried: { ...letter(1), reason: 'other' } }, minute)
    assert.deepEqual(await of(), [letter(2), { ...letter(1), reason: 'other' }])
    assert.equal(await exam.store.progress(lease, { effectsRev: 3, effectsDone: 0 }, minute), 'clear', 'letters keep nobody pending')
    await exam.restart()
    assert.equal(await isDue(space), false)
    for (const wrong of [
      { rev: 3, effect: '$count' },
      { rev: 1, effect: 'mail' },
    ]) {
      assert.equal(await exam.store.retryLetter(space, wrong), false)
      assert.equal(await exam.store.dropLetter(space, wrong), false)
    }
    assert.equal(await exam.store.retryLetter(randomUUID(), letter(1)), false)
    assert.equal(await exam.store.retryLetter(space, letter(1)), true)
    const again = await leased(space)
    assert.deepEqual(again.dead, [letter(2), { ...letter(1, true), reason: 'other' }])
    assert.deepEqual([again.effectsRev, again.wantedRev], [3, 3])
    await exam.store.retryLetter(space, letter(2))
    const { rev, effect } = letter(1)
    const left = reached(await exam.store.progress(again, { effectsRev: 3, effectsDone: 0, settled: { rev, effect } }, minute))
    assert.deepEqual(left.dead, [letter(2, true)], 'one that is to be tried again keeps it pending')
    assert.equal(await exam.store.dropLetter(space, letter(2)), true)
    assert.equal(await of(), undefined)
    assert.equal(await exam.store.progress(again, { effectsRev: 3, effectsDone: 0 }, minute), 'clear')
  })

  test(`${exam.name}: a group of a hundred commits and a runner at once: nothing is left undone and nothing is done twice`, async () => {
    const [space, counter] = [randomUUID(), randomUUID()]
    const revs = 100
    const write = async () => {
      for (let rev = 1; rev <= revs;) if ((await exam.store.commit([wanting(space, rev)])) === 'committed') rev++
    }
    let done = 0
    const work = async () => {
      while (done < revs) {
        const lease = await exam.store.lease(space, minute)
        for (let at = lease?.effectsRev ?? 0; lease;) {
          const entry = (await exam.store.nextEffects(space, at)) ?? assert.fail('pending without an effect')
          assert.equal(entry.rev, done + 1, 'in order')
          const outcome = await exam.store.progress(lease, { effectsRev: entry.rev, effectsDone: 0 }, minute, [part(counter, entry.rev, [])])
          assert.notEqual(outcome, 'lost')
          if (outcome === 'conflict') continue
          at = ++done
          if (outcome === 'clear') break
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await Promise.all([write(), work(), work()])
    assert.equal((await exam.store.head(counter))?.rev, revs)
    assert.equal(await waiting(space), undefined)
  })
}
