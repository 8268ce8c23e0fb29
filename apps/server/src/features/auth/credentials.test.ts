import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { UserRecord } from '../../accounts/records.ts'
import { createSeal } from '../../accounts/sealed.ts'
import { StoreFull, type RecordTable, type Store } from '../../ports/store.ts'
import { startServer } from '../../testing/server.ts'
import { createAdmin, type AdminCommand } from '../admin/service.ts'
import { hashPassword } from './passwords.ts'
import { createAuth } from './service.ts'
import { createSessionStates } from './sessions.ts'

let server: Awaited<ReturnType<typeof startServer>>
before(async () => {
  server = await startServer()
})
after(() => server.remove())

const password = 'correct horse'
let people = 0
const begin = async () => {
  const email = `credentials${++people}@example.test`
  return { email, person: await server.register(email) }
}
const seen = async ({ headers }: { readonly headers: { readonly Cookie: string } }) => (await server.request('/api/v1/me', { headers })).status
const refresh = async ({ headers }: { readonly headers: { readonly Cookie: string } }) =>
  (await server.request('/api/v1/auth/refresh', { method: 'POST', headers: { Cookie: headers.Cookie, Origin: server.url } })).status
const sidOf = ({ headers }: { readonly headers: { readonly Cookie: string } }) => headers.Cookie.split('=')[1]?.split('.')[0] ?? ''
/** The store, where something else is done right before each write of one kind to one table. */
const overtaken = (method: 'insert' | 'replace', table: RecordTable, act: () => Promise<unknown>): Store => ({
  ...server.context.store,
  insert: async (write) => {
    if (method === 'insert' && write.table === table) await act()
    return server.context.store.insert(write)
  },
  replace: async (name, ...rest) => {
    if (method === 'replace' && name === table) await act()
    return server.context.store.replace(name, ...rest)
  },
})
const authOver = (store: Store) =>
  createAuth({
    store,
    now: () => new Date(),
    registration: 'open',
    inviteStands: async () => false,
    reused: () => {},
    copied: () => {},
    seal: createSeal([Buffer.alloc(32)]),
    mails: server.context.mails,
    confirms: false,
  })

for (const command of ['user password', 'user disable'] as const)
  test(`${command} ends every session at once, and none comes back`, async () => {
    const { email, person } = await begin()
    const other = await server.login(email)
    assert.deepEqual([await seen(person), await seen(other)], [200, 200])
    await server.context.admin.run({ command, email, ...(command === 'user password' ? { password } : {}) } as AdminCommand)
    assert.deepEqual([await seen(person), await seen(other)], [401, 401])
    assert.deepEqual([...(await server.context.auth.sessionsAlive([sidOf(person), sidOf(other)]))], [], 'no stream of theirs goes on')
    await server.context.admin.run({ command: 'user enable', email })
    assert.deepEqual([await seen(person), await refresh(other)], [401, 401])
    const again = await server.login(email)
    assert.equal(again.status, 200)
    assert.deepEqual([...(await server.context.auth.sessionsAlive([sidOf(person), sidOf(again)]))], [sidOf(again)])
  })

test('a sign-in that was begun with the old password does not end alive after it', async () => {
  for (const commands of [[{ command: 'user password', password: 'another horse' }], [{ command: 'user disable' }, { command: 'user enable' }]] as const) {
    const { email, person } = await begin()
    const begun = new Set<string>()
    const store = overtaken('insert', 'sessions', async () => {
      for (const command of commands) await server.context.admin.run({ ...command, email } as AdminCommand)
    })
    const auth = authOver({
      ...store,
      insert: async (write) => {
        begun.add(write.key)
        return store.insert(write)
      },
    })
    await assert.rejects(auth.login({ email, password }), { code: 'bad_credentials' })
    assert.equal(begun.size, 1)
    assert.deepEqual([...(await server.context.auth.sessionsAlive([...begun, sidOf(person)]))], [])
  }
})

test('of sign-ins that race a new password none with the old one lives on, round after round', async () => {
  const { email } = await begin()
  let known = password
  for (let round = 0; round < 3; round++) {
    const chosen = `horse number ${round}`
    const change = async (turns: number) => {
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      await server.context.admin.run({ command: 'user password', email, password: chosen })
    }
    const old = known
    const [, ...racing] = await Promise.all([change(round * 20), ...Array.from({ length: 12 }, () => server.login(email, old))])
    for (const session of racing) if (session.status === 200) assert.equal(await seen(session), 401)
    known = chosen
  }
  assert.equal((await server.login(email, known)).status, 200)
})

test('a refresh that races a new password brings nothing that lives on', async () => {
  const { email, person } = await begin()
  let raced = 0
  const states = createSessionStates({
    now: () => new Date(),
    reused: () => assert.fail('that is no theft'),
    store: overtaken('replace', 'sessions', async () => {
      if (raced++ === 0) await server.context.admin.run({ command: 'user password', email, password: 'another horse' })
    }),
  })
  await states.rotate(sidOf(person), 0).catch((error: { code: string }) => assert.equal(error.code, 'session_revoked'))
  assert.equal(raced, 1)
  assert.equal(await states.find(sidOf(person), 1), undefined)
  await assert.rejects(states.rotate(sidOf(person), 1), { code: 'session_revoked' })
})

