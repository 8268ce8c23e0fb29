import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ApiKeyBody, MadeApiKey } from '@muster/core/contract/schemas/endpoints/api-keys.ts'
import type { PushReply } from '@muster/core/contract/schemas/sync.ts'
import { scopeOf, scopes, type Scope } from '@muster/core/contract/scopes.ts'
import { makeApiKey } from '../accounts/api-key.ts'
import { actors, lines, outcomes, type Line } from '../testing/permission-lines.ts'
import {
  asIfNowhere,
  beginningOf,
  bytes,
  codeOf,
  doneWith,
  endpointOf,
  isUnsafe,
  requestOf,
  sendTo,
  thingsOf,
  withIds,
  type Asked,
  type Told,
} from '../testing/permission-requests.ts'
import { id, startServer } from '../testing/server.ts'
import { createWorlds, type World } from '../testing/world.ts'

/**
 * Who may do what, beside `permissions.test.ts`: by which way they come in, and in what state the things are that a request is about.
 * The cells are made from the table of lines, which has one for each endpoint; their number is told, and may not fall.
 */
const names = ['founder', 'owner', 'admin', 'editor', 'viewer', 'other', 'former', 'stranger'] as const
type Name = (typeof names)[number]
type Person = Awaited<ReturnType<typeof server.register>> & { readonly keys: Readonly<Record<Scope, string>> }
/** Those of the table that have an account, with the column that they are in. */
const columns = actors.flatMap((actor, at) => (actor === 'nobody' ? [] : [{ actor, at }]))

