import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Ground } from '../../../ports/store.ts'
import { part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

const [rows, revs] = [40, 60]
const keys = Array.from({ length: rows }, (_, n) => ({ kind: 'task', id: `t${n}` }) as const)
const pairs = Array.from({ length: revs }, (_, n) => ({ actor: 'me', id: `m${n + 1}` }))

/** Grounds: what a group is decided on is one state, and as new as what was acknowledged. */
export const examGrounds = (exam: StoreExam): void => {
  const written = (space: string, rev: number) =>
    part(
      space,
      rev,
      keys.map(({ id }) => task(id, rev)),
      [`m${rev}`],
    )
  const groundOf = (space: string, more: (ground: Ground) => Promise<unknown> = async () => {}) =>
    exam.store.ground(space, { pairs, keys: [...keys, { kind: 'task', id: 'none' }] }, async (ground) => {
      await more(ground)
      return ground
    })

  test(`${exam.name}: a ground is one state, of its head, what is known and the rows, whatever is committed meanwhile`, async () => {
    const space = randomUUID()
    await exam.store.commit([written(space, 1)])
    let going = true
    const writer = (async () => {
      for (let rev = 2; rev <= revs && going; rev++) {
        assert.equal(await exam.store.commit([written(space, rev)]), 'committed')
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const seen = new Set<number>()
    try {
      while (seen.size < 4) {
        const { head, known, docs } = await groundOf(space, async (ground) => {
          await new Promise((resolve) => setImmediate(resolve))
          for (const { rev } of await ground.reads.all(space, 'task')) assert.ok(rev >= (ground.head?.rev ?? 0), 'what is read on is no older')
        })
        assert.ok(head)
        assert.equal(docs.length, rows)
        assert.deepEqual([...new Set(docs.map(({ rev }) => rev))], [head.rev])
        assert.deepEqual(
          known.map((one) => one?.rev),
          pairs.map((_, n) => (n < head.rev ? n + 1 : undefined)),
        )
        seen.add(head.rev)
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      going = false
      await writer
    }
  })

  test(`${exam.name}: a ground shows what was acknowledged before it was asked for`, async () => {
    const space = randomUUID()
    const none = await groundOf(space)
    assert.equal(none.head, undefined)
    assert.deepEqual(none.docs, [])
    assert.ok(none.known.every((one) => one === undefined))
    for (let rev = 1; rev <= 20; rev++) {
      const { entry, docs } = written(space, rev)
      await exam.store.commit([{ entry, docs }])
      const ground = await groundOf(space)
      const latest = await exam.store.ground(space, { pairs, keys, latest: true }, async ({ head, known, docs: found }) => ({ head, known, found }))
      assert.deepEqual([latest.head, latest.known], [ground.head, ground.known])
      assert.deepEqual(
        latest.found.map((doc) => doc.rev),
        keys.map(() => rev),
      )
      assert.deepEqual(ground.head, { rev, tag: entry.tag })
      assert.deepEqual(ground.known[rev - 1], { rev, hash: `hash of m${rev}` })
      assert.equal((await exam.store.ground(space, { pairs: [], keys: [] }, async ({ head }) => head))?.rev, rev)
    }
  })
}
