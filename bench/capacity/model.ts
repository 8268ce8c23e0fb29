import type { Habits } from './habits.ts'
import type { ByKind, Payer } from './kinds.ts'
import { crowdOf, loadOf } from './load.ts'
import type { Plant } from './plant.ts'
import { spent } from './spent.ts'

/** What the bench measured. */
export interface Costs {
  /** Microseconds of CPU for each of a kind. */
  readonly cpu: Readonly<Record<Payer, ByKind>>
  /** Bytes that go to clients for each of a kind. */
  readonly bytes: ByKind
  /** Microseconds that a bare server takes for a page: how quick the machine was; undefined where it was not measured. */
  readonly bare: number | undefined
  /** Microseconds of a process's CPU for each change in another. */
  readonly heard: number
  /** Bytes of a task, with the entry that made it, and of its keys in all indexes. */
  readonly rowBytes: number
  readonly indexBytes: number
  /** Bytes that a change adds. */
  readonly changeBytes: number
  /** Bytes of a process's memory for each stream. */
  readonly streamBytes: number
}

/** What so many users need at the busiest time. */
export interface Needs {
  readonly users: number
  readonly connected: number
  readonly active: number
  /** Requests a second, all kinds, and changes among them. */
  readonly requests: number
  readonly changes: number
  /** Cores that processes take, and how many processes there are. */
  readonly cores: number
  readonly processes: number
  /** Of a core: what each process takes beside for hearing, by Redis, of the changes in all others. */
  readonly hearing: number
  /** Cores that primaries take, all together, and secondaries each as many. */
  readonly primaryCores: number
  readonly secondaryCores: number
  /** Bytes of rows and indexes that are used within a day, and that a day adds. */
  readonly workingSet: number
  readonly grows: number
  /** Replica sets, by what is more: CPU or working set. */
  readonly shards: number
  readonly shardsBy: 'CPU' | 'memory'
  /** Messages that Redis passes on a second, and its memory in bytes. */
  readonly messages: number
  readonly redis: number
  /** Bits a second to clients. */
  readonly bandwidth: number
}

const microseconds = 1e6
/** Of a day's changes, how many fall into its busiest hour. */
const busiestHour = 1 / 8
const hourSeconds = 3_600
const gb = 2 ** 30

/** What so many who have an account need, by what is assumed of them and what was measured. */
export const needsOf = (users: number, habits: Habits, costs: Costs, plant: Plant): Needs => {
  const { connected, active } = crowdOf(users, habits)
  const load = loadOf({ connected, active }, habits)
  const one = { ...load, process: 0 }
  const second = microseconds * plant.speed
  const work = spent(one, costs.cpu.process) / second
  const alone = costs.cpu.process.process / second
  const processes = Math.max(Math.ceil(work / (plant.busyProcess - alone)), Math.ceil(connected / plant.streams), 1) + plant.spare
  const primaryCores = spent(load, costs.cpu.primary) / second
  const secondaryCores = spent(load, costs.cpu.secondary) / second
  const workingSet = users * habits.daily * habits.tasks * (costs.rowBytes + costs.indexBytes)
  const byCpu = Math.ceil(primaryCores / (plant.memberCores * plant.busyMember))
  const byMemory = Math.ceil(workingSet / (plant.memberGb * gb * plant.cacheShare))
  const messages = load.change * processes
  return {
    users,
    connected,
    active,
    requests: load.change + load.pull + load.nothing + load.page + load.refresh + load.me + load.stream,
    changes: load.change,
    cores: work + processes * alone,
    processes,
    hearing: (load.change * costs.heard) / second,
    primaryCores,
    secondaryCores,
    workingSet,
    grows: (load.change * hourSeconds * costs.changeBytes) / busiestHour,
    shards: Math.max(byCpu, byMemory, 1),
    shardsBy: byCpu >= byMemory ? 'CPU' : 'memory',
    messages,
    redis: active * plant.redisBytes,
    bandwidth: spent(one, costs.bytes) * 8,
  }
}

/** How many who do something one core of a process bears when nothing is held back, with all who have it open beside them. */
export const activePerCore = (habits: Habits, costs: Costs, { speed }: Pick<Plant, 'speed'>): number => {
  const many = 1_000
  const load = loadOf({ connected: many / habits.active, active: many }, habits)
  return (many * (microseconds * speed - costs.cpu.process.process)) / spent({ ...load, process: 0 }, costs.cpu.process)
}

/**
 * The most users for whom `holds`: what is true of few and false of many.
 * @returns undefined where it is true of the whole world
 */
export const mostUsers = (holds: (users: number) => boolean): number | undefined => {
  let [low, high] = [1, 1e10]
  if (holds(high)) return undefined
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high)
    if (holds(middle)) low = middle
    else high = middle
  }
  return Math.floor(low)
}
