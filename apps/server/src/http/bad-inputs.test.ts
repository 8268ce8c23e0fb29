import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Problem } from '@muster/core/contract/codes.ts'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { limits } from '@muster/core/contract/limits.ts'
import { Id } from '@muster/core/contract/schemas/common.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { allMutationSchemas, type MutationName } from '@muster/core/contract/schemas/mutations.ts'
import { ProblemSchema, type MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { ask, type Told } from '../testing/ask.ts'
import { spoiled } from '../testing/bad-values.ts'
import { fromSchema, type Schema } from '../testing/from-schema.ts'
import { startServer } from '../testing/server.ts'
import { problemsOf } from './openapi.ts'
import { createAjv } from '../validation/validation.ts'

let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
let stored: string
before(async () => {
  server = await startServer()
  person = await server.register()
  await person.results([
    person.mutation('task.create@1', {
      id: person.userId,
      place: { parentId: null, listId: person.userId, sectionId: null, order: 'a1' },
      title: 'Water the plants',
    }),
  ])
  await server.request('/api/v1/me', { headers: person.headers })
  stored = await server.stored()
})
after(() => server.remove())

const isProblem = createAjv().compile(ProblemSchema)
/** A coded problem that the document of the API names, with the id of the request. */
const problemOf = ({ status, headers, text }: Told, what: string): Problem => {
  assert.ok(status >= 400 && status < 500, `${status} for ${what}: ${text.slice(0, 200)}`)
  assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8', what)
  const problem = JSON.parse(text) as Problem
  assert.ok(isProblem(problem), what)
  assert.equal(problem.status, status, what)
  assert.match(problem.requestId ?? '', /^[0-9a-f-]{36}$/, what)
  return problem
}
const expectCode = async (endpoint: Endpoint, what: string, sending: Promise<Told>, ...codes: readonly Problem['code'][]): Promise<void> => {
  const { code } = problemOf(await sending, `${endpoint.key} ${what}`)
  assert.ok(codes.includes(code), `${endpoint.key} ${what}: ${code}`)
  assert.ok(code === 'not_found' || code === 'method_not_allowed' || problemsOf(endpoint).includes(code), `${endpoint.key} does not tell of ${code}`)
}

/** One good value of a schema, with all its fields; every id in it is one that exists. */
const good = (schema: object): unknown =>
  fc.sample(fromSchema(schema as Schema, [[Id as Schema, fc.constant(person.userId)]], true), { numRuns: 1, seed: 7 })[0]
const schemasOf = ({ key }: Endpoint) => endpointSchemas[key] ?? { replies: {} }
const pathOf = (endpoint: Endpoint, params: Readonly<Record<string, string>> = {}) => {
  const fit = (schemasOf(endpoint).params ? good(schemasOf(endpoint).params as object) : {}) as Record<string, string>
  return endpoint.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? encodeURIComponent(fit[name] ?? ''))
}
const headersOf = ({ auth }: Endpoint): Record<string, string> => ({ Origin: server.url, ...(auth === 'session' ? person.headers : {}) })
const send = (endpoint: Endpoint, init: { path?: string; method?: string; type?: string; body?: string | Buffer; headers?: Record<string, string> } = {}) =>
  ask(server.url, init.path ?? pathOf(endpoint), {
    method: init.method ?? endpoint.method,
    headers: {
      ...headersOf(endpoint),
      ...(init.body === undefined ? {} : { 'Content-Type': init.type ?? 'application/json', 'Content-Length': String(Buffer.byteLength(init.body)) }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: init.body }),
  })
/** Some at a time: a session's requests share its connections. */
const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (let at = 0; at < items.length; at += 20) await Promise.all(items.slice(at, at + 20).map(work))
}

const withBody = endpoints.filter((endpoint) => schemasOf(endpoint).body)
const withoutBody = endpoints.filter((endpoint) => endpoint.method !== 'GET' && !schemasOf(endpoint).body)
const contentTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json\ta',
  'application/json garbage',
  'application/jsonx',
  'application/json, text/plain',
  'application/ld+json',
  '',
]

for (const endpoint of withBody)
  test(`${endpoint.key}: no spoiled body is taken, wherever it is spoiled`, async () => {
    const schema = schemasOf(endpoint).body as Schema
    const bodies = spoiled(schema, good(schema)).filter(({ what }) => !(endpoint.key === 'sync.push' && what.includes('/args ')))
    assert.ok(bodies.length > 30)
    await each(bodies, ({ what, text }) => expectCode(endpoint, what, send(endpoint, { body: text }), 'invalid'))
  })

