// The floor of a poke: node:http that holds streams and does nothing but write one event to each, when it is posted to. SPACE is what the event names.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const space = process.argv[2] ?? ''
const streams = new Set<ServerResponse>()
let rev = 1
const event = () => Buffer.from(`data: ${JSON.stringify({ space, rev })}\n\n`)

const server = createServer((request, reply) => {
  if (request.method === 'POST') {
    rev++
    const bytes = event()
    for (const stream of streams) stream.write(bytes)
    reply.end(JSON.stringify({ rev }))
    return
  }
  reply.removeHeader('Transfer-Encoding')
  reply.writeHead(200, { 'Content-Type': 'text/event-stream' })
  reply.write(event())
  streams.add(reply)
  reply.on('close', () => streams.delete(reply))
})
server.keepAliveTimeout = 72_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`))
