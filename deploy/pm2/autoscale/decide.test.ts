import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { begin, decide, type Decision, type Found, type Reading, type Settings, type State } from './decide.ts'

/** Milliseconds between two looks. */
const lookMs = 1_000
const usual: Settings = {
  ports: [3001, 3002, 3003, 3004, 3005, 3006],
  min: 1,
  upAt: 0.7,
  downAt: 0.3,
  upMs: 3_000,
  downMs: 20_000,
  memoryMax: 500e6,
  restartMs: 60_000,
  startMs: 10_000,
  goneMs: 8_000,
  retryMs: 5_000,
  retryMsMax: 80_000,
}

interface World {
  /** What is asked for at a moment, in cores. */
  readonly asked: (at: number) => number
  /** How many looks one that was started takes until it is ready; Infinity: it never is. */
  readonly takes?: (port: number, at: number) => number
  readonly memory?: (port: number, at: number, startedAt: number) => number
}
interface Done {
  readonly at: number
  readonly decision: Decision
  /** How many are ready at that moment. */
  readonly ready: number
}

/** A machine that does what is decided, and shares the load among those that are ready; none does more than one core's. */
const simulate = (settings: Settings, world: World, looks: number): readonly Done[] => {
  const running = new Map<number, { startedAt: number; readyAt: number }>()
  const done: Done[] = []
  let state = begin(0)
  for (let at = lookMs; at <= looks * lookMs; at += lookMs) {
    const ready = [...running.values()].filter(({ readyAt }) => readyAt <= at).length
    const readings = settings.ports.map((port): Reading => {
      const one = running.get(port)
      if (!one) return { port, found: 'refused' }
      if (one.readyAt > at) return { port, found: 'unready' }
      return { port, found: 'ready', load: Math.min(1, world.asked(at) / ready), memory: world.memory?.(port, at, one.startedAt) ?? 100e6 }
    })
    const [next, decision] = decide(state, readings, settings, at)
    state = next
    done.push({ at, decision, ready })
    for (const port of decision.ports)
      if (decision.act === 'stop') running.delete(port)
      else running.set(port, { startedAt: at, readyAt: at + (world.takes?.(port, at) ?? 2) * lookMs })
  }
  return done
}
const changes = (done: readonly Done[]) => done.filter(({ decision }) => decision.act !== 'nothing')
const acts = (done: readonly Done[]) => changes(done).map(({ decision }) => decision.act)

/** Evenly spread, which doubles are not: most of those are next to nothing. */
const hundredths = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 100)
const settingsArbitrary: fc.Arbitrary<Settings> = fc
  .record({
    count: fc.integer({ min: 1, max: 8 }),
    min: fc.integer({ min: 1, max: 8 }),
    downAt: hundredths(5, 50),
    gap: hundredths(10, 45),
    up: fc.integer({ min: 1, max: 6 }),
    down: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ count, min, downAt, gap, up, down }) => ({
    ...usual,
    ports: Array.from({ length: count }, (_, n) => 4001 + n),
    min: Math.min(min, count),
    downAt,
    upAt: downAt + gap,
    upMs: up * lookMs,
    downMs: down * lookMs,
  }))
const readingArbitrary = fc.record({
  found: fc.constantFrom<Found>('ready', 'ready', 'ready', 'unready', 'silent', 'refused'),
  load: fc.option(hundredths(0, 200), { nil: undefined }),
  memory: fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: undefined }),
})

