import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild, type Child } from './child.ts'
import type { Reply } from './wire.ts'

/** node:http sets these by itself. */
const itsOwn = new Set(['date', 'connection', 'keep-alive', 'content-length'])

const headersOf = ({ head }: Reply): readonly string[] =>
  head
    .split('\r\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)])
    .filter(([name = '']) => !itsOwn.has(name.toLowerCase()))
    .flat()

/** R: a bare server that answers with the very bytes of a reply of ours. */
export const startBare = (folder: string, reply: Reply): Promise<Child> => {
  const file = join(folder, 'bytes.json')
  writeFileSync(file, JSON.stringify({ headers: [...headersOf(reply), 'content-length', String(reply.body.length)], body: reply.body.toString() }))
  return startChild('bench/bare/bytes.ts', [file])
}

/** R that packs the body of a reply of ours with gzip each time that it is asked. */
export const startPacking = (folder: string, reply: Reply): Promise<Child> => {
  const file = join(folder, 'packed.json')
  writeFileSync(file, JSON.stringify({ headers: headersOf(reply), body: reply.body.toString() }))
  return startChild('bench/bare/packing.ts', [file])
}

/** R with a query and `JSON.stringify`, over a copy of a database that no server has open. Its headers are those of a reply of ours. */
export const startQuerying = (folder: string, database: string, spaces: readonly string[], reply: Reply, page = 50): Promise<Child> => {
  const copy = join(folder, 'queried.db')
  copyFileSync(database, copy)
  return startChild('bench/bare/query.ts', [copy, JSON.stringify(spaces), JSON.stringify(headersOf(reply)), String(page)])
}

/**
 * R with one `find` by the driver and `JSON.stringify`, over a database that a server of ours is on.
 * - `connections`: how many the driver has at most; 0: one for each request, which is closed after it
 * - `index`: which one it goes by; empty: what MongoDB chooses
 */
export const startFinding = (
  uri: string,
  spaces: readonly string[],
  reply: Reply,
  { connections = 100, index = 'shelf' }: { readonly connections?: number; readonly index?: string } = {},
): Promise<Child> => startChild('bench/bare/find.ts', [uri, JSON.stringify(spaces), JSON.stringify(headersOf(reply)), String(connections), index])

/** The driver alone, to write again what a server of ours has written, in a database of its own. */
export const startWriting = (from: string, to: string): Promise<Child> => startChild('bench/bare/writing.ts', [from, to])

/** A bare process that takes the pushes of a server of ours, in a database of its own that is seeded already. */
export const startPushing = (uri: string): Promise<Child> => startChild('bench/bare/pushing.ts', [uri])
