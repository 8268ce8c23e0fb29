import { join } from 'node:path'
import { oursApi } from '../../apis/ours.ts'
import { sqliteIn, startOurs } from '../../measure/ours.ts'
import { seedOwners } from '../../seed/owners.ts'
import type { Bench } from '../part.ts'

const [people, each] = [10, 200]

/** A server of ours over SQLite with some people whose first pages fit into its cache. */
export const startWithPages = async (bench: Pick<Bench, 'folder'>, name: string) => {
  const place = sqliteIn(join(bench.folder, name))
  const owners = await seedOwners(place, people, each)
  const server = await startOurs(place)
  return { server, api: oursApi(server.url, owners) }
}