test('whatever is read: never more than there are ports, never a stop below the least, one thing at a time, and on ports that are there for it', () => {
  fc.assert(
    fc.property(settingsArbitrary, fc.array(fc.array(readingArbitrary, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 60 }), (settings, looks) => {
      let state: State = begin(0)
      looks.forEach((found, look) => {
        const readings = settings.ports.map((port, n): Reading => ({ port, ...(found[n] ?? { found: 'refused' }) }))
        const before = state
        const [next, { act, ports, because }] = decide(before, readings, settings, (look + 1) * lookMs)
        state = next
        assert.notEqual(because, '')
        assert.equal(new Set(next.instances.map(({ port }) => port)).size, next.instances.length)
        assert.ok(next.totals.length <= Math.max(settings.upMs, settings.downMs) / lookMs, 'what it remembers is bounded')
        const isKnown = (port: number) => next.instances.some((one) => one.port === port && one.is !== 'leaving')
        const serving = readings.filter(({ port, found: how }) => (how === 'ready' || how === 'silent') && isKnown(port))
        if (act === 'nothing') return
        for (const port of ports) assert.ok(settings.ports.includes(port))
        const late = before.instances.filter(({ is }) => is === 'starting').map(({ port }) => port)
        if (act === 'start') {
          assert.ok(
            !late.some((port) => isKnown(port) && next.instances.find((one) => one.port === port)?.is === 'starting' && !ports.includes(port)),
            'one thing at a time',
          )
          for (const port of ports) {
            assert.equal(readings.find((one) => one.port === port)?.found, 'refused', 'nothing listens there')
            for (const lower of settings.ports.filter((each) => each < port))
              assert.ok(
                next.instances.some((one) => one.port === lower),
                'the lowest first',
              )
          }
        } else if (act === 'stop' && !ports.every((port) => late.includes(port))) {
          assert.equal(ports.length, 1)
          assert.ok(serving.length >= settings.min, `${serving.length} stay of ${settings.min}`)
          for (const { port } of serving) assert.ok(port < (ports[0] ?? 0), 'the highest first')
        }
      })
    }),
    { numRuns: 300 },
  )
})

test('a load that stays the same but for noise below half of the distance between up and down: it goes one way only', () => {
  fc.assert(
    fc.property(
      settingsArbitrary,
      hundredths(0, 600),
      hundredths(0, 99),
      fc.array(hundredths(-100, 100), { minLength: 7, maxLength: 97 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (settings, load, loudness, noise, held, first) => {
        const amplitude = (loudness * (settings.upAt - settings.downAt)) / 2
        // A first load of its own, so that it comes from above as well as from below; noise that lasts, which no window evens out.
        const until = 60 * lookMs
        const asked = (at: number) => (at < until ? first : Math.max(0, load + amplitude * (noise[Math.floor(at / lookMs / held) % noise.length] ?? 0)))
        const after = changes(simulate(settings, { asked }, 1_000)).filter(({ at }) => at > until + Math.max(settings.upMs, settings.downMs))
        assert.ok(new Set(after.map(({ decision }) => decision.act)).size <= 1, JSON.stringify(after))
      },
    ),
    { numRuns: 200 },
  )
})

test('up fast, down slowly: within some windows there is enough, one at a time it becomes less, each after a whole window', () => {
  const done = simulate(usual, { asked: (at) => (at < 100_000 ? 3 : 0.1) }, 400)
  const ups = changes(done).filter(({ decision }) => decision.act === 'start')
  const downs = changes(done).filter(({ decision }) => decision.act === 'stop')
  assert.ok((done.find(({ ready }) => ready >= 5)?.at ?? Infinity) <= 35_000, 'one, two, four, enough')
  assert.deepEqual(
    ups.map(({ decision }) => decision.ports),
    [[3001], [3002], [3003, 3004], [3005, 3006]],
  )
  assert.deepEqual(
    downs.map(({ decision }) => decision.ports),
    [[3006], [3005], [3004], [3003], [3002]],
  )
  downs.forEach(({ at }, n) => assert.ok(at - (downs[n - 1]?.at ?? 100_000 - lookMs) >= usual.downMs))
})

test('what is started counts when it is ready, not before: no second start is decided meanwhile, and no stop', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (takes) => {
      const done = simulate({ ...usual, min: 2 }, { asked: () => 2, takes: () => takes }, 100)
      const begun = changes(done)
      begun.slice(1).forEach(({ at }, n) => assert.ok(at - (begun[n]?.at ?? 0) >= takes * lookMs + usual.upMs))
      assert.ok(begun.every(({ decision }) => decision.act === 'start'))
    }),
  )
})