for (const endpoint of withBody)
  test(`${endpoint.key}: no body is taken that is not JSON of a bearable size, in UTF-8`, async () => {
    const text = JSON.stringify(good(schemasOf(endpoint).body as Schema))
    const deep = ['['.repeat(5_000) + ']'.repeat(5_000), `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`]
    const bodies = ['', ' ', text.slice(0, -1), `${text}x`, `${text}${text}`, '1', '"x"', 'null', 'NaN', "{'a':1}", '{"done":true}', ...deep]
    await each(bodies, (body) => expectCode(endpoint, body.slice(0, 60), send(endpoint, { body }), 'invalid'))
    await expectCode(endpoint, 'no body at all', send(endpoint), 'invalid')
    await expectCode(endpoint, 'bytes', send(endpoint, { body: Buffer.from(text.replace('"', '"\xff'), 'latin1') }), 'invalid')
    await expectCode(endpoint, 'packed', send(endpoint, { body: Buffer.from('1f8b0800', 'hex'), headers: { 'Content-Encoding': 'gzip' } }), 'invalid')
    const long = text.replace('"', `"${'x'.repeat(2 * limits.bodyBytes)}`)
    for (const body of [long, text.padEnd(limits.bodyBytes + 1)]) await expectCode(endpoint, 'too long', send(endpoint, { body }), 'too_large')
    for (const type of contentTypes) await expectCode(endpoint, type, send(endpoint, { body: text, type }), 'unsupported_media_type')
  })

for (const endpoint of withoutBody)
  test(`${endpoint.key}: takes no body`, async () => {
    for (const body of ['{}', '{"done":true}', '[]', '1', '{', '"x"']) await expectCode(endpoint, body, send(endpoint, { body }), 'invalid')
    await expectCode(endpoint, 'a form', send(endpoint, { body: 'a=1', type: 'application/x-www-form-urlencoded' }), 'unsupported_media_type')
    await expectCode(endpoint, 'too long', send(endpoint, { body: ' '.repeat(limits.bodyBytes + 1) }), 'too_large')
  })

test('no parameter of a query is taken that is not named, named twice, or not right', async () => {
  for (const endpoint of endpoints) {
    const schema = schemasOf(endpoint).query as Schema | undefined
    const ajv = createAjv()
    const values = ['', '%00', '%FF', '%ED%A0%80', '%', '-1', '1e9', 'x'.repeat(1_000), '{}', '[]', '..%2f..', '$ne', '01980000-0000-7000-8000-00000000000A']
    const wrong = Object.entries(schema?.properties ?? {}).flatMap(([name, of]) => {
      const takes = ajv.compile(of)
      const said = (value: string) => decodeURIComponent(/%(?:$|FF|ED)/.test(value) ? '\0' : value)
      return [`${name}=a&${name}=a`, `${name}[]=a`, `${name}[$ne]=a`, ...values.filter((value) => !takes(said(value))).map((value) => `${name}=${value}`)]
    })
    const stray = ['nonsense=1', '__proto__=1', 'constructor=1', '__proto__[x]=1', 'toString', '=', '%=1', '%00=1', '_method=DELETE', 'access_token=x']
    await each([...wrong, ...stray], (query) => {
      const body = schemasOf(endpoint).body
      const init = body ? { body: JSON.stringify(good(body)) } : {}
      return expectCode(endpoint, `?${query}`, send(endpoint, { path: `${pathOf(endpoint)}?${query}`, ...init }), 'invalid')
    })
  }
})

test('no part of a path is taken that is not of its shape', async () => {
  const own = person.userId
  const parts = [
    'x',
    '0',
    '-1',
    '..',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    '%00',
    `${own}%00`,
    '%',
    '%zz',
    '%ff',
    '%E0%A4%A',
    '%u0041',
    `${own}%20`,
    `${own}%0a`,
  ]
  const more = [
    '__proto__',
    'constructor',
    '$ne',
    '%F0%9F%98%80',
    `${own.toUpperCase()}`,
    `${own}.json`,
    `{${own}}`,
    `${own};x.css`,
    `${own}%2fx.css`,
    'x'.repeat(90),
    'x'.repeat(3_000),
  ]
  const ajv = createAjv()
  for (const endpoint of endpoints)
    for (const [name, schema] of Object.entries((schemasOf(endpoint).params as Schema | undefined)?.properties ?? {})) {
      const takes = ajv.compile(schema)
      const bad = [...parts, ...more].filter((part) => !takes(part))
      assert.ok(bad.length > 5)
      await each(bad, (part) => expectCode(endpoint, part.slice(0, 60), send(endpoint, { path: pathOf(endpoint, { [name]: part }) }), 'invalid', 'not_found'))
    }
})

