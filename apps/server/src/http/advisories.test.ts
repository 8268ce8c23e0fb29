import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { Id } from '@muster/core/contract/schemas/common.ts'
import type { MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import { hashOfKey } from '../accounts/api-key.ts'
import { ask } from '../testing/ask.ts'
import { fromSchema, type Schema } from '../testing/from-schema.ts'
import { createAsk, spaceOfAll, type Ask } from '../testing/people.ts'
import { startServer } from '../testing/server.ts'

/** What was once wrong with other programs of this kind, each as it would be tried here. Named by the advisory, or by what its program calls it. */
type Server = Awaited<ReturnType<typeof startServer>>
let server: Server
let say: Ask
let here: Awaited<ReturnType<typeof spaceOfAll>>
/** A list of the space. */
let listId: string
before(async () => {
  server = await startServer()
  say = createAsk(server)
  here = await spaceOfAll(server, say)
  listId = (await say(here.owner, 'POST', `/spaces/${here.space}/lists`, { name: 'List' })).body.id
})
after(() => server.remove())

const keyOf = async (person: Awaited<ReturnType<Server['register']>>, scopes: readonly string[]) =>
  ((await (await server.post('/api/v1/me/keys', { name: 'Script', scopes }, person.headers)).json()) as MadeApiKey).token
const bodyOf = ({ key }: Endpoint): object | undefined => {
  const schema = endpointSchemas[key]?.body
  return schema && (fc.sample(fromSchema(schema as Schema, [[Id as Schema, fc.constant(here.owner.userId)]], true), { numRuns: 1, seed: 11 })[0] as object)
}

test('CVE-2026-35594 (Vikunja): what somebody may do is what they may do now, whatever they were when they signed in', async () => {
  const { owner, editor, space } = here
  const task = (await say(editor, 'POST', `/spaces/${space}/tasks`, { title: 'Mine', listId })).body.id
  assert.equal((await say(owner, 'PATCH', `/spaces/${space}/members/${editor.userId}`, { role: 'viewer' })).status, 200)
  assert.equal((await say(editor, 'PATCH', `/spaces/${space}/tasks/${task}`, { title: 'Still mine' })).status, 403)
  assert.equal((await say(editor, 'GET', `/spaces/${space}/tasks/${task}`)).status, 200)
  assert.equal((await say(owner, 'DELETE', `/spaces/${space}/members/${editor.userId}`)).status, 204)
  for (const path of [`/tasks/${task}`, '/tasks', '/changes', '/snapshot/latest', '/members'])
    assert.equal((await say(editor, 'GET', `/spaces/${space}${path}`)).status, 404, path)
  await here.enter(editor, 'editor')
})

test('CVE-2026-40103 (Vikunja): a scope for reading opens no method that writes, at the same address', async () => {
  const { owner, space } = here
  const token = await keyOf(owner, ['tasks:read'])
  const task = (await say(owner, 'POST', `/spaces/${space}/tasks`, { title: 'To be read', listId })).body.id
  const statusOf = async (method: string, path: string, body?: object) => {
    const text = body && JSON.stringify(body)
    const headers = { Authorization: `Bearer ${token}`, ...(text ? { 'Content-Type': 'application/json', 'Content-Length': String(text.length) } : {}) }
    return (await ask(server.url, path, { method, headers: { ...headers, 'X-HTTP-Method-Override': 'GET' }, ...(text ? { body: text } : {}) })).status
  }
  for (const path of ['/api/v1/tasks', `/api/v1/spaces/${space}/tasks`]) {
    assert.equal(await statusOf('GET', path), 200)
    assert.equal(await statusOf('POST', path, { title: 'Written' }), 403)
  }
  for (const path of [`/api/v1/tasks/${task}`, `/api/v1/spaces/${space}/tasks/${task}`]) {
    assert.equal(await statusOf('GET', path), 200)
    for (const method of ['PATCH', 'DELETE']) assert.equal(await statusOf(method, path, method === 'PATCH' ? { title: 'Written' } : undefined), 403)
  }
  for (const path of ['restore', 'move']) assert.equal(await statusOf('POST', `/api/v1/spaces/${space}/tasks/${task}/${path}`, { toSpace: owner.userId }), 403)
  assert.equal(await statusOf('GET', `/api/v1/spaces/${space}/tasks/${task}/notes`), 403, 'notes have a scope of their own')
})

test('CVE-2026-41649 and CVE-2026-43890 (Outline), GHSA-6p5m-f9p2-wqm5 (Wekan): of two ids in a request each is looked at, and they must agree', async () => {
  const { owner, space, stranger } = here
  const made = async (path: string, body: object) => (await say(owner, 'POST', path, body)).body.id
  const own = `/spaces/${owner.userId}`
  const [list, other] = [await made(`/spaces/${space}/lists`, { name: 'Here' }), await made(`/spaces/${space}/lists`, { name: 'Other' })]
  const section = await made(`/spaces/${space}/sections`, { name: 'Of the other list', listId: other })
  const [ofOwnList, ofOwnTask] = [await made(`${own}/lists`, { name: 'There' }), await made(`${own}/tasks`, { title: 'There' })]
  const task = await made(`/spaces/${space}/tasks`, { title: 'Here', listId: list })
  const patch = async (body: object) => (await say(owner, 'PATCH', `/spaces/${space}/tasks/${task}`, body)).status
  assert.equal(await patch({ listId: list, sectionId: section }), 400, 'a section of another list')
  assert.equal(await patch({ listId: ofOwnList }), 404, 'a list of another space, which is theirs as well')
  assert.equal(await patch({ parentId: ofOwnTask }), 404)
  assert.equal(await patch({ parentId: task, listId: list }), 400, 'both')
  assert.equal((await say(owner, 'GET', `/spaces/${space}/tasks/${ofOwnTask}`)).status, 404)
  assert.equal((await say(owner, 'POST', `/spaces/${space}/tasks/${task}/move`, { toSpace: stranger.userId })).status, 404, 'to where they may not')
  assert.equal((await say(stranger, 'POST', `${own}/tasks/${ofOwnTask}/move`, { toSpace: stranger.userId })).status, 404, 'from where they may not')
  const pushed = await server.post(`/api/v1/spaces/${space}/mutations`, { for: stranger.userId, mutations: [] }, owner.headers)
  assert.ok(pushed.status === 400 || pushed.status === 409, 'in the name of somebody else')
})

/** What the server alone says of a row. */
const ours = ['space', 'spaceId', 'userId', 'rev', 'v', 'kind', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'deletedAt', 'deletedBy', 'movedTo']
const oursToo = ['purgedAt', 'completedBy', 'completedAt', 'owners', 'memberCount', 'personal', 'isAdmin', 'instanceOwner', 'passwordHash', 'usedAt', 'usedBy']

test('GHSA-569v-q83c-3j3g (Vikunja), AuthorBleed (Wekan): what the server says of a row nobody else does', async () => {
  const untouched = await server.stored()
  let tried = 0
  for (const endpoint of endpoints.filter(({ key }) => endpointSchemas[key]?.body && key !== 'sync.push')) {
    const body = bodyOf(endpoint) as object
    const named = JSON.stringify(endpointSchemas[endpoint.key]?.body)
    for (const field of [...ours, ...oursToo].filter((one) => !named.includes(`"${one}"`))) {
      const path = endpoint.path.replace('/api/v1', '').replace(/:\w+/g, here.owner.userId)
      const told = await say(here.owner, endpoint.method, path, { ...body, [field]: here.stranger.userId })
      if (endpoint.key === 'csp.report') assert.ok(told.status >= 400)
      else assert.match(JSON.stringify(told.body), /must NOT have additional properties/, `${endpoint.key} ${field}: ${told.status}`)
      tried++
    }
  }
  assert.ok(tried > 400, String(tried))
  assert.ok((await server.stored()) === untouched, 'something was stored')
})

test('CVE-2026-33312 and CVE-2026-43913 (Vikunja, Vaultwarden): who only reads deletes nothing; who was invited and has not come in is nobody', async () => {
  const { owner, viewer, stranger, space } = here
  const task = (await say(owner, 'POST', `/spaces/${space}/tasks`, { title: 'Stays', listId })).body.id
  const { token } = (await say(owner, 'POST', `/spaces/${space}/invites`, { role: 'admin' })).body
  for (const [person, status] of [
    [viewer, 403],
    [stranger, 404],
  ] as const)
    for (const [method, path, body] of [
      ['DELETE', `/spaces/${space}/tasks/${task}`],
      ['DELETE', `/spaces/${space}`],
      ['DELETE', `/spaces/${space}/members/${owner.userId}`],
      ['POST', `/spaces/${space}/tasks/${task}/restore`],
      ['POST', `/spaces/${space}/invites`, { role: 'viewer' }],
      ['GET', `/spaces/${space}/invites`],
    ] as const)
      assert.equal((await say(person, method, path, body)).status, status, `${method} ${path}`)
  assert.equal((await say(stranger, 'POST', '/invites/preview', { token })).status, 200, 'who holds the link sees what it is for')
  assert.equal((await say(stranger, 'GET', `/spaces/${space}`)).status, 404)
})

test('HashBleed (Wekan): no hash, no id of a session and no secret of a key is in any answer or in any line of the log', async (t) => {
  const { owner, admin, editor, viewer, stranger, space } = here
  const said: string[] = []
  for (const level of ['log', 'warn', 'error', 'info'] as const) t.mock.method(console, level, (...words: unknown[]) => void said.push(words.join(' ')))
  const token = await keyOf(owner, ['tasks:read'])
  const stored = await server.stored()
  const secrets = new Set([
    ...(stored.match(/\$argon2id?\$[^"\\]+/g) ?? []),
    hashOfKey(token),
    token.slice(7, 37),
    // Ids of sessions stand in cookies alone.
    ...[owner, admin, editor, viewer, stranger].flatMap(({ headers }) => [...headers.Cookie.matchAll(/=([\w-]{16,})\.\d+\./g)].map(([, sid]) => sid as string)),
    server.context.secret.toString(),
    server.context.secret.toString('base64url'),
  ])
  assert.ok(secrets.size >= 14, `${secrets.size} secrets`)
  const answers: string[] = []
  for (const person of [owner, admin, editor, viewer, stranger])
    for (const endpoint of endpoints.filter(({ method }) => method === 'GET'))
      for (const id of [space, owner.userId, person.userId]) {
        const { text, headers } = await ask(server.url, endpoint.path.replace(/:\w+/g, id), { headers: person.headers })
        answers.push(`${text}${JSON.stringify(headers)}`)
      }
  const snapshot = (await say(owner, 'GET', `/spaces/${space}/snapshot/latest`)).body as unknown as {
    from: string
    chunks?: readonly { readonly id: string }[]
  }
  answers.push(JSON.stringify(snapshot), JSON.stringify((await say(owner, 'GET', `/spaces/${space}/changes`)).body))
  await say(null, 'POST', '/auth/login', { email: 'person1@example.test', password: 'a wrong password' })
  await ask(server.url, `/api/v1/tasks?token=${token}`, { headers: { Authorization: `Bearer ${token}x` } })
  for (const secret of secrets)
    for (const text of [...answers, ...said]) assert.ok(!text.includes(secret), `${secret.slice(0, 12)}… is in ${text.slice(0, 200)}`)
})

test('SignupBleed (Wekan): where registration is closed no form of asking makes an account', async (t) => {
  const closed = await startServer(undefined, { env: { REGISTRATION: 'closed' } })
  t.after(() => closed.remove())
  await closed.register()
  const body = { email: 'late@example.test', password: 'correct horse', name: 'Late' }
  for (const more of [{}, { invite: `${here.space}.${'x'.repeat(43)}` }]) {
    const reply = await closed.post('/api/v1/auth/register', { ...body, ...more })
    assert.ok(reply.status === 403 || reply.status === 400, String(reply.status))
  }
  assert.equal(await closed.context.store.count('users'), 1)
})

test('GHSA-3529-5m8x-rpv3 (Supabase Auth): no header says at which address we are', async () => {
  const { owner } = here
  const poison = {
    'X-Forwarded-Host': 'evil.test',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Port': '8443',
    Forwarded: 'host=evil.test;proto=https',
    'X-Host': 'evil.test',
    'X-Original-Host': 'evil.test',
    'X-Original-URL': '/api/v1/me/keys',
    'X-Rewrite-URL': '/api/v1/me/keys',
  }
  for (const path of ['/me', '/tasks', '/spaces', '/me/settings', '/openapi.json', '/nothing']) {
    const [usual, poisoned] = [await say(owner, 'GET', path), await say(owner, 'GET', path, undefined, poison)]
    const lasting = ({ status, headers, body }: typeof usual) => {
      const { requestId: _, ...rest } = body as { requestId?: string }
      return JSON.stringify([status, [...headers].filter(([name]) => name !== 'date'), rest])
    }
    assert.equal(lasting(poisoned), lasting(usual), path)
  }
  const made = await say(owner, 'POST', '/tasks', { title: 'Somewhere' }, poison)
  assert.match(made.headers.get('location') ?? '', /^\/api\/v1\/spaces\//)
  const invited = await say(owner, 'POST', `/spaces/${here.space}/invites`, { role: 'viewer' }, poison)
  assert.ok(!JSON.stringify(invited.body).includes('evil'))
})

test('GHSA-phm4-4v26-j2vq (Wekan), GHSA-wwgj-929g-42cm (Plane): nothing that is asked for is an operator, a path of a row or a script of the store', async () => {
  const { owner, space } = here
  const untouched = await server.stored()
  const operators = [
    { $gt: '' },
    { $ne: null },
    { $where: 'sleep(5000)' },
    { $regex: '(a+)+$' },
    { $expr: 1 },
    { $function: { body: 'x', args: [], lang: 'js' } },
  ]
  const texts = ['$where', '1; DROP TABLE docs', "' OR 1=1 --", 'task.createdBy', 'a.b', '__proto__', '* NEAR/1 "', '{"$gt":""}']
  for (const name of ['list', 'parent', 'status', 'label', 'assignee', 'updatedSince', 'order', 'cursor', 'limit', 'trashed', 'former', 'since'])
    for (const path of [`/spaces/${space}/tasks`, '/tasks', `/spaces/${space}/lists`, `/spaces/${space}/members`, `/spaces/${space}/changes`]) {
      for (const operator of ['$ne', '$gt', '$where', '__proto__', 'constructor'])
        assert.equal((await say(owner, 'GET', `${path}?${name}[${operator}]=1`)).status, 400, `${path} ${name} ${operator}`)
      for (const text of texts) assert.equal((await say(owner, 'GET', `${path}?${name}=${encodeURIComponent(text)}`)).status, 400, `${path} ${name}=${text}`)
    }
  for (const endpoint of endpoints.filter(({ key }) => endpointSchemas[key]?.body && key !== 'csp.report')) {
    const body = bodyOf(endpoint) as object
    const path = endpoint.path.replace('/api/v1', '').replace(/:\w+/g, owner.userId)
    for (const field of Object.keys(body))
      for (const operator of operators) {
        const told = await say(owner, endpoint.method, path, { ...body, [field]: operator })
        assert.equal(told.status, 400, `${endpoint.key} ${field} ${JSON.stringify(operator)}`)
      }
  }
  assert.ok((await server.stored()) === untouched, 'something was stored')
})

test('CVE-2026-25223 and CVE-2026-3419 (Fastify): no spelling of the type of a body leads past its schema', async () => {
  const { owner } = here
  const untouched = await server.stored()
  const body = JSON.stringify({ title: 5, isAdmin: true })
  for (const type of [
    'application/json\ta',
    'application/json a',
    'application/json;a',
    'application/json ;charset=utf-8 ,text/plain',
    'APPLICATION/JSON\t',
    ' application/json',
    'application/json; charset=utf-7',
    'application/jsonp',
    'text/json',
    'application/csp-report',
    'application/merge-patch+json',
  ]) {
    const headers = { Origin: server.url, ...owner.headers, 'Content-Type': type, 'Content-Length': String(body.length) }
    const told = await ask(server.url, '/api/v1/tasks', { method: 'POST', headers, body })
    assert.ok(told.status === 415 || told.status === 400, `${JSON.stringify(type)}: ${told.status}`)
  }
  assert.ok((await server.stored()) === untouched)
})
