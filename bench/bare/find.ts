// The floor of an answer from MongoDB that is not cached: node:http that makes one `find` of a page with the driver and makes JSON of
// its rows, page after page. URI is a database of ours; SPACES is JSON [id, …], whose Inboxes it reads in turn, as ours are read. HEADERS
// is JSON [name, value, …], what ours answers with. CONNECTIONS is how many the driver has at
// most; 0: one for each request. INDEX is which one it goes by; empty: what MongoDB chooses.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MongoClient } from 'mongodb'
import type { DocRow } from '../../apps/server/src/adapters/mongo/rows.ts'
import { spacesCollection } from '../../apps/server/src/adapters/mongo/schema.ts'
import { listShelf } from '../../apps/server/src/adapters/task-keys.ts'

const [uri = '', spaces = '[]', headers = '[]', connections = '100', index = 'shelf'] = process.argv.slice(2)
const page = 50
const most = Number(connections)
const connect = () => new MongoClient(uri, { maxPoolSize: Math.max(1, most) })
const client = connect()
const rowsOf = (one: MongoClient) => one.db().collection<DocRow>(spacesCollection)
const inboxes = JSON.parse(spaces) as readonly string[]
const always = JSON.parse(headers) as readonly string[]
let [turn, after] = [0, '']

const pageOf = (one: MongoClient, space: string) =>
  rowsOf(one)
    .find(
      { spaceId: space, shelf: listShelf('open', space), spot: { $gt: after } },
      { projection: { doc: 1, spot: 1, _id: 0 }, sort: { spot: 1 }, limit: page, ...(index === '' ? {} : { hint: index }) },
    )
    .toArray()
const pageAnew = async (space: string) => {
  const own = connect()
  try {
    return await pageOf(own, space)
  } finally {
    await own.close()
  }
}

const server = createServer((_request, reply) => {
  const space = inboxes[turn % inboxes.length] ?? ''
  void (most === 0 ? pageAnew(space) : pageOf(client, space)).then((found) => {
    after = found.length < page ? '' : (found.at(-1)?.spot ?? '')
    if (after === '') turn++
    const body = Buffer.from(JSON.stringify({ items: found.map(({ doc }) => doc), nextCursor: after === '' ? null : after }))
    reply.writeHead(200, [...always, 'content-length', String(body.length)])
    reply.end(body)
  })
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