test('an address that is nearly one of ours answers with nothing of it', async () => {
  for (const endpoint of endpoints) {
    const path = pathOf(endpoint)
    const near = ['/x.css', ';x.css', '%2fx.css', '%3bx', '%00.js', '/', '//', '/..%2f', '%2e%2e', '.css', '%0d%0aX:%201'].map((end) => path + end)
    const before = [
      `/${path}`,
      `/x/..${path}`,
      `/%2e${path}`,
      path.toUpperCase(),
      path.replace('/', '/%2f'),
      `/static/..%2f..${path}`,
      `${path}#`,
      `${path}#x.css`,
    ]
    await each([...near, ...before], (other) => expectCode(endpoint, other, send(endpoint, { path: other }), 'not_found', 'invalid', 'method_not_allowed'))
  }
})

test('every other method is told which ones an address takes', async () => {
  const paths = Map.groupBy(endpoints, ({ path }) => path)
  for (const [, here] of paths) {
    const [endpoint] = here as [Endpoint]
    const taken = new Set<string>(here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'].filter((one) => !taken.has(one))) {
      const told = await send(endpoint, { method })
      assert.equal(problemOf(told, `${method} ${endpoint.path}`).code, 'method_not_allowed')
      assert.deepEqual(new Set(String(told.headers['allow']).split(', ')), taken, endpoint.path)
    }
    for (const method of ['PROPFIND', 'LINK', 'PURGE', 'SEARCH']) problemOf(await send(endpoint, { method }), method)
    for (const header of ['X-HTTP-Method-Override', 'X-Method-Override', 'X-Original-URL', 'X-Rewrite-URL']) {
      const told = await send(endpoint, { method: 'PUT', headers: { [header]: header.includes('Method') ? endpoint.method : endpoint.path } })
      if (!taken.has('PUT')) assert.equal(problemOf(told, header).code, 'method_not_allowed')
    }
  }
})

test('headers that are too large, or that cannot be, are refused by every endpoint', async () => {
  for (const endpoint of endpoints) {
    await expectCode(endpoint, 'a header of 40 KB', send(endpoint, { headers: { 'X-Big': 'x'.repeat(40_000) } }), 'headers_too_large')
    await expectCode(endpoint, 'a cookie of 40 KB', send(endpoint, { headers: { Cookie: `muster-access=${'x'.repeat(40_000)}` } }), 'headers_too_large')
  }
})

test('a change of what was read earlier, or under a key that is none, changes nothing', async () => {
  const body = (endpoint: Endpoint) => (schemasOf(endpoint).body ? { body: JSON.stringify(good(schemasOf(endpoint).body as Schema)) } : {})
  for (const endpoint of endpoints.filter(({ problems }) => problems.includes('stale'))) {
    const before = await server.stored()
    for (const tag of ['"stale"', 'stale', 'W/"stale"', '""', '"a", "b"', `"${'x'.repeat(2_000)}"`])
      problemOf(await send(endpoint, { ...body(endpoint), headers: { 'If-Match': tag } }), `${endpoint.key} ${tag}`)
    assert.ok((await server.stored()) === before, endpoint.key)
  }
  for (const endpoint of endpoints.filter(({ problems }) => problems.includes('reused_id')))
    for (const key of ['x', '1', person.userId.toUpperCase(), `${person.userId}, ${person.userId}`, '"', '__proto__', '""'])
      await expectCode(endpoint, key, send(endpoint, { ...body(endpoint), headers: { 'Idempotency-Key': key } }), 'invalid', 'not_found')
})

for (const name of Object.keys(allMutationSchemas) as MutationName[])
  test(`${name}: no spoiled arguments are taken, and they refuse nothing but themselves`, async () => {
    const push = endpoints.find(({ key }) => key === 'sync.push') as Endpoint
    const schema = allMutationSchemas[name] as Schema
    // What cannot be read as JSON, or is refused before it is taken apart, is no argument any more.
    const bodies = spoiled(schema, good(schema)).filter(({ text, what }) => !/__proto__|"constructor"|a key twice/.test(text + what))
    const mutation = (text: string) => JSON.stringify(person.mutation(name, '@args@')).replace('"@args@"', () => text)
    for (let at = 0; at < bodies.length; at += 10) {
      const some = bodies.slice(at, at + 10)
      const told = await send(push, { body: `{"for":"${person.userId}","mutations":[${some.map(({ text }) => mutation(text)).join()}]}` })
      assert.equal(told.status, 200, told.text.slice(0, 300))
      const { results } = JSON.parse(told.text) as { results: MutationResult[] }
      for (const [index, result] of results.entries()) assert.equal(result.status === 'refused' && result.problem.code, 'invalid', some[index]?.what ?? '')
    }
  })

test('of all that, nothing was stored, and who sent it is still signed in', async () => {
  assert.equal((await server.request('/api/v1/me', { headers: person.headers })).status, 200)
  assert.ok((await server.stored()) === stored)
})
