import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { Endpoint } from '@muster/core/contract/endpoints/endpoint.ts'
import { endpointSchemas } from '@muster/core/contract/schemas/endpoints/by-key.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { hashOfMailToken } from '../accounts/mail-token.ts'
import type { TokenRecord, UserRecord } from '../accounts/records.ts'
import { actors, lines, outcomes, type Actor, type Line } from '../testing/permission-lines.ts'
import { id, startServer } from '../testing/server.ts'
import { createWorlds, type World } from '../testing/world.ts'

/** Spaces made and accounts registered stay few: everybody is signed in once, and each world takes the place of the one before. */
const names = ['founder', 'owner', 'admin', 'editor', 'viewer', 'other', 'former', 'stranger'] as const
type Name = (typeof names)[number]

let server: Awaited<ReturnType<typeof startServer>>
let people: Record<Name, Awaited<ReturnType<typeof server.register>>>
let newWorld: () => Promise<World>
before(async () => {
  server = await startServer()
  const signedUp: [Name, Awaited<ReturnType<typeof server.register>>][] = []
  for (const name of names) signedUp.push([name, await server.register(`${name}@example.test`)])
  people = Object.fromEntries(signedUp) as typeof people
  const { founder, owner, admin, editor, viewer, other, former } = people
  newWorld = createWorlds(server.context.store, {
    founder: founder.userId,
    owner: owner.userId,
    admin: admin.userId,
    editor: editor.userId,
    viewer: viewer.userId,
    other: other.userId,
    former: former.userId,
  })
})
after(() => server.remove())

const endpointOf = ({ key }: Line): Endpoint => endpoints.find((one) => one.key === key) as Endpoint
const isUnsafe = ({ method }: Endpoint) => method !== 'GET'
const doneWith = ({ key }: Endpoint) => Number(Object.keys(endpointSchemas[key]?.replies ?? {}).find((status) => status !== '304'))
const nobody = id()
const idOf = (actor: Actor) => (actor === 'nobody' ? nobody : people[actor].userId)
const ownHeaders = (actor: Actor): Record<string, string> => ({ Origin: server.url, ...(actor === 'nobody' ? {} : people[actor].headers) })

interface Asked {
  readonly path: string
  readonly body: string | undefined
}
const ownTaskOf = async (actor: Exclude<Actor, 'nobody'>): Promise<string> => {
  const made = await server.post('/api/v1/tasks', { title: 'Mine' }, people[actor].headers)
  return ((await made.json()) as { id: string }).id
}
/** Of a link that was mailed to somebody who asks for nothing else here. */
const mailedToken = async (purpose: TokenRecord['purpose']): Promise<string> => {
  const { store } = server.context
  const userId = people.other.userId
  const stored = (await store.record('users', userId)) ?? assert.fail()
  const { credentialVersion = 0, email } = stored.value as UserRecord
  const token = randomBytes(32).toString('base64url')
  const value: TokenRecord = {
    purpose,
    userId,
    credentialVersion,
    email,
    before: email,
    createdAt: new Date().toISOString(),
    expiresAt: '2999-01-01T00:00:00.000Z',
  }
  await store.insert({ table: 'tokens', key: hashOfMailToken(token), owner: userId, value })
  return token
}
/** The request of a line as one of them sends it. */
const askedOf = async (line: Line, of: World, actor: Actor): Promise<Asked> => {
  const world = line.withOwnTask && actor !== 'nobody' ? { ...of, ownTask: await ownTaskOf(actor) } : of
  const params: Record<string, string> = { space: world.space, ...line.params?.(world, idOf(actor)) }
  if (line.key === 'sync.chunk') {
    const snapshot = await server.request(`/api/v1/spaces/${world.space}/snapshot/latest`, { headers: people.founder.headers })
    params['from'] = ((await snapshot.json()) as { from: string }).from
  }
  const said: unknown = line.body?.(world, idOf(actor))
  const body = line.withMailToken ? { ...(said as object | undefined), token: await mailedToken(line.key === 'address.confirm' ? 'address' : 'reset') } : said
  return {
    path: endpointOf(line).path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
    body: body === undefined ? undefined : JSON.stringify(body),
  }
}
/** The same request of a space, and of things in it, that are not there. */
const elsewhere = ({ path, body }: Asked, { space, folder, list, section, label, task, invite }: World): Asked => {
  const others = new Map([space, folder, list, section, label, task, invite].map((one) => [one, id()]))
  const replaced = (text: string) => [...others].reduce((left, [one, another]) => left.replaceAll(one, another), text)
  return { path: replaced(path), body: body && replaced(body) }
}

