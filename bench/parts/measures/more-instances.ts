import { cpus } from 'node:os'
import { oursApi } from '../../apis/ours.ts'
import { median } from '../../measure/median.ts'
import { startOurs } from '../../measure/ours.ts'
import { expect } from '../../measure/reading.ts'
import { headerOf } from '../../measure/requests.ts'
import { measure, type Subject } from '../../measure/rounds.ts'
import { keepBusy, openLines, type Line } from '../../measure/wire.ts'
import type { Child } from '../../measure/child.ts'
import type { Owner } from '../../seed/owners.ts'
import { compare } from './compare.ts'
import type { Measure } from './measure.ts'

const measureName = 'more instances'
const connections = 32

/** Pages that the client has, asked of so many processes in turn: what costs the process most, beside those who ask. */
const heldOf = (name: string, servers: readonly Child[], owners: readonly Owner[]): Subject & { readonly close: () => void } => {
  const asked = new Map<Line, readonly string[]>()
  const sides = servers.map((server) => ({ api: oursApi(server.url, owners), lines: openLines(server, connections / servers.length) }))
  const lines = sides.flatMap((side) => side.lines)
  return {
    name,
    servers,
    prepare: async () => {
      for (const { api, lines: mine } of sides) {
        api.signIn()
        const requests: string[] = []
        for (const who of owners.keys()) {
          const { head } = await expect(mine[0] as Line, api.list(who), 200)
          requests.push(api.list(who, headerOf(head, 'etag')))
        }
        for (const line of mine) asked.set(line, requests)
      }
    },
    load: (total) => keepBusy(lines, total, async (line, n) => void (await expect(line, asked.get(line)?.[n % owners.length] ?? '', 304))),
    close: () => {
      for (const line of lines) line.close()
    },
  }
}

/** Milliseconds that all cores together were idle since the machine began, and all there were. */
const machine = () =>
  cpus().reduce((sum, { times }) => ({ idle: sum.idle + times.idle, all: sum.all + Object.values(times).reduce((a, b) => a + b, 0) }), { idle: 0, all: 0 })

/** The same requests to one process and to two: told by the clock, with what was left of the machine meanwhile. */
export const moreInstances: Measure = {
  name: measureName,
  run: async (bench, onMongo) => {
    if (!onMongo) return
    const { place, owners } = onMongo
    const [one, two] = [await startOurs(place), await startOurs(place)]
    const idle: Record<string, number[]> = {}
    const subjects = [heldOf('one process', [one], owners), heldOf('two processes', [one, two], owners)].map((subject) => ({
      ...subject,
      load: async (requests: number) => {
        const before = machine()
        await subject.load(requests)
        const after = machine()
        ;(idle[subject.name] ??= []).push((after.idle - before.idle) / (after.all - before.all))
      },
    }))
    const rounds = bench.quick ? 3 : 7
    const costs = await measure(subjects, { rounds, roundMs: 600 })
    const left = (name: string) => `${Math.round(median((idle[name] ?? []).slice(-rounds)) * 100)} %`
    compare(bench, {
      measure: measureName,
      quantity: 'pages of 50 that the client has (304), on MongoDB',
      unit: 'pages/s',
      bars: subjects.map(({ name }) => [name, median(costs.get(name)?.rates ?? [])] as const),
      note: `by the clock; ${cpus().length} cores for servers, MongoDB and clients, of which ${left('one process')} and ${left('two processes')} were idle`,
    })
    for (const { close } of subjects) close()
    for (const server of [one, two]) await server.stop()
  },
}
