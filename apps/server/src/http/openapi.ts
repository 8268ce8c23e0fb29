import { codes, type Code } from '@muster/core/contract/codes.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { openApi } from '@muster/core/contract/endpoints/openapi.ts'
import { scopeOf } from '@muster/core/contract/scopes.ts'
import { usualProblems } from '@muster/core/contract/endpoints/usual-problems.ts'
import type { EndpointSchemas } from '@muster/core/contract/schemas/endpoints/common.ts'
import { allMutationSchemas } from '@muster/core/contract/schemas/mutations.ts'
import { namedSchemas } from '@muster/core/contract/schemas/named.ts'
import { sent, type Routes } from './endpoint.ts'
import { rateLimitDraft } from './quota.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

/** Every code that an endpoint may answer with: its own and those of its kind. */
export const problemsOf = ({ auth, method, path, problems }: Endpoint): readonly Code[] => {
  const of = (kind: keyof typeof usualProblems, holds: boolean): readonly Code[] => (holds ? usualProblems[kind] : [])
  return [
    ...new Set([...problems, ...of('every', true), ...of('api', path.startsWith('/api/')), ...of('unsafe', method !== 'GET'), ...of(auth, true)]),
  ].toSorted()
}

/** Turns schemas into JSON in which what has a name is a reference to it, and gathers what was referred to. */
const createComponents = () => {
  const names = new Map<string, string>()
  for (const [name, schema] of namedSchemas) {
    const shape = JSON.stringify(schema)
    if (!names.has(shape)) names.set(shape, name === 'ProblemSchema' ? 'Problem' : name)
  }
  const components: Record<string, Json> = {}
  const inside = (schema: Json): Json => {
    if (Array.isArray(schema)) return schema.map(refer)
    if (schema === null || typeof schema !== 'object') return schema
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]))
  }
  const refer = (schema: Json): Json => {
    const name = names.get(JSON.stringify(schema))
    if (name === undefined) return inside(schema)
    if (!(name in components)) {
      components[name] = {}
      components[name] = inside(schema)
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  const plain = (schema: object) => JSON.parse(JSON.stringify(schema)) as JsonObject
  return { components, refer: (schema: object): Json => refer(plain(schema)), plain }
}

/** Headers that a request may carry, and when: what an endpoint answers says what it looks at. */
const headerParameters: Readonly<
  Record<string, { readonly description: string; readonly schema: JsonObject; readonly goesWith: (endpoint: Endpoint, statuses: readonly string[]) => boolean }>
> = {
  Origin: {
    description: 'The origin of this server. Browsers say where a request comes from by themselves; a program has to name it.',
    schema: { type: 'string' },
    goesWith: ({ method, auth }) => method !== 'GET' && auth !== 'anyone',
  },
  'If-Match': {
    description: 'The ETag of what was read: what has changed since is refused as `stale`.',
    schema: { type: 'string' },
    goesWith: ({ problems }) => problems.includes('stale'),
  },
  'If-None-Match': {
    description:
      'The ETag of what was read: if it is the same still, the answer is 304. With a write, `*` asks that nothing is there yet: else it is refused as `stale`.',
    schema: { type: 'string' },
    goesWith: ({ problems }, statuses) => statuses.includes('304') || problems.includes('stale'),
  },
  'Idempotency-Key': {
    description:
      'A UUID in lower case of this change: sent again under it, it is answered again and not done again; another change under it is refused as `reused_id`.',
    schema: { $ref: '#/components/schemas/Id' },
    goesWith: ({ problems }) => problems.includes('reused_id'),
  },
}
const retryAfter = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }
const ofTheDraft = `(draft-ietf-httpapi-ratelimit-headers-${rateLimitDraft})`
/** Headers of an answer that say when to come again, by its status. */
const waitHeaders: Readonly<Record<number, JsonObject>> = {
  429: {
    ...retryAfter,
    'RateLimit-Policy': { description: `How many points there are in how many seconds ${ofTheDraft}.`, schema: { type: 'string' } },
    RateLimit: { description: `How many are left, and for how many seconds ${ofTheDraft}.`, schema: { type: 'string' } },
  },
  503: retryAfter,
}
const told: Readonly<Record<string, string>> = { 200: 'As asked.', 201: 'It was made.', 204: 'Done; there is nothing to tell.', 304: 'It has not changed.' }

const sorted = (object: Record<string, Json>): JsonObject => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

/**
 * The OpenAPI 3.1 document of the endpoints: each parameter, body and reply, and each problem by the codes it may carry.
 * Made of the same schemas that requests are checked with, so it cannot say anything else than the server does.
 */
