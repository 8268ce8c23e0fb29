import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { allSpaces, oursApi } from '../apis/ours.ts'
import { startBare, startFinding, startQuerying } from '../measure/bare.ts'
import { startBefore } from '../measure/before.ts'
import type { Child } from '../measure/child.ts'
import { anything, firstPages, freshPages, type Reads } from '../measure/list-reads.ts'
import { median } from '../measure/median.ts'
import { mongoPlace } from '../measure/mongo.ts'
import { sqliteIn, startOurs, type Place } from '../measure/ours.ts'
import { measure, ratio } from '../measure/rounds.ts'
import { askOnce } from '../measure/wire.ts'
import { seedOwners } from '../seed/owners.ts'
import type { Bench, Part } from './part.ts'

const [people, each] = [50, 2_000]
const [peopleOnMongo, eachOnMongo] = [10, 1_000]

/**
 * Servers of ours over people with tasks, and the ways to ask for a list. Fresh pages have a server of their own: what they leave to be collected
 * is collected whenever it comes, and would be counted against who is asked then.
 */
const ourReads = async (store: string, place: Place, count: number, tasks: number) => {
  const owners = await seedOwners(place, count, tasks)
  const apart = { ...place, dataDir: `${place.dataDir}-fresh` }
  const freshPlace = place.storeUrl.startsWith('sqlite:') ? sqliteIn(apart.dataDir) : apart
  if (place.storeUrl.startsWith('sqlite:'))
    for (const copy of [`${place.dataDir}/copy.db`, `${freshPlace.dataDir}/muster.db`]) copyFileSync(`${place.dataDir}/muster.db`, copy)
  const [server, forFresh] = [await startOurs(place), await startOurs(freshPlace)]
  const api = oursApi(server.url, owners)
  const subjects = [
    await firstPages(`${store} cached`, server, api),
    await firstPages(`${store} 304`, server, api, true),
    await freshPages(`${store} fresh`, forFresh, oursApi(forFresh.url, owners)),
    await firstPages(`${store} all`, server, allSpaces(server.url, owners)),
    await firstPages(`${store} all, 304`, server, allSpaces(server.url, owners), true),
  ]
  return { server, forFresh, api, subjects, spaces: owners.map(({ space }) => space) }
}

const readsOfBefore = async (bench: Bench, indexed: boolean) => {
  const { server, api } = await startBefore(bench.folder, people, each, indexed)
  const name = indexed ? 'before, indexed' : 'before, plain'
  return { server, subjects: [await firstPages(name, server, api), await firstPages(`${name}, 304`, server, api, true)] }
}

/** An authorised list of fifty tasks, in each of the ways that it is answered, by CPU against a bare server that sends the same bytes. */
export const list: Part = {
  name: 'list',
  about: 'an authorised list of 50 tasks: cached, 304 and fresh, on SQLite and MongoDB, against a bare server (R) and before',
  run: async (bench) => {
    const servers: Child[] = []
    const subjects: Reads[] = []
    const add = (more: { readonly server: Child; readonly subjects: readonly Reads[] }) => {
      servers.push(more.server)
      subjects.push(...more.subjects)
    }
    bench.say('seeding')
    const place = sqliteIn(join(bench.folder, 'list'))
    const ours = await ourReads('SQLite', place, people, each)
    add(ours)
    servers.push(ours.forFresh)
    ours.api.signIn()
    const reply = await askOnce(ours.server, ours.api.list(0))
    if (reply.status !== 200) throw new Error(`a list was answered ${reply.status}`)
    const bare = await startBare(bench.folder, reply)
    add({ server: bare, subjects: [await anything('R', bare, ours.api.list(0))] })
    const querying = await startQuerying(bench.folder, `${place.dataDir}/copy.db`, ours.spaces, reply)
    add({ server: querying, subjects: [await anything('R and query', querying, ours.api.list(0))] })
    for (const indexed of [true, false]) add(await readsOfBefore(bench, indexed))
    const mongo = await mongoPlace(bench)
    if (mongo) {
      const onMongo = await ourReads('MongoDB', mongo, peopleOnMongo, eachOnMongo)
      add(onMongo)
      servers.push(onMongo.forFresh)
      const finding = await startFinding(mongo.storeUrl, onMongo.spaces, reply)
      add({ server: finding, subjects: [await anything('R and find', finding, ours.api.list(0))] })
    }

    bench.say('asking')
    const costs = await measure(subjects)
    for (const { close } of subjects) close()
    for (const server of servers) await server.stop()
    const cost = (name: string, what: string) => bench.found({ what, value: median(costs.get(name)?.rounds ?? []), unit: 'µs' })
    const against = (name: string, to: string, what: string, atMost?: number) =>
      bench.found({ what, value: ratio(costs.get(name), costs.get(to)), unit: 'x', ...(atMost === undefined ? {} : { goal: { atMost } }) })
    cost('R', `R: a bare server with the same ${reply.body.length.toLocaleString('en-GB')} bytes`)
    cost('SQLite cached', 'SQLite, cached')
    against('SQLite cached', 'R', 'SQLite, cached, against R', 1.5)
    against('SQLite 304', 'R', 'SQLite, 304, against R', 1.2)
    cost('R and query', 'R with a query and JSON.stringify')
    cost('SQLite fresh', 'SQLite, fresh')
    against('SQLite fresh', 'R and query', 'SQLite, fresh, against R with a query and JSON.stringify', 1.2)
    against('SQLite all', 'R', 'SQLite, over all spaces of a person, cached, against R', 2)
    against('SQLite all, 304', 'R', 'SQLite, over all spaces of a person, 304, against R', 2)
    if (mongo) {
      cost('MongoDB cached', 'MongoDB, cached (the head is read each time)')
      against('MongoDB cached', 'R', 'MongoDB, cached, against R', 3)
      against('MongoDB 304', 'R', 'MongoDB, 304, against R', 3)
      cost('R and find', 'R with one find by the driver and JSON.stringify')
      cost('MongoDB fresh', 'MongoDB, fresh')
      against('MongoDB fresh', 'R and find', 'MongoDB, fresh, against R with one find by the driver and JSON.stringify', 1.5)
      against('MongoDB all', 'R', 'MongoDB, over all spaces of a person, cached, against R', 3)
    }
    against('before, indexed', 'R', 'before with indexes, against R')
    against('before, indexed, 304', 'R', 'before with indexes, 304, against R')
    against('before, plain', 'R', 'before without indexes, against R')
  },
}
