import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { Id } from '@muster/core/contract/schemas/common.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { allMutationSchemas } from '@muster/core/contract/schemas/mutations.ts'
import { Mutation } from '@muster/core/contract/schemas/sync.ts'
import type { TakenBack } from '@muster/core/contract/schemas/undo.ts'
import { heldIn } from '@muster/core/domain/taken-back.ts'
import { ask, type Told } from '../testing/ask.ts'
import { fromSchema, type Schema } from '../testing/from-schema.ts'
import { id, startServer } from '../testing/server.ts'
import { formats } from '../validation/validation.ts'
import { describeApi } from './openapi.ts'

/** Tries for each endpoint; ten times that for what takes every kind of change. */
const tries = process.env['SOAK'] ? 3_000 : 40
/** The short form sends the same each time, so that a change that it is red by is the one that was made last. */
const drawn = process.env['SOAK'] ? {} : { seed: 20_260_301 }
/** After so many requests somebody else sends them: what one person may ask for within a minute is less than the long form asks. */
const turn = 250

interface Response {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, object>>
}
interface Operation {
  readonly parameters?: readonly { readonly in: 'path' | 'query'; readonly name: string; readonly required?: boolean; readonly schema: object }[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, Response>>
}
const document = describeApi(endpoints, endpointSchemas) as unknown as {
  readonly components: { readonly responses: Readonly<Record<string, Response>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
// Lengths are UTF-16 units, which JSON Schema alone does not say (`contract/limits.ts`).
const ajv = new Ajv2020({ strict: false, unicode: false, formats, logger: false })
ajv.addSchema({ $id: 'muster', ...document })
const pointer = (...parts: readonly string[]) =>
  `muster#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** What the document says of an answer: undefined when it is as told there. */
const undocumented = (endpoint: Endpoint, { status, headers, text }: Told): string | undefined => {
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}')
  const method = endpoint.method.toLowerCase()
  const response = document.paths[path]?.[method]?.responses[String(status)]
  if (!response) return `no status ${status}`
  const named = response.$ref?.split('/').at(-1)
  const { content } = named === undefined ? response : (document.components.responses[named] as Response)
  if (!content) return text === '' ? undefined : 'no content'
  const media = String(headers['content-type']).split(';')[0] as string
  if (!content[media]) return `no ${media}`
  if (media === 'text/event-stream') return undefined
  const at = named === undefined ? ['paths', path, method, 'responses', String(status)] : ['components', 'responses', named]
  const validate = ajv.getSchema(pointer(...at, 'content', media, 'schema'))
  return validate?.(JSON.parse(text)) ? undefined : ajv.errorsText(validate?.errors)
}

const operationOf = ({ path, method }: Endpoint) => {
  const [at, by] = [path.replace(/:([A-Za-z]+)/g, '{$1}'), method.toLowerCase()]
  return { at, by, operation: document.paths[at]?.[by] as Operation }
}
/** What the document says of a request: undefined when it may be sent so. */
const unfit = (endpoint: Endpoint, parts: Readonly<Record<string, string>>, asked: URLSearchParams, text: string | undefined): string | undefined => {
  const { at, by, operation } = operationOf(endpoint)
  const parameters = operation.parameters ?? []
  for (const [n, { in: place, name, required }] of parameters.entries()) {
    const value = place === 'path' ? parts[name] : (asked.get(name) ?? undefined)
    if (value === undefined && required !== true) continue
    const validate = ajv.getSchema(pointer('paths', at, by, 'parameters', String(n), 'schema'))
    if (!validate?.(value)) return `${name}: ${ajv.errorsText(validate?.errors)}`
  }
  for (const name of asked.keys()) if (!parameters.some((one) => one.in === 'query' && one.name === name)) return `${name} is not named`
  if (!operation.requestBody) return text === undefined ? undefined : 'a body'
  const media = ['application/json', 'application/csp-report'].find((one) => ajv.getSchema(pointer('paths', at, by, 'requestBody', 'content', one, 'schema')))
  const validate = ajv.getSchema(pointer('paths', at, by, 'requestBody', 'content', media ?? '', 'schema'))
  if (text === undefined) return 'no body'
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return 'no JSON'
  }
  return validate?.(body) ? undefined : ajv.errorsText(validate?.errors)
}

const sent = { requests: 0, fit: 0, statuses: new Map<number, number>() }

let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
/** Ids of things of the person, one of each kind, and of some that were never there. */
let known: readonly string[] = []
/** Somebody new, with things of their own: who signs out by chance, or has asked much, comes back as another. */
const come = async () => {
  person = await server.register(`${id()}@example.test`)
  const { userId, mutation } = person
  known = Array.from({ length: 8 }, id)
  const [folder, list, section, label, task] = known
  const made = [
    mutation('folder.create@1', { id: folder, name: 'Folder', order: 'a1' }),
    mutation('list.create@1', { id: list, name: 'List', color: 'blue', emoji: null, folderId: folder, order: 'a1' }),
    mutation('section.create@1', { id: section, listId: list, name: 'Section', order: 'a1' }),
    mutation('label.create@1', { id: label, name: 'Label', color: 'blue', order: 'a1' }),
    mutation('task.create@1', { id: task, place: { parentId: null, listId: userId, sectionId: null, order: 'a1' }, title: 'Task' }),
  ]
  for (const { status } of await person.results(made)) assert.equal(status, 'applied')
}
before(async () => {
  server = await startServer()
  await come()
})
after(() => server.remove())

// Read when it is drawn. The person's own space is where most of it leads somewhere.
const ids = fc.oneof({ weight: 3, arbitrary: fc.nat(15).map((n) => known[n] ?? person.userId) }, { weight: 1, arbitrary: fromSchema(Id as Schema) })
const stand: (readonly [Schema, fc.Arbitrary<unknown>])[] = [[Id as Schema, ids]]
const mutations = fc.oneof(
  ...Object.entries(allMutationSchemas).map(([name, schema]) =>
    fc.record({
      id: ids,
      name: fc.constant(name),
      args: fromSchema(schema as Schema, stand),
      base: fc.nat(20),
      clientAt: fc.constant('2026-01-01T00:00:00.000Z'),
    }),
  ),
)
stand.push([Mutation as Schema, mutations])

/** A good value, often with one part of it put in the place of another. */
const mutated = (value: unknown): fc.Arbitrary<unknown> => {
  const paths: (readonly (string | number)[])[] = []
  const walk = (part: unknown, path: readonly (string | number)[]) => {
    paths.push(path)
    if (part !== null && typeof part === 'object') for (const [key, inner] of Object.entries(part)) walk(inner, [...path, key])
  }
  walk(value, [])
  const at = (path: readonly (string | number)[]) => path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value)
  const put = (part: unknown, path: readonly (string | number)[], other: unknown): unknown => {
    const [key, ...rest] = path
    if (key === undefined) return other
    const inner = part as Record<string, unknown>
    if (Array.isArray(part)) return part.map((item: unknown, index) => (String(index) === String(key) ? put(item, rest, other) : item))
    return { ...inner, [key]: put(inner[key], rest, other) }
  }
  const others = fc.oneof(
    fc.constantFrom(...paths).map(at),
    fc.anything({ withNullPrototype: false, maxDepth: 2 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom<unknown>(-0, 2 ** 53, 1e308, '', '\u0000', '\ud800', '__proto__', 'x'.repeat(70_000)),
  )
  return fc.tuple(fc.constantFrom(...paths), others).map(([path, other]) => put(value, path, other))
}
const perhapsMutated = (values: fc.Arbitrary<unknown>) =>
  values.chain((value) => fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: mutated(value) }))
const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? '')
const nothing = fc.constant<unknown>(undefined)
const said = fc.oneof(ids.map(String), fc.constantFrom('*', '""', '"stale"', 'W/"stale"', '"a", "b"', '$ne', '0'), fc.stringMatching(/^[ -~]{0,40}$/))
/** What decides about a request beside its address and body. */
const conditions = fc.record({ 'Idempotency-Key': said, 'If-Match': said, 'If-None-Match': said, 'Accept-Encoding': said }, { requiredKeys: [] })

for (const endpoint of endpoints)
  test(`${endpoint.key}: nothing that is sent, right or nearly right, ends in an error of ours or in an answer that its document does not tell of`, async () => {
    const { params, query, body } = endpointSchemas[endpoint.key] ?? { replies: {} }
    const call = fc.record({
      params: params ? perhapsMutated(fromSchema(params as Schema, stand)) : nothing,
      query: query ? perhapsMutated(fromSchema(query as Schema, stand)) : nothing,
      body: body ? perhapsMutated(fromSchema(body as Schema, stand)) : nothing,
      signedIn: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      more: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: conditions }),
    })
    const sends = fc.asyncProperty(call, async ({ params, query, body, signedIn, more }) => {
      if (++sent.requests % turn === 0) await come()
      const part = (name: string) =>
        asText((params as Record<string, unknown> | null)?.[name])
          .toWellFormed()
          .slice(0, 300)
          .toWellFormed()
      const asked = new URLSearchParams(Object.entries((query ?? {}) as object).map(([name, value]) => [name, asText(value).slice(0, 2_000)]))
      const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(part(name))) + (asked.size > 0 ? `?${asked.toString()}` : '')
      const text = body === undefined ? undefined : asText(body)
      const told = await ask(server.url, path, {
        method: endpoint.method,
        headers: {
          Origin: server.url,
          ...(signedIn ? person.headers : {}),
          ...more,
          ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
        },
        ...(text === undefined ? {} : { body: text }),
      })
      const what = `${endpoint.method} ${path} ${text?.slice(0, 500) ?? ''} ${JSON.stringify(more)} → ${told.status} ${told.text.slice(0, 500)}`
      sent.statuses.set(told.status, (sent.statuses.get(told.status) ?? 0) + 1)
      assert.ok(told.status < 500 && !told.text.includes('"code":"internal"'), what)
      const parts = Object.fromEntries([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, part(name)]))
      const fault = unfit(endpoint, parts, asked, text)
      if (fault === undefined) {
        sent.fit++
        // What fits may be refused for what it is about, and never for its form.
        assert.ok(told.status < 400 || !told.text.includes('"errors":'), `the document takes it: ${what}`)
      } else assert.ok(told.status >= 400, `taken, though ${fault}: ${what}`)
      // A path that became another one is nowhere.
      const elsewhere = told.status === 404 && !endpoint.problems.includes('not_found') && params !== undefined
      if (!elsewhere) assert.equal(undocumented(endpoint, told), undefined, what)
      if (signedIn && told.status === 401) await come()
    })
    await fc.assert(sends, { ...drawn, numRuns: endpoint.key === 'sync.push' ? tries * 10 : tries })
  })

test('so many were sent, and so they were answered', (t) => {
  const statuses = [...sent.statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`)
  t.diagnostic(`${sent.requests} requests, of which ${sent.fit} as the document says: ${statuses.join(', ')}`)
  assert.ok(sent.requests >= (process.env['SOAK'] ? 200_000 : 2_000))
  assert.ok(sent.fit * 3 > sent.requests && sent.fit * 10 < sent.requests * 9, 'right ones and wrong ones')
})

