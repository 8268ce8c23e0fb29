import { isFree } from '../testing/free-port.ts'

/** Instances that one machine may run of each role. */
export const most = { api: 16, jobs: 4 } as const
const members = 3

/** Every port of a cluster, from one on: all of them are its own, whether somebody listens there at the moment or not. */
export const portsFrom = (base: number) => {
  const row = (first: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => base + first + n)
  return {
    base,
    api: row(0, most.api),
    jobs: row(16, most.jobs),
    apiMetrics: row(20, most.api),
    jobsMetrics: row(36, most.jobs),
    mongo: row(40, members),
    https: base + 43,
    http: base + 44,
    redis: base + 45,
  }
}
export type Ports = ReturnType<typeof portsFrom>
/** How many they are, in a row. */
export const portCount = 46
/** https is then at 8443. */
export const usualBase = 8_400

const rolesOf = ({ api, jobs, apiMetrics, jobsMetrics, mongo, https, http, redis }: Ports): readonly (readonly [string, readonly number[]])[] => [
  ['api', api],
  ['jobs', jobs],
  ['metrics of api', apiMetrics],
  ['metrics of jobs', jobsMetrics],
  ['MongoDB', mongo],
  ['https', [https]],
  ['http', [http]],
  ['Redis', [redis]],
]

/** A sentence for each port that somebody else listens at. */
export const takenPorts = async (ports: Ports): Promise<readonly string[]> => {
  const asked = rolesOf(ports).flatMap(([role, all]) => all.map((port) => ({ role, port })))
  const free = await Promise.all(asked.map(({ port }) => isFree(port)))
  return asked.flatMap(({ role, port }, n) => (free[n] ? [] : [`Port ${port} (${role}) is taken.`]))
}
