// What it costs to pack an answer each time: node:http that answers every request with the same head and the same bytes, packed with gzip anew.
// FILE is JSON {headers, body}.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzip } from 'node:zlib'

const { headers, body } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { readonly headers: readonly string[]; readonly body: string }
const bytes = Buffer.from(body)
const server = createServer((_request, reply) => {
  gzip(bytes, (error, packed) => {
    if (error) throw error
    reply.writeHead(200, [...headers, 'content-encoding', 'gzip', 'content-length', String(packed.length)])
    reply.end(packed)
  })
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