const send = async (method: string, { path, body }: Asked, headers: Record<string, string>) => {
  const reply = await server.request(path, {
    method,
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  if (reply.headers.get('content-type')?.startsWith('text/event-stream')) {
    await reply.body?.cancel()
    return { status: reply.status, text: '', headers: reply.headers }
  }
  return { status: reply.status, text: await reply.text(), headers: reply.headers }
}
type Reply = Awaited<ReturnType<typeof send>>

/** Every byte of an answer but what differs each time: its date, and the name of the request. */
const bytes = ({ status, text, headers }: Reply): string => {
  const lasting = [...headers].filter(([name]) => name !== 'date')
  const { requestId, ...problem } = JSON.parse(text) as { requestId: string }
  assert.equal(typeof requestId, 'string')
  return JSON.stringify([status, lasting, text.length, problem])
}
const codeOf = ({ text }: Reply) => (JSON.parse(text) as { code?: string }).code

/** Everything that a request could have moved: the space, everybody's own, the accounts and the sessions. */
const state = async (world: World): Promise<string> => {
  const { store } = server.context
  const heads = await store.heads([world.space, ...Object.values(people).map(({ userId }) => userId)])
  return JSON.stringify([[...heads].sort(([a], [b]) => (a < b ? -1 : 1)), await store.count('users'), await store.count('sessions')])
}
const revOf = async (world: World) => (await server.context.store.head(world.space))?.rev

test('every endpoint has a line in the table, and every line an endpoint that is served', () => {
  assert.deepEqual([...new Set(lines.map(({ key }) => key))].sort(), endpoints.map(({ key }) => key).sort())
  assert.deepEqual(endpoints.map(({ key }) => key).sort(), Object.keys(endpointSchemas).sort(), 'what is served has schemas, and is in the list')
})

for (const line of lines) {
  const endpoint = endpointOf(line)
  test(`${line.kind}: ${endpoint?.method} ${endpoint?.path}${line.what === undefined ? '' : ` (${line.what})`}`, async () => {
    const { method } = endpoint
    let world = await newWorld()
    for (const [index, actor] of actors.entries()) {
      const outcome = outcomes[line.kind][index]
      const asked = await askedOf(line, world, actor)

      if (isUnsafe(endpoint)) {
        const untouched = await state(world)
        for (const [what, wrong] of Object.entries(forgeries(endpoint, actor))) {
          const forged = await send(method, asked, wrong)
          assert.deepEqual([forged.status, codeOf(forged)], [403, 'csrf'], `${actor}: ${what}`)
        }
        assert.equal(await state(world), untouched, `${actor}: nothing that was forged took effect`)
      }

      const [before, rev] = [await state(world), await revOf(world)]
      const reply = await send(method, asked, ownHeaders(actor))
      if (method === 'GET') assert.equal((await send('HEAD', asked, ownHeaders(actor))).status, reply.status, `${actor}: HEAD`)
      if (typeof outcome === 'number') {
        assert.equal(reply.status, outcome, `${actor}: ${reply.text}`)
        assert.equal(await state(world), before, `${actor}: it took no effect`)
        if (outcome !== 403) {
          const there = await send(method, elsewhere(await askedOf(line, world, actor), world), ownHeaders(actor))
          assert.equal(bytes(reply), bytes(there), `${actor}: as if it did not exist`)
        }
      } else {
        assert.equal(reply.status, doneWith(endpoint), `${actor}: ${reply.text}`)
        if (outcome === 'within') {
          const [result] = (JSON.parse(reply.text) as PushReply).results
          assert.equal(result?.status === 'refused' && result.problem.code, 'forbidden', `${actor}: ${reply.text}`)
          assert.equal(await state(world), before, `${actor}: it took no effect`)
        } else if (isUnsafe(endpoint)) {
          const moved = ((await revOf(world)) ?? 0) > (rev ?? 0)
          assert.ok(moved || line.kind === 'anyone' || line.kind === 'self', `${actor}: it took effect`)
          world = await newWorld()
        }
      }
      if (line.endsSession && actor !== 'nobody') people[actor] = await server.login(`${actor}@example.test`)
    }
  })
}

/** Headers that another site could make a browser of theirs send, or a program that leaves something out. */
const forgeries = ({ auth }: Endpoint, actor: Actor): Readonly<Record<string, Record<string, string>>> => {
  const own = ownHeaders(actor)
  const { Origin: _origin, ...noOrigin } = own
  const { 'X-CSRF-Token': token, ...noToken } = own
  const everywhere = {
    'from another origin': { ...own, Origin: 'https://evil.example' },
    'from this port of another name': { ...own, Origin: server.url.replace('127.0.0.1', 'localhost.evil.example') },
    'from a page without an origin': { ...own, Origin: 'null' },
    'from another site, as the browser says': { ...own, 'Sec-Fetch-Site': 'cross-site' },
    'from a sibling site, as the browser says': { ...own, 'Sec-Fetch-Site': 'same-site' },
    'with no word of where it comes from': noOrigin,
  }
  if (auth !== 'session' || token === undefined) return everywhere
  const another = people[actor === 'stranger' ? 'owner' : 'stranger'].headers['X-CSRF-Token']
  return { ...everywhere, 'without the token': noToken, "with another session's token": { ...own, 'X-CSRF-Token': another } }
}
