import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { test } from 'node:test'
import { expect, oneOfEach, openPage } from './muster.ts'
import { add, register, rows, saved, tasksOnServer, inOutbox } from './people.ts'

const here = oneOfEach()

/** Something else answers at the address, until it is told to end. */
const inItsPlace = async (answer: RequestListener) => {
  const server = createServer(answer).listen(Number(new URL(here.muster.url).port), '127.0.0.1')
  await once(server, 'listening')
  return async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

test('a reload shows everything while a gateway has no server behind it, and while nothing answers at all', async () => {
  const context = await here.browser.newContext()
  const { page, faults } = await openPage(context, here.muster.url, /status of 502|net::ERR_\w+/)
  await register(page, 'gateway@example.test')
  await add(page, 'Here already')
  await saved(page)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/])
  await here.muster.kill('SIGTERM')
  const endGateway = await inItsPlace((_request, reply) => {
    reply.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>')
  })
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/])
  await add(page, 'Behind the gateway')
  await expect.poll(() => inOutbox(page)).toBe(1)
  await endGateway()
  const endSilence = await inItsPlace(() => {})
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/, /Behind the gateway/])
  await add(page, 'In the silence')
  await expect.poll(() => inOutbox(page)).toBe(2)
  await endSilence()
  await page.reload()
  await expect(rows(page)).toHaveText([/Here already/, /Behind the gateway/, /In the silence/])
  await here.muster.restart()
  await saved(page)
  assert.deepEqual(await tasksOnServer(page), ['Behind the gateway', 'Here already', 'In the silence'])
  assert.deepEqual(faults, [])
  await context.close()
})