test('a command that loses to another change of the account is done all the same, and the other change stays', async () => {
  const { email, person } = await begin()
  let others = 0
  const admin = createAdmin({
    store: overtaken('replace', 'users', async () => {
      if (others++ > 4) return
      const { store } = server.context
      const stored = (await store.record('users', person.userId)) ?? assert.fail()
      await store.replace('users', person.userId, stored.version, { ...(stored.value as UserRecord), name: `Name ${others}` })
    }),
    now: () => new Date(),
    hashPassword,
    createAccount: server.context.auth.createAccount,
    sessionsEnded: server.context.auth.forgetSessions,
    backup: undefined,
  })
  await admin.run({ command: 'user disable', email })
  const user = (await server.context.store.record('users', person.userId))?.value as UserRecord
  assert.deepEqual([user.name, user.disabledAt === null, user.credentialVersion], ['Name 5', false, 1])
  assert.equal(await seen(person), 401)
})

test('ending the sessions of an account reads and writes none of them, however many they are', async () => {
  const { email } = await begin()
  await Promise.all(Array.from({ length: 10 }, () => server.login(email)))
  const tables: string[] = []
  const { store } = server.context
  const noted = <Reply>(table: RecordTable, reply: Reply): Reply => {
    tables.push(table)
    return reply
  }
  const admin = createAdmin({
    store: {
      ...store,
      record: (table, key) => noted(table, store.record(table, key)),
      records: (table, keys) => noted(table, store.records(table, keys)),
      replace: (table, ...rest) => noted(table, store.replace(table, ...rest)),
      list: (table, ...rest) => noted(table, store.list(table, ...rest)),
    },
    now: () => new Date(),
    hashPassword,
    createAccount: server.context.auth.createAccount,
    sessionsEnded: () => {},
    backup: undefined,
  })
  await admin.run({ command: 'user disable', email })
  assert.deepEqual(tables, ['emails', 'users', 'users', 'users'])
})

test('a session that is being read while it ends is not cached as it was', async () => {
  for (const end of ['sign out', 'at the machine']) {
    const { email, person } = await begin()
    const sid = sidOf(person)
    const { store } = server.context
    let ends: (() => Promise<unknown>) | undefined
    const states = createSessionStates({
      now: () => new Date(),
      reused: () => {},
      store: {
        ...store,
        // What is read is from before: it ends while the account is on its way.
        record: async (table, key) => {
          const read = await store.record(table, key)
          if (table === 'users' && ends) {
            const act = ends
            ends = undefined
            await act()
          }
          return read
        },
      },
    })
    ends = async () => {
      if (end === 'sign out') return states.revoke(sid)
      await server.context.admin.run({ command: 'user disable', email })
      return states.forget()
    }
    await states.find(sid, 0)
    assert.equal(states.known(sid, 0), undefined, end)
    assert.equal(await states.find(sid, 0), undefined, end)
  }
})

test('an account that was disabled is signed out, whoever disabled it', async () => {
  const { person } = await begin()
  const { store, auth } = server.context
  // As a build did that knew no versions of credentials.
  const stored = (await store.record('users', person.userId)) ?? assert.fail()
  await store.replace('users', person.userId, stored.version, { ...(stored.value as UserRecord), disabledAt: new Date().toISOString() })
  auth.forgetSessions()
  assert.equal(await seen(person), 401)
  assert.equal(await refresh(person), 401)
  assert.equal((await auth.sessionsAlive([sidOf(person)])).size, 0)
})

test('accounts and sessions from before credentials had versions go on, and end with the first new password', async () => {
  const { email, person } = await begin()
  const { store, auth, admin } = server.context
  for (const [table, key] of [
    ['users', person.userId],
    ['sessions', sidOf(person)],
  ] as const) {
    const stored = (await store.record(table, key)) ?? assert.fail()
    const { credentialVersion, ...former } = stored.value as UserRecord
    assert.equal(credentialVersion, 0)
    await store.replace(table, key, stored.version, former)
  }
  auth.forgetSessions()
  assert.equal(await seen(person), 200)
  await admin.run({ command: 'user password', email, password: 'another horse' })
  assert.equal(await seen(person), 401)
})

test('where the disk is full, that cookies were shown is noted another time, and a token rotates another time: who is signed in reads', async () => {
  const { person } = await begin()
  const sid = sidOf(person)
  await server.context.auth.refresh(sid, 0)
  let full = true
  const states = createSessionStates({
    now: () => new Date(),
    reused: () => {},
    store: {
      ...server.context.store,
      replace: async (...args) => {
        if (full) throw new StoreFull()
        return server.context.store.replace(...args)
      },
    },
  })
  assert.equal((await states.find(sid, 1))?.user.id, person.userId)
  assert.equal(states.known(sid, 1), undefined, 'it is noted still')
  assert.equal((await states.rotate(sid, 1)).counter, 1, 'who refreshes goes on with the same token')
  full = false
  await states.find(sid, 1)
  assert.equal(states.known(sid, 1)?.user.id, person.userId)
  assert.equal((await states.rotate(sid, 1)).counter, 2)
})
