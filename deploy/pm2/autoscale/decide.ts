/** How an instance at one port was found. `silent`: something listens and does not answer in time; `refused`: nothing listens. */
export type Found = 'ready' | 'unready' | 'silent' | 'refused'

export interface Reading {
  readonly port: number
  readonly found: Found
  /** What it did since it was read before, as a share of one core: its CPU time or its event loop, whichever is more. Undefined at the first reading. */
  readonly load?: number | undefined
  /** Resident, in bytes. */
  readonly memory?: number | undefined
}

/** Shares are of one core, times are milliseconds. */
export interface Settings {
  /** Those that may be used, in the order in which they are taken; as many instances as there are ports at most. */
  readonly ports: readonly number[]
  readonly min: number
  /** Mean load of an instance, over `upMs`, from which on there are too few. */
  readonly upAt: number
  /** Load that one fewer would have had at most within `downMs`, up to which there are too many. Below `upAt`: the distance is what noise may do. */
  readonly downAt: number
  readonly upMs: number
  readonly downMs: number
  /** Bytes that an instance may hold before it is started anew. */
  readonly memoryMax: number
  /** An instance that holds too much again within this time of a restart does so because of its load. */
  readonly restartMs: number
  /** How long one that was started may take until it is ready. */
  readonly startMs: number
  /** How long one that has gone, or is not ready, is waited for: whoever runs it starts it again, and it may be on its way out. */
  readonly goneMs: number
  /** After a start that failed: how long until the next, twice as long after each that follows. */
  readonly retryMs: number
  readonly retryMsMax: number
}

interface Instance {
  readonly port: number
  readonly is: 'starting' | 'here' | 'unready' | 'gone' | 'leaving'
  /** Since when it is that. */
  readonly since: number
  readonly restartedAt?: number | undefined
}

export interface State {
  readonly begunAt: number
  readonly instances: readonly Instance[]
  /** What all of them did together, since the last change of their number. */
  readonly totals: readonly { readonly at: number; readonly total: number }[]
  /** Since when the number has been what it is. */
  readonly changedAt: number
  /** Starts that failed since one went well, and when the next may be. */
  readonly failed: number
  readonly retryAt: number
}

/** What is to be done now, and why; a restart starts again on the same port. */
export type Decision =
  | { readonly act: 'start' | 'stop' | 'restart'; readonly ports: readonly number[]; readonly because: string }
  | { readonly act: 'nothing'; readonly ports: readonly []; readonly because: string }

export const begin = (now: number): State => ({ begunAt: now, instances: [], totals: [], changedAt: now, failed: 0, retryAt: now })

const nothing = (because: string): Decision => ({ act: 'nothing', ports: [], because })
const percent = (share: number): string => `${Math.round(share * 100)} %`
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** What has become of one instance; undefined when it is none any more. */
const follow = (was: Instance | undefined, { port, found }: Reading, now: number, { goneMs, startMs }: Settings): Instance | undefined => {
  const become = (is: Instance['is']): Instance => (was?.is === is ? was : { port, is, since: now, restartedAt: was?.restartedAt })
  if (found !== 'refused') {
    if (was?.is === 'starting') return found === 'ready' ? become('here') : was
    // One that was told to leave drains; one that is ready long after that was started by somebody.
    if (was?.is === 'leaving' && !(found === 'ready' && now - was.since > startMs)) return was
    return become(found === 'unready' ? 'unready' : 'here')
  }
  if (was === undefined || was.is === 'leaving') return undefined
  if (was.is === 'starting') return was
  const gone = become('gone')
  return now - gone.since > goneMs ? undefined : gone
}

/** Who fails to start is let go, and the next try waits. */
const giveUp = (state: State, late: readonly number[], now: number, { retryMs, retryMsMax, startMs }: Settings): readonly [State, Decision] => {
  const wait = Math.min(retryMsMax, retryMs * 2 ** Math.min(30, state.failed))
  const instances = state.instances.map((one): Instance => (late.includes(one.port) ? { port: one.port, is: 'leaving', since: now } : one))
  return [
    { ...state, instances, failed: state.failed + 1, retryAt: now + wait },
    { act: 'stop', ports: late, because: `not ready ${Math.round(startMs / 1_000)} s after the start; the next try is in ${Math.round(wait / 1_000)} s` },
  ]
}

/** How many there should be, and why; the number that is there when it is right. */
const wanted = (totals: State['totals'], changedAt: number, here: number, now: number, { min, ports, upAt, downAt, upMs, downMs }: Settings) => {
  const max = ports.length
  if (here < min) return { count: min, because: `${here} of ${min} at least` }
  const lately = totals.filter(({ at }) => at > now - upMs)
  const mean = lately.reduce((sum, { total }) => sum + total, 0) / Math.max(1, lately.length) / here
  if (lately.length > 0 && now - changedAt >= upMs && mean >= upAt && here < max) {
    // As many as bring it between the two, but twice as many at most: a load that is cut off by what there is says nothing of how much more it is.
    const count = Math.min(max, here * 2, Math.max(here + 1, Math.ceil((mean * here) / ((upAt + downAt) / 2))))
    return { count, because: `${percent(mean)} of a core each over ${Math.round(upMs / 1_000)} s` }
  }
  const peak = Math.max(0, ...totals.filter(({ at }) => at > now - downMs).map(({ total }) => total))
  if (totals.length > 0 && now - changedAt >= downMs && here > min && peak <= downAt * (here - 1))
    return { count: here - 1, because: `one fewer would have had ${percent(peak / (here - 1))} of a core each at most over ${Math.round(downMs / 1_000)} s` }
  return { count: here, because: lately.length === 0 ? 'no load has been read yet' : `${percent(mean)} of a core each` }
}

