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
import { asIfNowhere, beginningOf, bytes, codeOf, doneWith, endpointOf, isUnsafe, requestOf, sendTo, type Asked } from '../testing/permission-requests.ts'
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

const nobody = id()
const idOf = (actor: Actor) => (actor === 'nobody' ? nobody : people[actor].userId)
const ownHeaders = (actor: Actor): Record<string, string> => ({ Origin: server.url, ...(actor === 'nobody' ? {} : people[actor].headers) })
const ownTaskOf = async (actor: Exclude<Actor, 'nobody'>): Promise<string> => {
  const made = await server.post('/api/v1/tasks', { title: 'Mine' }, people[actor].headers)
  return ((await made.json()) as { id: string }).id
}
/** Of a link that was mailed to somebody who asks for nothing else here. */
const mailedToken = async (purpose: TokenRecord['purpose']): Promise<string> => {
  const { store } = server.context
  const userId = people.other.userId
  const stored = (await store.record('users', userId)) ?? assert.fail()
  const { credentialVersion = 0, email, confirmedAt = null } = stored.value as UserRecord
  const token = randomBytes(32).toString('base64url')
  const value: TokenRecord = {
    purpose,
    userId,
    credentialVersion,
    email,
    before: email,
    confirmedAt,
    createdAt: new Date().toISOString(),
    expiresAt: '2999-01-01T00:00:00.000Z',
  }
  await store.insert({ table: 'tokens', key: hashOfMailToken(token), owner: userId, value })
  return token
}
/** The request of a line as one of them sends it. */
const askedOf = async (line: Line, of: World, actor: Actor): Promise<Asked> => {
  const world = line.withOwnTask && actor !== 'nobody' ? { ...of, ownTask: await ownTaskOf(actor) } : of
  const said: unknown = line.body?.(world, idOf(actor))
  const from = line.key === 'sync.chunk' ? await beginningOf(server, world, people.founder.headers) : ''
  const asked = requestOf(line, world, idOf(actor), from)
  if (!line.withMailToken) return asked
  return { ...asked, body: JSON.stringify({ ...(said as object | undefined), token: await mailedToken(line.key === 'address.confirm' ? 'address' : 'reset') }) }
}
const send = (method: string, asked: Asked, headers: Record<string, string>) => sendTo(server, method, asked, headers)

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
          const there = await send(method, asIfNowhere(await askedOf(line, world, actor), world), ownHeaders(actor))
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
