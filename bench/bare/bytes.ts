// R, the measure of the others: node:http that answers every request with the same head and bytes. FILE is JSON {headers, body}.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const { headers, body } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { readonly headers: readonly string[]; readonly body: string }
const bytes = Buffer.from(body)
const server = createServer((_request, reply) => {
  reply.writeHead(200, headers as string[])
  reply.end(bytes)
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
