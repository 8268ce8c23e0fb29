import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, it } from 'node:test'
import type { Team } from '../seed/teams.ts'
import { gatherCrowd } from './crowd.ts'

const [space, own] = ['a-space', 'somebody']
const team: Team = { space, list: 'a-list', tasks: [], since: '1.a', people: [{ id: own, sid: 'a-session', since: '1.b' }] }
const event = (of: string, rev: number) => `data: ${JSON.stringify({ space: of, rev })}\n\n`

describe('People of the bench', () => {
  let asked = 0
  let stream: ServerResponse | undefined
  let pulled = Promise.withResolvers<string>()
  const server = createServer((request, reply) => {
    if (request.url !== '/api/v1/events') {
      const body = JSON.stringify({ docs: [{}], tombstones: [], head: '2.c', next: null })
      reply.writeHead(200, { 'Content-Length': body.length }).end(body)
      return pulled.resolve(request.url ?? '')
    }
    if (++asked === 1) return reply.writeHead(503, { 'Content-Length': 4 }).end('busy')
    reply.removeHeader('Transfer-Encoding')
    reply.writeHead(200, { 'Content-Type': 'text/event-stream' })
    reply.write(`retry: 1000\n\n${event(own, 1)}`)
    stream = reply
    return reply.write(event(space, 1))
  })
  after(() => server.close())

  it('open a stream again when they are turned away, hear what comes in two pieces, and ask for it', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const crowd = gatherCrowd(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, [team], Math.random)
    await crowd.openAll(crowd.members)
    assert.deepEqual([asked, crowd.turnedAway(), crowd.take().get('stream')?.count], [2, 1, 1])
    pulled = Promise.withResolvers()
    const text = event(space, 2)
    stream?.write(text.slice(0, 20))
    await new Promise((resolve) => setTimeout(resolve, 30))
    stream?.write(text.slice(20))
    assert.equal(await pulled.promise, `/api/v1/spaces/${space}/changes?since=1.a`)
    while (!crowd.take().has('pull')) await new Promise((resolve) => setTimeout(resolve, 10))
    crowd.leave()
  })
})
