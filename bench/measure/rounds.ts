import type { Child } from './child.ts'
import { median } from './median.ts'

/** Something whose cost is measured against others': so many requests to a server. */
export interface Subject {
  readonly name: string
  readonly servers: readonly Pick<Child, 'used'>[]
  /** Others who take part, whose CPU is told by itself: by name. */
  readonly beside?: Readonly<Record<string, Pick<Child, 'used'>>>
  /** Makes so many requests, and returns when all were answered. */
  readonly load: (requests: number) => Promise<void>
  /** Done before each round, and not measured. */
  readonly prepare?: () => Promise<void>
  /** Done after each round, and not measured. */
  readonly settle?: () => Promise<void>
  /** No more requests than this in one round. */
  readonly most?: number
}

export interface Cost {
  /** Microseconds of the server's CPU a request, one for each round. */
  readonly rounds: readonly number[]
  /** Requests a second by the clock, one for each round. */
  readonly rates: readonly number[]
  /** Microseconds of each of the others' CPU a request, one for each round. */
  readonly beside: Readonly<Record<string, readonly number[]>>
}

/** How long a measurement takes. */
interface Length {
  readonly rounds: number
  /** Milliseconds of a server's CPU before anything counts: compilers have done their work by then. */
  readonly warmMs: number
  /** Milliseconds of a server's CPU that one round takes, about. */
  readonly roundMs: number
  /** No fewer requests than this in one round. */
  readonly fewest: number
}
const usual: Length = { rounds: 7, warmMs: 700, roundMs: 250, fewest: 20 }
const most = 20_000

const cpuOf = async ({ servers }: Subject): Promise<number> =>
  (await Promise.all(servers.map((server) => server.used()))).reduce((sum, { cpu }) => sum + cpu, 0)

const besideOf = ({ beside = {} }: Subject) => Promise.all(Object.entries(beside).map(async ([name, other]) => ({ name, cpu: (await other.used()).cpu })))

const round = async (subject: Subject, requests: number) => {
  await subject.prepare?.()
  const others = await besideOf(subject)
  const before = await cpuOf(subject)
  const started = performance.now()
  await subject.load(requests)
  const seconds = (performance.now() - started) / 1_000
  const each = ((await cpuOf(subject)) - before) / requests
  const beside = (await besideOf(subject)).map(({ name, cpu }, index) => ({ name, each: (cpu - (others[index]?.cpu ?? 0)) / requests }))
  await subject.settle?.()
  return { each, beside, rate: requests / seconds }
}

/** Warms a server up, and finds how many requests make a round of its CPU. */
const calibrate = async (subject: Subject, { warmMs, roundMs, fewest }: Length): Promise<number> => {
  const bound = Math.min(most, subject.most ?? most)
  const enough = (each: number) => Math.min(bound, Math.max(fewest, Math.round((roundMs * 1_000) / each)))
  let [spent, requests, each] = [0, Math.min(bound, fewest), 1]
  while (spent < warmMs * 1_000) {
    each = Math.max(1, (await round(subject, requests)).each)
    spent += each * requests
    requests = Math.min(requests * 2, enough(each))
  }
  return enough(each)
}

/**
 * The cost of each subject over rounds that take turns: what else the machine does meanwhile falls on all of them alike,
 * and ratios of rounds that ran side by side stay what they are.
 */
export const measure = async (subjects: readonly Subject[], length: Partial<Length> = {}): Promise<ReadonlyMap<string, Cost>> => {
  const whole = { ...usual, ...length }
  const counts: number[] = []
  for (const subject of subjects) counts.push(await calibrate(subject, whole))
  const costs = subjects.map(({ name }) => ({ name, rounds: [] as number[], rates: [] as number[], beside: {} as Record<string, number[]> }))
  for (let n = 0; n < whole.rounds; n++) {
    for (const [index, subject] of subjects.entries()) {
      const { each, beside, rate } = await round(subject, counts[index] ?? whole.fewest)
      const cost = costs[index]
      if (!cost) continue
      cost.rounds.push(each)
      cost.rates.push(rate)
      for (const other of beside) (cost.beside[other.name] ??= []).push(other.each)
    }
  }
  return new Map(costs.map(({ name, ...cost }) => [name, cost]))
}

/** The median over rounds of what one costs against the other. */
export const ratio = (cost: Cost | undefined, to: Cost | undefined): number =>
  median((cost?.rounds ?? []).map((each, index) => each / (to?.rounds[index] ?? Number.NaN)))
