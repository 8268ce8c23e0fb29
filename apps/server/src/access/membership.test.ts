import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endpoints } from '@muster/core/contract/endpoints/all.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import type { Store } from '../ports/store.ts'
import { viewChanges } from '../ports/view.ts'
import { lines, type Line } from '../testing/permission-lines.ts'
import { startServer } from '../testing/server.ts'
import { createWorlds, type People, type World } from '../testing/world.ts'

let server: Awaited<ReturnType<typeof startServer>>
let reader: Awaited<ReturnType<typeof server.register>>
let newWorld: () => Promise<World>
before(async () => {
  server = await startServer()
  const people: Record<string, string> = {}
  for (const name of ['founder', 'owner', 'admin', 'editor', 'viewer', 'other', 'former']) {
    const person = await server.register()
    people[name] = person.userId
    if (name === 'admin') reader = person
  }
  newWorld = createWorlds(server.context.store, people as unknown as People)
})
after(() => server.remove())

const endpointOf = ({ key }: Line) => endpoints.find((one) => one.key === key) ?? assert.fail(key)
const at = '2026-02-01T00:00:00.000Z'
const written = (doc: AnyDoc): AnyDoc => {
  if (doc.kind === 'task') return { ...doc, title: 'Written after' }
  if (doc.kind === 'notes') return { ...doc, text: 'Written after' }
  if (doc.kind === 'invite') return { ...doc, expiresAt: '2999-09-09T09:09:09.999Z' }
  return 'name' in doc ? { ...doc, name: 'Written after' } : doc
}
const tells = (text: string) => text.includes('Written after') || text.includes('2999-09-09')

/** What is cached is asked for at another address than before: else the head alone is read. */
const elsewhere: Readonly<Record<string, string>> = { 'sync.changes': '?since=0.0', 'tasks.list': '?limit=150', 'myTasks.list': '?limit=150' }

/** Takes the reader out of the space, and then writes every row of it. */
const removeAndWrite = async (store: Store, space: string): Promise<void> => {
  const [viewed, own] = [await store.view(space, () => viewChanges(0, null, 1_000)), await store.head(reader.userId)]
  assert.ok(viewed && own)
  const { head, value } = viewed
  const part = (of: string, rev: number, docs: readonly AnyDoc[]) => ({
    entry: { space: of, rev, tag: `tag${rev}`, mutations: [] },
    docs: docs.map((doc) => ({ ...doc, rev })),
  })
  const left = value.docs.filter((doc) => doc.kind === 'member' && doc.id === reader.userId).map((doc) => ({ ...doc, leftAt: at }) as AnyDoc)
  const meta = { id: space, rev: 0, v: 1, createdAt: at, createdBy: reader.userId, updatedAt: at, updatedBy: reader.userId }
  const parts = [part(space, head.rev + 1, left), part(reader.userId, own.rev + 1, [{ kind: 'membership', ...meta, role: 'admin', leftAt: at }])]
  assert.equal(await store.commit(parts.toSorted((a, b) => (a.entry.space < b.entry.space ? -1 : 1))), 'committed')
  const others = value.docs.filter((doc) => doc.kind !== 'member' || doc.id !== reader.userId)
  assert.equal(await store.commit([part(space, head.rev + 2, others.map(written))]), 'committed')
}

/** Sends a request and lets something happen right before the nth time that it asks the store. Tells whether it came to that. */
const meanwhile = async (n: number, happen: (store: Store) => Promise<void>, send: () => Promise<Response>) => {
  const { store } = server.context
  const real = { ...store }
  let asked = 0
  const wrapped = Object.entries(real).flatMap(([name, own]) => {
    if (typeof own !== 'function' || ['close', 'commit', 'record', 'records', 'replace', 'insert'].includes(name)) return []
    const ask = async (...args: readonly unknown[]) => {
      if (++asked === n) await happen(real)
      return (own as (...args: readonly unknown[]) => unknown)(...args)
    }
    return [[name, ask] as const]
  })
  Object.assign(store, Object.fromEntries(wrapped))
  try {
    const reply = await send()
    return { status: reply.status, text: await reply.text(), came: asked >= n }
  } finally {
    Object.assign(store, real)
  }
}

/** What is of an account alone: no space is asked. */
const ofAccount = ['me', 'address.get', 'secondFactor.get', 'passkeys.list']

for (const line of lines.filter(
  (one) => endpointOf(one).method === 'GET' && ['read', 'administer', 'self'].includes(one.kind) && ![...ofAccount, 'sync.events'].includes(one.key),
))
  test(`${line.key}${line.what ? ` ${line.what}` : ''}: who is taken out of the space meanwhile is told nothing that was written after`, async () => {
    let [come, told] = [true, 0]
    for (let n = 1; come; n++) {
      const world = await newWorld()
      const params: Record<string, string> = { space: world.space, ...line.params?.(world, reader.userId) }
      if (line.key === 'sync.chunk')
        params['from'] = (
          (await (await server.request(`/api/v1/spaces/${world.space}/snapshot/latest`, { headers: reader.headers })).json()) as SnapshotReply
        ).from
      const path = endpointOf(line).path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '')
      const send = (query = '') => server.request(path + query, { headers: reader.headers })
      // Who is in the space is remembered: only the head is read anew.
      assert.equal((await send()).status, 200, path)
      const { status, text, came } = await meanwhile(
        n,
        (store) => removeAndWrite(store, world.space),
        () => send(elsewhere[line.key]),
      )
      assert.ok(!tells(text), `before the store was asked for the ${n}. time: ${status} ${text.slice(0, 300)}`)
      assert.ok(status === 200 || status === 404, `${status} ${text}`)
      come = came
      told += Number(came)
      if (!came) assert.equal(status, 200)
    }
    assert.ok(told > 0, 'it asks the store')
  })
