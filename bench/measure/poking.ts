import type { Member } from '../seed/shared.ts'
import { cookiesOf } from '../seed/people.ts'
import type { Child } from './child.ts'
import type { Target } from './dial.ts'
import { openListeners } from './listeners.ts'
import { median } from './median.ts'

const processes = 2
const pokes = 15

export type Listeners = Awaited<ReturnType<typeof openListeners>>

const nowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000

/**
 * So many streams, spread over the members in turn.
 * @param addresses those of this machine that they come from, in turn; whichever the system takes where none is named
 */
export const listenAs = (
  target: Target,
  members: readonly Member[],
  count: number,
  addresses: readonly (string | undefined)[] = [undefined],
): Promise<Listeners> => {
  const space = members[0]?.space ?? ''
  const streams = Array.from({ length: count }, (_, n) => ({
    cookies: cookiesOf((members[n % members.length] as Member).person, target.url),
    from: addresses[n % addresses.length],
  }))
  const share = Math.ceil(count / processes)
  return openListeners(Array.from({ length: processes }, (_, n) => ({ target, space, streams: streams.slice(n * share, (n + 1) * share) })))
}

/** Pokes all streams again and again. `write` makes one change, and returns its rev. All is in milliseconds, the CPU that of each of the servers. */
export const poke = async (servers: readonly Pick<Child, 'used'>[], listeners: Listeners, write: () => Promise<number>) => {
  const [costs, middle, last] = [servers.map(() => [] as number[]), [] as number[], [] as number[]]
  const cpus = () => Promise.all(servers.map(async (server) => (await server.used()).cpu))
  for (let n = 0; n < pokes; n++) {
    const before = await cpus()
    const started = nowMs()
    const times = (await listeners.heard(await write())).map((at) => at - started)
    for (const [index, cpu] of (await cpus()).entries()) costs[index]?.push((cpu - (before[index] ?? 0)) / 1_000)
    middle.push(median(times))
    last.push(Math.max(...times))
  }
  return { costs: costs.map(median), middle: median(middle), last: median(last) }
}