interface Undone extends Schema {
  readonly properties: { readonly kind: { readonly const: TakenBack['kind'] }; readonly fields: Schema }
}
const undoes = ['undo.apply@1', 'undo.apply@2'] as const
const undone = undoes.flatMap((name) => {
  const { items } = allMutationSchemas[name].properties.changes as unknown as { readonly items: { readonly anyOf: readonly Undone[] } }
  return items.anyOf.map(({ properties }) => ({ name, properties }))
})

for (const { name, properties } of undone)
  test(`${name}: a field of a ${properties.kind.const} that goes back to anything, right or of a wrong type, is applied or refused`, async () => {
    const somebody = await server.register(`${id()}@example.test`)
    const { userId, mutation } = somebody
    const kind = properties.kind.const
    const own = kind === 'space' || kind === 'settings' ? userId : id()
    const [at, merged] = [id(), id()]
    const make = {
      task: [
        mutation('task.create@1', { id: own, place: { parentId: null, listId: userId, sectionId: null, order: 'a1' }, title: 'Task' }),
        mutation('task.create@1', { id: at, place: { parentId: null, listId: userId, sectionId: null, order: 'a1' }, title: 'Above' }),
      ],
      list: [
        mutation('list.create@1', { id: own, name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' }),
        mutation('folder.create@1', { id: at, name: 'Folder', order: 'a1' }),
      ],
      section: [mutation('section.create@1', { id: own, listId: userId, name: 'Section', order: 'a1' })],
      folder: [mutation('folder.create@1', { id: own, name: 'Folder', order: 'a1' })],
      label: [
        mutation('label.create@1', { id: own, name: 'Label', color: 'blue', order: 'a1' }),
        mutation('label.create@1', { id: merged, name: 'Other', color: 'blue', order: 'a1' }),
      ],
      space: [],
      settings: [],
    }
    if (make[kind].length > 0) for (const { status } of await somebody.results(make[kind])) assert.equal(status, 'applied')
    /** What only somebody who knows the rows can name. */
    const known: Readonly<Record<string, readonly unknown[]>> = {
      place:
        kind === 'list'
          ? [
              { folderId: at, order: 'a2' },
              { folderId: null, order: 'a3' },
            ]
          : [{ parentId: at, listId: null, sectionId: null, order: 'a2' }],
      mergedInto: [merged, null],
      zone: ['Europe/Oslo', null],
    }
    const held = async (field: string) => {
      const [doc] = await server.context.store.docs(userId, [{ kind, id: own }])
      return heldIn(doc as object, field)
    }
    const took = new Set<string>()
    for (const [field, { properties: step }] of Object.entries(properties.fields.properties ?? {})) {
      const right = fc.oneof(fromSchema(step?.['to'] as Schema, stand), ...(field in known ? [fc.constantFrom(...(known[field] ?? []))] : []))
      const wrong = fc.oneof(fc.anything({ withNullPrototype: false, maxDepth: 2 }), fc.constantFrom<unknown>(5, 'abc', [], {}, [null], '__proto__'))
      const goesBack = fc.asyncProperty(fc.oneof(right, wrong), async (to) => {
        const before = await held(field)
        const change = { kind, id: own, fields: { [field]: { expect: before, to } } }
        const body = asText({ for: userId, mutations: [mutation(name, { changes: [change] })] })
        const headers = { Origin: server.url, 'Content-Type': 'application/json', ...somebody.headers }
        const told = await ask(server.url, `/api/v1/spaces/${userId}/mutations`, { method: 'POST', headers, body })
        assert.ok(told.status < 500 && !told.text.includes('"code":"internal"'), `${body} → ${told.status} ${told.text}`)
        if (told.text.includes('"applied"') && (name === 'undo.apply@1' || JSON.stringify(await held(field)) !== JSON.stringify(before))) took.add(field)
        // What it left is read by everybody, and breaks no schema: answers are checked.
        assert.equal((await somebody.pull()).status, 200, body)
        if (await held('deletedAt'))
          await somebody.results([mutation('undo.apply@1', { changes: [{ kind, id: own, fields: { deletedAt: { expect: '', to: null } } }] })])
      })
      // By chance alone one run in fifty would not come upon what can be named here.
      await fc.assert(goesBack, { ...drawn, numRuns: Math.min(tries, 1_000), examples: (known[field] ?? []).map((to) => [to]) })
    }
    // Nobody else is here who could be assigned, and a new task has no label.
    const fields = Object.keys(properties.fields.properties ?? {})
    const expected = name === 'undo.apply@1' ? fields : fields.filter((field) => !['labelIds', 'assigneeIds'].includes(field))
    assert.deepEqual(new Set([...took].filter((field) => expected.includes(field))), new Set(expected), 'each field went back to something')
  })