export const describeApi = (endpoints: readonly Endpoint[], schemas: Readonly<Record<string, EndpointSchemas>>): JsonObject => {
  const { components, refer, plain } = createComponents()
  const responses: Record<string, Json> = {}

  const parameters = (place: 'path' | 'query', schema: object | undefined): Json[] => {
    const { properties = {}, required = [] } = schema ? (plain(schema) as { properties?: JsonObject; required?: readonly string[] }) : {}
    return Object.entries(properties).map(([name, value]) => ({ name, in: place, required: required.includes(name), schema: refer(value as object) }))
  }
  /** One response for each set of codes of a status, shared by all that may give it. */
  const problemResponses = (endpoint: Endpoint): JsonObject => {
    const byStatus = Map.groupBy(problemsOf(endpoint), (code) => codes[code].status)
    return Object.fromEntries(
      [...byStatus].map(([status, some]) => {
        const name = some.join('.')
        responses[name] ??= {
          ...(status in waitHeaders ? { headers: waitHeaders[status] as JsonObject } : {}),
          description: some.map((code) => `\`${code}\`: ${codes[code].title}`).join(' '),
          content: {
            'application/problem+json': {
              schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { status: { const: status }, code: { enum: some } } }] },
            },
          },
        }
        return [String(status), { $ref: `#/components/responses/${name}` }]
      }),
    )
  }
  const operation = (endpoint: Endpoint): JsonObject => {
    const { key, method, auth, summary } = endpoint
    const schema = schemas[key]
    if (!schema) throw new Error(`${key} has no schemas`)
    const unsafe = method !== 'GET'
    const scope = scopeOf[key]
    const statuses = Object.keys(schema.replies)
    const asked = [
      ...parameters('path', schema.params),
      ...parameters('query', schema.query),
      ...Object.keys(headerParameters)
        .filter((name) => headerParameters[name]?.goesWith(endpoint, statuses))
        .map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ]
    const replies = Object.entries(schema.replies).map(([status, reply]): [string, Json] => [
      status,
      {
        description: told[status] ?? 'Done.',
        ...(status === '204' || status === '304' ? {} : { content: { [schema.media ?? 'application/json']: { schema: refer(reply) } } }),
      },
    ])
    return {
      operationId: key,
      summary,
      tags: [key.split('.')[0] as string],
      ...(asked.length > 0 ? { parameters: asked } : {}),
      ...(schema.body ? { requestBody: { required: true, content: { 'application/json': { schema: refer(schema.body) } } } } : {}),
      security: auth === 'session' ? [unsafe ? { session: [], csrf: [] } : { session: [] }, ...(scope ? [{ key: [scope] }] : [])] : [],
      responses: { ...Object.fromEntries(replies), ...problemResponses(endpoint) },
    }
  }

  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}')
    const operations = (paths[path] ??= {})
    operations[endpoint.method.toLowerCase()] = operation(endpoint)
  }
  const mutations = Object.fromEntries(Object.entries(allMutationSchemas).map(([name, schema]) => [name, refer(schema)]))
  return {
    openapi: '3.1.1',
    info: {
      title: 'Muster',
      version: '1',
      summary: 'Tasks that are instant, work without a network, and are never lost.',
      description:
        'Unknown fields, unknown or repeated query parameters and repeated keys are refused, and nothing is coerced. Lengths are counted in UTF-16 units. Every problem is an RFC 9457 document with a `code` and a `requestId`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: sorted(paths),
    components: {
      schemas: sorted({
        ...components,
        MutationArguments: {
          description: 'The `args` of each change that `POST /api/v1/spaces/{space}/mutations` takes, by its `name`.',
          type: 'object',
          properties: mutations,
          additionalProperties: false,
        },
      }),
      responses: sorted(responses),
      parameters: Object.fromEntries(
        Object.entries(headerParameters).map(([name, { description, schema }]) => [name, { name, in: 'header', required: false, description, schema }]),
      ),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'muster-access-{instance}',
          description:
            'Set by signing in, together with `muster-refresh-{instance}`; the instance is an id of the server, and behind https the names begin with `__Host-`. It lives ten minutes: `auth.refresh` brings the next.',
        },
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, which needs the scope that is named. It needs neither an Origin nor an X-CSRF-Token.',
        },
        csrf: { type: 'apiKey', in: 'header', name: 'X-CSRF-Token', description: 'The `csrfToken` of the session, as `me` tells it.' },
      },
    },
  }
}

/** The document as the bytes that are served and committed. */
export const apiDocument = (endpoints: readonly Endpoint[], schemas: Readonly<Record<string, EndpointSchemas>>): string =>
  `${JSON.stringify(describeApi(endpoints, schemas), null, 2)}\n`

/** Serves the document: worked out when it is first asked for, and cached. */
export const registerOpenApi = (routes: Routes, endpoints: readonly Endpoint[], schemas: Readonly<Record<string, EndpointSchemas>>) => {
  let bytes: Buffer | undefined
  routes.add(openApi)(async ({ reply }) => {
    bytes ??= Buffer.from(apiDocument(endpoints, schemas))
    await reply.type('application/json; charset=utf-8').send(bytes)
    return sent
  })
}