test('a start that fails is let go and tried again ever later; one that goes well is forgiven', () => {
  const failing = changes(simulate(usual, { asked: () => 2, takes: (port) => (port === 3001 ? 1 : Infinity) }, 600))
  const starts = failing.filter(({ decision: { act, ports } }) => act === 'start' && !ports.includes(3001)).map(({ at }) => at)
  const gaps = starts.slice(1).map((at, n) => at - (starts[n] ?? 0))
  gaps.slice(1).forEach((gap, n) => assert.ok(gap >= (gaps[n] ?? 0) || gap >= usual.retryMsMax, `${gap} after ${gaps[n]}`))
  assert.ok((gaps.at(-1) ?? 0) >= usual.retryMsMax, String(gaps))
  assert.ok(starts.length <= 600_000 / usual.retryMsMax + 6, `${starts.length} in ten minutes`)
  const forgiven = simulate(usual, { asked: () => 2, takes: (port, at) => (port !== 3001 && at < 60_000 ? Infinity : 1) }, 300)
  assert.ok((forgiven.at(-1)?.ready ?? 0) >= 4)
})

test('who holds too much memory is started anew before anything is scaled, one at a time; where that does not help it is load', () => {
  const leak = (port: number, at: number, startedAt: number) => (port === 3002 ? 100e6 + (at - startedAt) * 5e3 : 100e6)
  const leaking = changes(simulate({ ...usual, min: 3 }, { asked: () => 1, memory: leak }, 300))
  assert.deepEqual(new Set(leaking.slice(1).map(({ decision: { act, ports } }) => `${act} ${ports.join()}`)), new Set(['restart 3002']))
  assert.ok(leaking.length >= 4)
  const fast = (port: number, at: number, startedAt: number) => (port === 3002 ? 100e6 + (at - startedAt) * 20e3 : 100e6)
  assert.ok(
    !acts(simulate({ ...usual, min: 2 }, { asked: () => 1, memory: fast }, 600)).includes('stop'),
    'it does not go up for its memory and down for its CPU',
  )
  const loaded = changes(simulate({ ...usual, min: 2 }, { asked: () => 1, memory: (_port, _at, startedAt) => (startedAt < 400_000 ? 600e6 : 100e6) }, 70))
  assert.deepEqual(acts(loaded.slice(0, 4)), ['start', 'restart', 'restart', 'start'])
  const alone = changes(simulate(usual, { asked: () => 0.1, memory: (port, _at, startedAt) => (port === 3001 && startedAt < 10_000 ? 600e6 : 100e6) }, 30))
  assert.deepEqual(
    alone.slice(1).map(({ decision: { act, ports } }) => `${act} ${ports.join()}`),
    ['start 3002', 'restart 3001'],
    'somebody stands in for the only one',
  )
})

test('what is being started beside it when it begins is not started once more', () => {
  const usually = { ...usual, min: 2 }
  const readings = (found: Found) => usual.ports.map((port, n): Reading => ({ port, found: n < 2 ? found : 'refused', load: 0.5 }))
  let [state, decision] = decide(begin(0), readings('refused'), usually, 0)
  assert.equal(decision.act, 'nothing')
  ;[state, decision] = decide(state, readings('unready'), usually, usual.goneMs / 2)
  assert.equal(decision.act, 'nothing')
  ;[, decision] = decide(state, readings('ready'), usually, usual.goneMs)
  assert.equal(decision.act, 'nothing')
  const [late] = decide(begin(0), readings('refused'), usually, usual.goneMs)
  assert.deepEqual(decide(late, readings('refused'), usually, usual.goneMs + 1)[1].ports, [3001, 3002], 'nobody did')
})

test('one that has gone is waited for, and then replaced; nobody is started while nobody is ready', () => {
  const look = (state: State, at: number, found: readonly Found[]) =>
    decide(
      state,
      usual.ports.map((port, n): Reading => ({ port, found: found[n] ?? 'refused', load: 0.5 })),
      { ...usual, min: 2 },
      at,
    )
  let [state, decision] = look(begin(0), 1_000, ['ready', 'ready'])
  assert.equal(decision.act, 'nothing')
  for (let at = 2_000; at <= 2_000 + usual.goneMs; at += lookMs) {
    ;[state, decision] = look(state, at, ['refused', 'ready'])
    assert.equal(decision.act, 'nothing')
  }
  ;[state, decision] = look(state, 3_000 + usual.goneMs, ['refused', 'ready'])
  assert.deepEqual([decision.act, decision.ports], ['start', [3001]])
  let away = begin(0)
  for (let at = 1_000; at < 200_000; at += lookMs) {
    ;[away, decision] = look(away, at, ['unready', 'unready'])
    assert.equal(decision.act, 'nothing', decision.because)
  }
})
