import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { codes } from '@muster/core/contract/codes.ts'
import { scopeOf } from '@muster/core/contract/scopes.ts'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { buildApp } from '../app.ts'
import { startServer } from '../testing/server.ts'
import { apiDocument } from './openapi.ts'

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly $ref?: string }[]
  readonly security: readonly object[]
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly responses: Readonly<Record<string, { readonly description: string }>> }
}
const text = apiDocument(endpoints, endpointSchemas)
const document = JSON.parse(text) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)
const refsIn = (value: unknown): string[] => [...JSON.stringify(value).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref]) => ref as string)

test('docs/openapi.json is what the endpoints say now (npm run openapi writes it)', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8')
  assert.ok(committed === text, 'docs/openapi.json is of an earlier contract: npm run openapi')
})

test('it is served as it is committed, to anybody', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const reply = await server.request('/api/v1/openapi.json')
  assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8')
  assert.equal(await reply.text(), text)
})

test('a validator of OpenAPI 3.1 accepts it', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(JSON.parse(text) as Record<string, unknown>)
  assert.deepEqual([valid, errors], [true, undefined])
  assert.equal(validator.version, '3.1')
})

test('every reference leads somewhere, and every component is a schema of JSON Schema 2020-12', () => {
  const found = (ref: string) => ref.split('/').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
  for (const ref of refsIn(document)) assert.ok(found(ref), ref)
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ $id: 'muster', components: document.components })
  for (const name of Object.keys(document.components.schemas)) assert.ok(ajv.getSchema(`muster#/components/schemas/${name}`), name)
})

test('all that is served is in it, and all that is in it is served', async (t) => {
  const server = await startServer()
  t.after(() => server.remove())
  const app = buildApp(server.context, null)
  assert.deepEqual(operations.map(({ operation }) => operation.operationId).sort(), endpoints.map(({ key }) => key).sort())
  for (const { method, path: url } of endpoints) assert.ok(app.hasRoute({ method, url }), `${method} ${url} is not served`)
})

test('each operation names its parameters, its guards, and every problem it may answer with', () => {
  for (const { path, method, operation } of operations) {
    const endpoint = endpoints.find(({ key }) => key === operation.operationId)
    assert.ok(endpoint)
    const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    assert.deepEqual(
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      named,
      operation.operationId,
    )
    const scope = scopeOf[endpoint.key]
    const key = scope ? [{ key: [scope] }] : []
    assert.deepEqual(operation.security, endpoint.auth !== 'session' ? [] : [method === 'get' ? { session: [] } : { session: [], csrf: [] }, ...key])
    const told = Object.values(operation.responses).flatMap(({ $ref }) => $ref?.split('/').at(-1)?.split('.') ?? [])
    for (const code of endpoint.problems) assert.ok(told.includes(code), `${operation.operationId}: ${code}`)
    if (endpoint.auth === 'session') assert.ok(told.includes('unauthenticated'))
    if (method !== 'get') assert.ok(told.includes('csrf') || endpoint.auth === 'anyone')
  }
})

test('every problem code is a code of the document, with its title where an endpoint may give it', () => {
  const problem = document.components.schemas.Problem as { properties: { code: { enum: string[] } } }
  assert.deepEqual(problem.properties.code.enum, Object.keys(codes))
  for (const [name, { description }] of Object.entries(document.components.responses))
    for (const code of name.split('.') as (keyof typeof codes)[]) assert.ok(description.includes(`\`${code}\`: ${codes[code].title}`), code)
})
