import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { Id } from '@muster/core/contract/schemas/common.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { ask } from '../testing/ask.ts'
import { fromSchema, type Schema } from '../testing/from-schema.ts'
import { startServer } from '../testing/server.ts'

/** All that a page of another site can make a browser say, crossed with itself, at every endpoint that changes something. */
let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
before(async () => {
  server = await startServer()
  person = await server.register()
})
after(() => server.remove())

const good = (schema: object | undefined): unknown =>
  schema && fc.sample(fromSchema(schema as Schema, [[Id as Schema, fc.constant(person.userId)]]), { numRuns: 1, seed: 5 })[0]
const pathOf = ({ key, path }: Endpoint) => {
  const params = (good(endpointSchemas[key]?.params) ?? {}) as Record<string, string>
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

const sites = [undefined, 'same-origin', 'none', 'same-site', 'cross-site'] as const
const origins = () => [
  undefined,
  server.url,
  'null',
  'https://evil.test',
  server.url.replace('127.0.0.1', 'sub.127.0.0.1'),
  server.url.replace('http:', 'https:'),
]
const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'] as const
/** Whether it comes from a page of ours, by the rule as it is written down; a browser that says from where it asks is believed. */
const isOurs = (site: (typeof sites)[number], origin: string | undefined) =>
  site === undefined ? origin === server.url : site === 'same-origin' || site === 'none'

const changing = endpoints.filter(({ method }) => method !== 'GET')
test('of every form that another site could send, none is let in, and none takes effect', async (t) => {
  const forms = sites.flatMap((site) => origins().flatMap((origin) => types.map((type) => ({ site, origin, type }))))
  const untouched = await server.stored()
  let sent = 0
  for (const endpoint of changing) {
    const schema = endpointSchemas[endpoint.key]?.body
    const whole = schema ? JSON.stringify(good(schema)) : '{}'
    const path = pathOf(endpoint)
    for (let at = 0; at < forms.length; at += 24)
      await Promise.all(
        forms.slice(at, at + 24).map(async ({ site, origin, type }) => {
          const ours = isOurs(site, origin)
          // What is let in is refused for what it says, so that it takes no effect either.
          const body = ours ? '{' : whole
          const told = await ask(server.url, path, {
            method: endpoint.method,
            headers: {
              ...person.headers,
              'Content-Type': type,
              'Content-Length': String(Buffer.byteLength(body)),
              ...(site === undefined ? {} : { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'cors' }),
              ...(origin === undefined ? {} : { Origin: origin }),
            },
            body,
          })
          sent++
          const { code } = JSON.parse(told.text) as { code: string }
          const expected = ours ? (type === 'application/json' ? 'invalid' : 'unsupported_media_type') : 'csrf'
          assert.equal(code, expected, `${endpoint.key} Sec-Fetch-Site: ${site} Origin: ${origin} ${type}`)
        }),
      )
  }
  assert.ok((await server.stored()) === untouched, 'something was stored')
  t.diagnostic(`${sent} forms at ${changing.length} endpoints`)
  assert.equal(sent, changing.length * 120)
})

test('nothing changes by being looked at', async () => {
  const looking = endpoints.filter(({ method }) => method === 'GET')
  const untouched = await server.stored()
  for (const endpoint of looking)
    for (const method of ['GET', 'HEAD']) {
      const told = await ask(server.url, pathOf(endpoint), { method, headers: person.headers })
      assert.ok(told.status < 500 && told.status !== 405, `${method} ${endpoint.path}: ${told.status}`)
    }
  assert.ok((await server.stored()) === untouched, 'something was stored')
})