/** The instance that holds too much memory, if there is one: the largest that was not restarted for it a moment ago, else the largest of all. */
const swollen = (readings: readonly Reading[], state: State, now: number, { memoryMax, restartMs }: Settings) => {
  const full = readings
    .filter(({ found, memory = 0 }) => found === 'ready' && memory > memoryMax)
    .map(({ port, memory = 0 }) => {
      const restartedAt = state.instances.find((one) => one.port === port)?.restartedAt
      return { port, memory, again: restartedAt !== undefined && now - restartedAt < restartMs }
    })
    .sort((a, b) => b.memory - a.memory)
  return full.find(({ again }) => !again) ?? full[0]
}

const start = (state: State, count: number, because: string, now: number, { ports }: Settings): readonly [State, Decision] => {
  const free = ports.filter((port) => !state.instances.some((one) => one.port === port)).slice(0, count)
  if (free.length === 0) return [state, nothing(`${because}, and no port is free yet`)]
  const instances = [...state.instances, ...free.map((port): Instance => ({ port, is: 'starting', since: now }))]
  return [
    { ...state, instances, totals: [], changedAt: now },
    { act: 'start', ports: free, because },
  ]
}

const stop = (state: State, because: string, now: number): readonly [State, Decision] => {
  const port = Math.max(...state.instances.filter(({ is }) => is === 'here').map((one) => one.port))
  const instances = state.instances.map((one): Instance => (one.port === port ? { port, is: 'leaving', since: now } : one))
  return [
    { ...state, instances, totals: [], changedAt: now },
    { act: 'stop', ports: [port], because },
  ]
}

/**
 * What to do about what was read: one thing at a time, and nothing while something that was begun is under way. Pure: all that it
 * remembers is the state that it hands on.
 * @param readings one for each of `settings.ports`
 * @param now milliseconds, of a clock that only goes forward
 */
export const decide = (before: State, readings: readonly Reading[], settings: Settings, now: number): readonly [State, Decision] => {
  const instances = readings.flatMap((reading) => {
    const one = follow(
      before.instances.find(({ port }) => port === reading.port),
      reading,
      now,
      settings,
    )
    return one ? [one] : []
  })
  const arrived = before.instances.some(({ port, is }) => is === 'starting' && instances.find((one) => one.port === port)?.is === 'here')
  const present = instances.filter(({ is }) => is !== 'leaving')
  const number = (all: readonly Instance[]) => all.filter(({ is }) => is !== 'starting' && is !== 'leaving').length
  const changed = number(instances) !== number(before.instances)
  const total = readings
    .filter(({ port }) => present.some((one) => one.port === port))
    // Who does not answer in time is busy.
    .reduce((sum, { found, load = 0 }) => sum + (found === 'silent' ? 1 : found === 'ready' ? load : 0), 0)
  const kept = changed ? [] : before.totals.filter(({ at }) => at > now - Math.max(settings.upMs, settings.downMs))
  const unread = readings.every(({ found, load }) => found !== 'silent' && load === undefined)
  const state: State = {
    ...before,
    instances,
    totals: unread ? kept : [...kept, { at: now, total }],
    changedAt: changed ? now : before.changedAt,
    failed: arrived ? 0 : before.failed,
  }

  const starting = instances.filter(({ is }) => is === 'starting')
  const late = starting.filter(({ since }) => now - since > settings.startMs).map(({ port }) => port)
  if (late.length > 0) return giveUp(state, late, now, settings)
  if (starting.length > 0) return [state, nothing(`waits until ${starting.map(({ port }) => port).join(', ')} is ready`)]
  const awaited = present.filter(({ is, since }) => is === 'gone' || (is === 'unready' && now - since <= settings.goneMs))
  if (awaited.length > 0) return [state, nothing(`waits for ${awaited.map(({ port }) => port).join(', ')}`)]
  const here = present.filter(({ is }) => is === 'here').length
  // Whoever starts us may be starting them at this moment.
  if (here < settings.min && now - state.begunAt <= settings.goneMs) return [state, nothing('waits for those that are started beside it')]
  // What all of them lack, a store, is not had by starting more.
  if (here === 0 && present.length > 0) return [state, nothing('nobody is ready')]
  const mayStart = now >= state.retryAt
  const full = swollen(readings, state, now, settings)
  if (full && !full.again) {
    const because = `${full.port} holds ${megabytes(full.memory)} of ${megabytes(settings.memoryMax)}`
    // While the only one starts again nobody would answer.
    if (here === 1 && settings.ports.length > 1)
      return mayStart ? start(state, 1, `${because}, and another stands in for it`, now, settings) : [state, nothing(because)]
    const restarted = state.instances.map((one): Instance => (one.port === full.port ? { port: one.port, is: 'starting', since: now, restartedAt: now } : one))
    return [
      { ...state, instances: restarted, totals: [], changedAt: now },
      { act: 'restart', ports: [full.port], because },
    ]
  }
  const asked = wanted(state.totals, state.changedAt, here, now, settings)
  const { count, because } =
    full && asked.count <= here && here < settings.ports.length && now - state.changedAt >= settings.upMs
      ? { count: here + 1, because: `${full.port} holds ${megabytes(full.memory)} so soon after its restart: that is load` }
      : asked
  if (count > here) return mayStart ? start(state, count - here, because, now, settings) : [state, nothing(`${because}, and the next try is later`)]
  // What was too full a moment ago would be so again with fewer beside it.
  const wasFull = state.instances.some(({ restartedAt }) => restartedAt !== undefined && now - restartedAt < settings.restartMs)
  if (count < here) return wasFull ? [state, nothing(`${because}, and one was restarted for its memory`)] : stop(state, because, now)
  return [state, nothing(because)]
}
