import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { costsIn } from './costs.ts'
import { habits } from './habits.ts'
import { byKind, costFigure, figures, kindNames, payers, type Payer } from './kinds.ts'
import { crowdOf, loadOf } from './load.ts'
import { activePerCore, mostUsers, needsOf, type Costs } from './model.ts'
import { plant } from './plant.ts'
import { inWords } from './words.ts'

const costs: Costs = {
  cpu: { process: byKind((kind) => (kind === 'held' ? 5 : 500)), primary: byKind((kind) => (kind === 'held' ? 1 : 200)), secondary: byKind(() => 20) },
  bytes: byKind(() => 600),
  bare: 14,
  heard: 20,
  rowBytes: 2_000,
  indexBytes: 500,
  changeBytes: 1_500,
  streamBytes: 15_000,
}
const needs = (users: number) => needsOf(users, habits, costs, plant)
const sizes = Array.from({ length: 51 }, (_, n) => Math.round(1_000 * 10 ** (n / 10)))

describe('The capacity model', () => {
  it('asks for no less of anything when there are more users, from a thousand to a hundred million', () => {
    for (const [n, users] of sizes.entries()) {
      const [less, more] = [needs(sizes[n - 1] ?? users), needs(users)]
      for (const [name, value] of Object.entries(more)) {
        if (typeof value !== 'number') continue
        assert.ok(Number.isFinite(value) && value >= 0, `${name} of ${users}`)
        assert.ok(value >= (less[name as keyof typeof less] as number), `${name} of ${users} is less than of fewer`)
      }
    }
  })
  it('counts people: who does something has it open, who has it open has an account', () => {
    for (const users of sizes) {
      const { connected, active } = crowdOf(users, habits)
      assert.ok(active <= connected && connected <= users)
    }
  })
  it('lets everybody who is told of a change ask for it', () => {
    const load = loadOf({ connected: 10_000, active: 1_000 }, habits)
    assert.equal(load.change, (1_000 * habits.changes) / 60)
    assert.equal(load.told, load.pull)
    assert.equal(load.pull, load.change * (habits.watchers + 1))
    assert.equal(load.held, 10_000)
  })
  it('has processes enough for the CPU, for the streams and for one that is away', () => {
    const dear: Costs = { ...costs, cpu: { ...costs.cpu, process: byKind((kind) => (kind === 'held' ? 5 : 5_000)) } }
    for (const some of [costs, dear])
      for (const users of sizes) {
        const { processes, cores, connected } = needsOf(users, habits, some, plant)
        const left = processes - plant.spare
        assert.ok(connected / left <= plant.streams, `streams of each at ${users}`)
        const alone = some.cpu.process.process / 1e6
        assert.ok((cores - processes * alone) / left + alone <= plant.busyProcess + 1e-9, `CPU of each at ${users}`)
      }
  })
  it('has replica sets enough for the CPU and for what is used within a day, and says which it is', () => {
    for (const users of sizes) {
      const { shards, shardsBy, primaryCores, workingSet } = needs(users)
      assert.ok(primaryCores / shards <= plant.memberCores * plant.busyMember)
      assert.ok(workingSet / shards <= plant.memberGb * 2 ** 30 * plant.cacheShare)
      const fewer = shards - 1
      if (fewer === 0) continue
      const short =
        shardsBy === 'CPU' ? primaryCores / fewer > plant.memberCores * plant.busyMember : workingSet / fewer > plant.memberGb * 2 ** 30 * plant.cacheShare
      assert.ok(short, `one fewer would do at ${users}`)
    }
  })
  it('says how many a core bears: so many take a core, no more and no less', () => {
    for (const speed of [1, 2]) {
      const active = activePerCore(habits, costs, { speed })
      const load = loadOf({ connected: active / habits.active, active }, habits)
      assert.ok(Math.abs(kindNames.reduce((sum, kind) => sum + load[kind] * costs.cpu.process[kind], 0) - speed * 1e6) < 1)
    }
  })
  it('needs half the cores where they are twice as quick, and as much memory', () => {
    const [slow, quick] = [needs(1e7), needsOf(1e7, habits, costs, { ...plant, speed: 2 })]
    assert.ok(Math.abs(slow.primaryCores / quick.primaryCores - 2) < 1e-9)
    assert.ok(quick.cores < slow.cores)
    assert.equal(quick.workingSet, slow.workingSet)
  })
  it('finds where something ends, and where nothing does', () => {
    const most = mostUsers((users) => users <= 123_456) ?? 0
    assert.ok(most <= 123_456 && most > 123_000)
    assert.equal(
      mostUsers(() => true),
      undefined,
    )
  })
  it('takes its costs from the figures of the bench, and says which is missing', () => {
    const all = [...(Object.keys(payers) as Payer[]).flatMap((payer) => kindNames.map((kind) => costFigure(payer, kind))), ...Object.values(figures)].map(
      (what, n) => ({ part: 'people', what, value: n + 1, unit: 'µs' }),
    )
    const found = costsIn(all)
    assert.equal(found.cpu.process.process, 1)
    assert.equal(found.cpu.secondary[kindNames.at(-1) ?? 'me'], kindNames.length * 3)
    const missing = costFigure('primary', 'change')
    assert.throws(() => costsIn(all.filter(({ what }) => what !== missing)), new RegExp(missing))
    assert.throws(() => costsIn(all.map((figure) => ({ ...figure, part: 'another' }))))
  })
  it('is told as a table with a row for each size', () => {
    const text = inWords([1e3, 1e8], habits, costs, plant, 'some.json')
    assert.equal(text.split('\n').filter((line) => line.startsWith('|')).length, 4)
    assert.ok(!text.includes('NaN') && !text.includes('undefined'))
  })
})
