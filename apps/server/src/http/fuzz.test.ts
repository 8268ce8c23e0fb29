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
import { describeApi } from './openapi.ts'

/** Tries for each endpoint; ten times that for what takes every kind of change. */
const tries = process.env['SOAK'] ? 1_000 : 40

interface Response {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, object>>
}
const document = describeApi(endpoints, endpointSchemas) as unknown as {
  readonly components: { readonly responses: Readonly<Record<string, Response>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string; readonly responses: Readonly<Record<string, Response>> }>>>>
}
const ajv = new Ajv2020({ strict: false })
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

let server: Awaited<ReturnType<typeof startServer>>
let person: Awaited<ReturnType<typeof server.register>>
before(async () => {
  server = await startServer()
  person = await server.register()
})
after(() => server.remove())

/** Ids of things that are there, that were there, and that never were. */
const known: string[] = Array.from({ length: 8 }, id)
const ids = fc.oneof(
  // Read when it is drawn: whoever signs out by chance comes back as another.
  fc.nat(8).map((n) => (n === 0 ? person.userId : (known[n - 1] as string))),
  fromSchema(Id as Schema),
)
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

for (const endpoint of endpoints)
  test(`${endpoint.key}: nothing that is sent, right or nearly right, ends in an error of ours or in an answer that its document does not tell of`, async () => {
    const { params, query, body } = endpointSchemas[endpoint.key] ?? { replies: {} }
    const call = fc.record({
      params: params ? perhapsMutated(fromSchema(params as Schema, stand)) : nothing,
      query: query ? perhapsMutated(fromSchema(query as Schema, stand)) : nothing,
      body: body ? perhapsMutated(fromSchema(body as Schema, stand)) : nothing,
      signedIn: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    })
    const sends = fc.asyncProperty(call, async ({ params, query, body, signedIn }) => {
      const part = (name: string) =>
        encodeURIComponent(
          asText((params as Record<string, unknown> | null)?.[name])
            .toWellFormed()
            .slice(0, 300),
        )
      const asked = new URLSearchParams(Object.entries((query ?? {}) as object).map(([name, value]) => [name, asText(value).slice(0, 2_000)]))
      const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => part(name)) + (asked.size > 0 ? `?${asked.toString()}` : '')
      const text = body === undefined ? undefined : asText(body)
      const told = await ask(server.url, path, {
        method: endpoint.method,
        headers: {
          Origin: server.url,
          ...(signedIn ? person.headers : {}),
          ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
        },
        ...(text === undefined ? {} : { body: text }),
      })
      const what = `${endpoint.method} ${path} ${text?.slice(0, 500) ?? ''} → ${told.status} ${told.text.slice(0, 500)}`
      assert.ok(told.status < 500 && !told.text.includes('"code":"internal"'), what)
      // A path that became another one is nowhere.
      const elsewhere = told.status === 404 && !endpoint.problems.includes('not_found') && params !== undefined
      if (!elsewhere) assert.equal(undocumented(endpoint, told), undefined, what)
      if (signedIn && told.status === 401) person = await server.register(`${id()}@example.test`)
    })
    await fc.assert(sends, { numRuns: endpoint.key === 'sync.push' ? tries * 10 : tries })
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
      await fc.assert(goesBack, { numRuns: tries, examples: (known[field] ?? []).map((to) => [to]) })
    }
    // Nobody else is here who could be assigned, and a new task has no label.
    const fields = Object.keys(properties.fields.properties ?? {})
    const expected = name === 'undo.apply@1' ? fields : fields.filter((field) => !['labelIds', 'assigneeIds'].includes(field))
    assert.deepEqual(new Set([...took].filter((field) => expected.includes(field))), new Set(expected), 'each field went back to something')
  })
