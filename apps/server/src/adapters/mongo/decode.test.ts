import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { BSON, type CommandStartedEvent } from 'mongodb'
import { makeSpace } from '../../testing/ledger.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { createDecoder, openRow } from './decode.ts'
import { openMongoStore } from './store.ts'

const member = (role: string, rev = 1) => ({ kind: 'member', id: 'm', v: 1, rev, role, leftAt: null, name: 'Ü' })
const rowOf = (row: object) => openRow(BSON.serialize(row))

test('a row is what its bytes say, however often it comes and whatever came before', () => {
  const decode = createDecoder()
  const long = { ...member('owner'), kind: 'notes', text: 'Ü'.repeat(2_000) }
  for (let n = 0; n < 3; n++) {
    for (const doc of [member('owner'), member('viewer'), member('owner', 2), long]) assert.deepEqual(decode(rowOf({ _id: 'key', doc })), doc)
    assert.deepEqual(decode(rowOf({ doc: { kind: 'task', v: 1 }, json: '{"kind":"task","v":1,"title":"Ü"}' })), { kind: 'task', v: 1, title: 'Ü' })
  }
  const [one, again] = [decode(rowOf({ doc: member('owner') })), decode(rowOf({ doc: member('owner') }))]
  assert.equal(one, again)
  assert.throws(() => Object.assign(one, { role: 'viewer' }), 'nobody changes what others are given')
})

test('rows of an older version come lifted', () => {
  const old = { ...member('owner'), kind: 'task', v: 0 }
  const decode = createDecoder()
  for (const row of [{ doc: old }, { doc: old, json: JSON.stringify(old) }]) assert.equal(decode(rowOf(row)).v, 1)
})

describe('Memberships at MongoDB', { skip: withoutMongo }, () => {
  test('those who ask at once share a read; who asks after a commit sees it', async () => {
    const store = await openMongoStore(`${freshDatabase()}&monitorCommands=true`)
    try {
      const { space, members } = await makeSpace(store, 50)
      let finds = 0
      store.client.on('commandStarted', ({ commandName }: CommandStartedEvent) => void (finds += Number(commandName === 'find')))
      const ask = (id: string) => store.docs(space, [{ kind: 'member', id }])
      const found = await Promise.all([...members, randomUUID()].map(ask))
      assert.deepEqual(
        found.map(([doc]) => doc?.id),
        [...members, undefined],
      )
      assert.equal(finds, 1)
      const [first] = found[0] ?? []
      const left = { ...first, rev: 2, leftAt: '2026-01-01T00:00:00.000Z' } as AnyDoc
      const asked = ask(left.id)
      assert.equal(await store.commit([{ entry: { space, rev: 2, tag: 'tag', mutations: [] }, docs: [left] }]), 'committed')
      assert.deepEqual(await ask(left.id), [left])
      await asked
    } finally {
      await store.client.db().dropDatabase()
      await store.close()
    }
  })
})
