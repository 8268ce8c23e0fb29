import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { startRedis } from '../../../../../scripts/testing/redis.ts'
import { ConfigFaults } from '../../config.ts'
import { redisFile, withoutRedis } from '../../testing/redis.ts'
import { refuseWrongRedis } from './refuse-wrong.ts'

const listen = async (t: TestContext, greet: (socket: Socket) => void) => {
  const server = createServer((socket) => greet(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const fault = async (url: string): Promise<string | undefined> => {
  try {
    await refuseWrongRedis(url)
    return undefined
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults.join()
    throw error
  }
}

test('what answers as something else is told, in a sentence', async (t) => {
  assert.match((await fault(await listen(t, (socket) => void socket.write('220 mail is ready\r\n')))) ?? '', /is no Redis/)
  assert.match((await fault(await listen(t, (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))) ?? '', /is no Redis/)
})

test('what is away, silent or hangs up may come later, and is no fault', async (t) => {
  assert.equal(await fault('redis://127.0.0.1:1'), undefined)
  assert.equal(await fault(await listen(t, () => {})), undefined)
  assert.equal(await fault(await listen(t, (socket) => void socket.destroy())), undefined)
})

test('a Redis that refuses us says why; one that takes us says nothing', { skip: withoutRedis }, async (t) => {
  const redis = await startRedis(redisFile, ['--requirepass', 'open sesame'])
  t.after(() => redis.close())
  const as = (rest: string) => fault(redis.url.replace('redis://', `redis://${rest}`))
  assert.match((await as('')) ?? '', /refuses us: NOAUTH/)
  assert.match((await as(':wrong@')) ?? '', /refuses us: WRONGPASS/)
  assert.match((await fault(`${redis.url.replace('redis://', 'redis://:open%20sesame@')}/99`)) ?? '', /refuses us: ERR DB index/)
  assert.equal(await as(':open%20sesame@'), undefined)
})