let server: Awaited<ReturnType<typeof startServer>>
let people: Record<Name, Person>
let newWorld: ReturnType<typeof createWorlds>
before(async () => {
  server = await startServer()
  const all: [Name, Person][] = []
  for (const name of names) {
    const person = await server.register(`${name}@example.test`)
    const keys: [Scope, string][] = []
    for (const scope of scopes) {
      const body: ApiKeyBody = { name: scope, scopes: [scope] }
      keys.push([scope, ((await (await server.post('/api/v1/me/keys', body, person.headers)).json()) as MadeApiKey).token])
    }
    all.push([name, { ...person, keys: Object.fromEntries(keys) as Person['keys'] }])
  }
  people = Object.fromEntries(all) as typeof people
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

const byCookie = (name: Name): Record<string, string> => ({ Origin: server.url, ...people[name].headers })
const byKey = (name: Name, scope: Scope): Record<string, string> => ({ Authorization: `Bearer ${people[name].keys[scope]}` })
const send = (line: Line, asked: Asked, headers: Record<string, string>) => sendTo(server, endpointOf(line).method, asked, headers)

const askedOf = async (line: Line, world: World, name: Name): Promise<Asked> => {
  const me = people[name].userId
  const own = line.withOwnTask ? await server.post('/api/v1/tasks', { title: 'Mine' }, people[name].headers) : undefined
  const withOwn = own ? { ...world, ownTask: ((await own.json()) as { id: string }).id } : world
  // Of a space that has ended nobody is told where to begin: a name of the right shape is as good.
  const from = line.key === 'sync.chunk' ? ((await beginningOf(server, world, byCookie('founder'))) ?? '1.AAAAAAAA.1') : ''
  return requestOf(line, withOwn, me, from)
}
/** Everything that a request could have moved: the space, everybody's own, the accounts, the sessions and the keys. */
const state = async (...worlds: readonly World[]): Promise<string> => {
  const { store } = server.context
  const heads = await store.heads([...worlds.map(({ space }) => space), ...Object.values(people).map(({ userId }) => userId)])
  const counts = await Promise.all((['users', 'sessions', 'keys'] as const).map((table) => store.count(table)))
  return JSON.stringify([[...heads].sort(([a], [b]) => (a < b ? -1 : 1)), counts])
}
/** What a request came to, as the table calls it. */
const cameTo = (line: Line, told: Told): 'done' | 'within' | number => {
  if (told.status !== doneWith(endpointOf(line))) return told.status
  if (line.key !== 'sync.push') return 'done'
  const [result] = (JSON.parse(told.text) as PushReply).results
  return result?.status === 'refused' ? (result.problem.code === 'forbidden' ? 'within' : result.problem.status) : 'done'
}
const called = (line: Line) => `${endpointOf(line).method} ${endpointOf(line).path}${line.what === undefined ? '' : ` (${line.what})`}`

let cells = 0
/** Some at a time: each is a request of its own. */
const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  cells += items.length
  for (let at = 0; at < items.length; at += 24) await Promise.all(items.slice(at, at + 24).map(work))
}

test('a key does what its scope names, and nothing else, whoever’s it is', async () => {
  let world = await newWorld()
  const untouched = await state(world)
  for (const line of lines) {
    const { key, auth } = endpointOf(line)
    // Who it is makes no difference to a closed scope: in the short form the owner tries each, and somebody else in turn.
    const others = scopes.filter((scope) => scope !== scopeOf[key])
    const closed = columns.flatMap(({ actor }, n) =>
      others.filter((_, at) => process.env['SOAK'] || actor === 'owner' || at % columns.length === n).map((scope) => ({ actor, scope })),
    )
    const asked = new Map(await Promise.all(columns.map(async ({ actor }) => [actor, requestOf(line, world, people[actor].userId)] as const)))
    await each(closed, async ({ actor, scope }) => {
      const told = await send(line, asked.get(actor) as Asked, byKey(actor, scope))
      const what = `${called(line)} by a key of ${actor} with ${scope}`
      // Whether we live is told to anybody, with whatever they show.
      if (auth === 'anyone') assert.equal(told.status, doneWith(endpointOf(line)), what)
      else assert.deepEqual([told.status, codeOf(told)], [403, 'out_of_scope'], what)
    })
    await each(auth === 'session' ? [makeApiKey(), 'muster_none'] : [], async (token) => {
      const told = await send(line, asked.get('owner') as Asked, { ...byCookie('owner'), Authorization: `Bearer ${token}` })
      assert.deepEqual([told.status, codeOf(told)], [401, 'unauthenticated'], `${called(line)} by a key that is none, beside a good cookie`)
    })
  }
  assert.equal(await state(world), untouched, 'none of it took effect')

  for (const line of lines) {
    const scope = scopeOf[line.key]
    if (!scope) continue
    for (const { actor, at } of columns) {
      cells++
      const told = await send(line, await askedOf(line, world, actor), byKey(actor, scope))
      const outcome = cameTo(line, told)
      assert.equal(outcome, outcomes[line.kind][at], `${called(line)} by a key of ${actor} with ${scope}: ${told.text}`)
      if (outcome === 'done' && isUnsafe(endpointOf(line)) && line.kind !== 'self') world = await newWorld()
    }
  }
})

const isIn = ({ path, body }: Asked, text: string) => path.includes(text) || body?.includes(text) === true

test('of what is in a space that has ended nobody is told more than of one that never was', async () => {
  for (const line of lines) {
    const ended = await newWorld('ended')
    if (!isIn(requestOf(line, ended, people.owner.userId), ended.space)) continue
    const untouched = await state(ended)
    const scope = scopeOf[line.key]
    for (const way of [byCookie, ...(scope ? [(name: Name) => byKey(name, scope)] : [])])
      await each(columns, async ({ actor }) => {
        const asked = await askedOf(line, ended, actor)
        const told = await send(line, asked, way(actor))
        // Who holds an invitation is told that it is over.
        assert.equal(cameTo(line, told), isIn(asked, ended.token) ? 410 : 404, `${called(line)} by ${actor}: ${told.text}`)
        const never = await send(line, asIfNowhere(await askedOf(line, ended, actor), ended), way(actor))
        assert.equal(bytes(told), bytes(never), `${called(line)} by ${actor}`)
      })
    if (!line.withOwnTask) assert.equal(await state(ended), untouched, called(line))
  }
})

test('what is of another space is as if it were nowhere, also to who is in both', async () => {
  for (const line of lines) {
    const [another, there] = [await newWorld(), await newWorld()]
    if (!thingsOf(there).some((one) => isIn(requestOf(line, there, people.owner.userId), one))) continue
    const pairs = (others: (at: number) => string) => new Map(thingsOf(there).map((one, at) => [one, others(at)]))
    const [elsewhere, nowhere] = [pairs((at) => thingsOf(another)[at] as string), pairs(() => id())]
    const untouched = (await server.context.store.head(another.space))?.tag
    const scope = scopeOf[line.key]
    for (const way of [byCookie, ...(scope ? [(name: Name) => byKey(name, scope)] : [])])
      await each(columns, async ({ actor }) => {
        const sent = async (ids: ReadonlyMap<string, string>) => send(line, withIds(await askedOf(line, there, actor), ids), way(actor))
        const [theirs, none] = [await sent(elsewhere), await sent(nowhere)]
        assert.equal(cameTo(line, theirs), cameTo(line, none), `${called(line)} by ${actor}`)
        if (theirs.status >= 400) assert.equal(bytes(theirs), bytes(none), `${called(line)} by ${actor}`)
        else assert.ok(line.key === 'sync.push', `${called(line)} by ${actor} is refused: ${theirs.text}`)
      })
    assert.equal((await server.context.store.head(another.space))?.tag, untouched, `${called(line)} left the other space alone`)
  }
})

/** What a request that is about something in the trash comes to, where it would come to `usual` otherwise. */
const inTrash = (line: Line, usual: 'done' | 'within' | number): 'done' | 'within' | number => {
  const verb = line.key.split('.').at(-1)
  // Who may see the space is told that what is deleted is deleted.
  if (verb === 'delete' && usual === 403 && line.kind === 'write') return 'done'
  if (usual !== 'done' || verb === 'delete' || verb === 'restore' || line.takesTrash) return usual
  return 410
}

test('what is in the trash is refused as gone to who may see it, but for taking it out', async () => {
  for (const line of lines) {
    let world = await newWorld('trashed')
    const sample = requestOf(line, world, people.owner.userId)
    if (![...thingsOf(world), world.token].some((one) => isIn(sample, one))) continue
    const scope = scopeOf[line.key]
    for (const way of [byCookie, ...(scope ? [(name: Name) => byKey(name, scope)] : [])])
      for (const { actor, at } of columns) {
        cells++
        const told = await send(line, await askedOf(line, world, actor), way(actor))
        assert.equal(cameTo(line, told), inTrash(line, outcomes[line.kind][at] as 'done'), `${called(line)} by ${actor}: ${told.text}`)
        if (told.status < 300 && isUnsafe(endpointOf(line))) world = await newWorld('trashed')
      }
  }
})

test('the matrix covers as much as it did', (t) => {
  t.diagnostic(`${cells} cells`)
  assert.ok(cells >= 4_500, `only ${cells} cells`)
})
