// The floor of an answer that is not cached: node:http that runs our own query for a page and makes JSON of its rows, page after page.
// FILE is a copy of a database of ours; SPACES is JSON [id, …], whose Inboxes it reads in turn, as ours are read. HEADERS is JSON
// [name, value, …], what ours answers with. PAGE is how many rows are one.
import Database from 'better-sqlite3'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { prepareStatements } from '../../apps/server/src/adapters/sqlite/statements.ts'
import { listShelf, spotOf } from '../../apps/server/src/adapters/task-keys.ts'

const [file = '', spaces = '[]', headers = '[]', rowsOfPage = '50'] = process.argv.slice(2)
const page = Number(rowsOfPage)
const { onShelf } = prepareStatements(new Database(file, { readonly: true }))
const inboxes = JSON.parse(spaces) as readonly string[]
const always = JSON.parse(headers) as readonly string[]
let [turn, after]: [number, TaskDoc | undefined] = [0, undefined]
const server = createServer((_request, reply) => {
  const space = inboxes[turn % inboxes.length] ?? ''
  const rows = onShelf.all(space, listShelf('open', space), after ? spotOf(after) : '', after?.id ?? '', page)
  const items = rows.map(({ json }) => JSON.parse(json) as TaskDoc)
  after = items.length < page ? undefined : items.at(-1)
  if (!after) turn++
  const body = Buffer.from(JSON.stringify({ items, nextCursor: after?.id ?? null }))
  reply.writeHead(200, [...always, 'content-length', String(body.length)])
  reply.end(body)
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
