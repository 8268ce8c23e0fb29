import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnyDoc, TaskDoc } from '../contract/schemas/documents.ts'
import type { TakenBack } from '../contract/schemas/undo.ts'
import { isGone } from './is-gone.ts'
import { briefly } from './testing/briefly.ts'
import { differences } from './testing/differences.ts'
import { asked, beginnings } from './testing/histories.ts'
import { breachesOf, lineAbove } from './testing/invariants.ts'
import { createNaiveSpaces, type Asked, type NaiveSpaces } from './testing/naive-spaces.ts'
import { Refusal } from './world.ts'

/** The long form draws anew each time; the short one takes the same histories, so that one in many thousands is met where there is time to look at it. */
const runs = process.env['SOAK'] ? { numRuns: 20_000 } : { numRuns: 1_000, seed: 1 }
const { numRuns } = runs
const at = (step: number) => new Date(Date.UTC(2026, 0, 2) + step * 1_000).toISOString()
const begin = () => {
  const naive = createNaiveSpaces()
  for (const [space, docs] of beginnings()) naive.write(space, docs, 1)
  return naive
}
/** What a change does; undefined when it is refused. */
const attempt = (naive: NaiveSpaces, one: Asked, step: number) => {
  try {
    return naive.decide(one, at(step))
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return undefined
  }
}
const history = fc.array(asked, { minLength: 1, maxLength: 150, size: 'max' })

test('random histories over several spaces break no rule of life', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(history, (steps) => {
      const naive = begin()
      assert.deepEqual(breachesOf(naive.spaces), [])
      for (const [step, one] of steps.entries()) {
        const changes = attempt(naive, one, step)
        if (!changes) continue
        seen.set(one.name, (seen.get(one.name) ?? 0) + 1)
        const before = new Map(changes.map(({ space }) => [space, new Map(naive.rowsOf(space))]))
        for (const { space, docs } of changes) {
          assert.equal(new Set(docs.map(({ kind, id }) => `${kind}:${id}`)).size, docs.length, `${one.name} gives a row twice`)
          naive.write(space, docs, step + 2)
        }
        assert.deepEqual(breachesOf(naive.spaces), [], one.name)
        for (const { space, docs } of changes) for (const doc of docs) judge(one, before.get(space) ?? new Map(), naive.rowsOf(space), doc)
      }
    }),
    { ...runs, reporter: briefly },
  )
  for (const name of ['task.transfer@1', 'undo.apply@1', 'undo.apply@2', 'invite.accept@1', 'member.remove@1', 'label.restore@1'])
    assert.ok((seen.get(name) ?? 0) > numRuns / 10, `${name} was refused almost every time`)
})

/** What must be so of a row that a change wrote, against the rows before it. */
const judge = ({ name, args }: Asked, before: ReadonlyMap<string, AnyDoc>, after: ReadonlyMap<string, AnyDoc>, now: AnyDoc) => {
  const was = before.get(`${now.kind}:${now.id}`)
  const [created, authored] = [was?.createdAt ?? now.createdAt, was?.createdBy ?? now.createdBy]
  if (!was || !isGone(was)) assert.deepEqual([now.createdAt, now.createdBy], [created, authored], 'who made a row, and when, never changes')
  if (now.kind !== 'task' || now.deletedAt !== null || now.status !== 'open') return
  const old = was?.kind === 'task' && !isGone(was) ? was : undefined
  // What came along below a task that moved is covered as it was before.
  const arrived = old === undefined && (name !== 'task.transfer@1' || (args as { id: string }).id === now.id)
  if (!arrived && (old === undefined || (old.status === 'open' && old.parentId === now.parentId))) return
  // What a step names as done again covers what it opens below it, as it did before.
  const { changes = [] } = args as { changes?: readonly TakenBack[] }
  const named = new Set(changes.flatMap(({ kind, id, fields }) => (kind === 'task' && fields.status && fields.status.to !== 'open' ? [id] : [])))
  const done = lineAbove(after, now as TaskDoc)?.filter(({ id, status }) => status !== 'open' && !named.has(id))
  assert.deepEqual(done, [], `${name} opened a task below one that is done`)
}

test('a change that only sets state, made twice, is made once', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const naive = begin()
      for (const [step, one] of steps.entries()) {
        const changes = attempt(naive, one, step)
        if (!changes) continue
        const write = () => changes.forEach(({ space, docs }) => naive.write(space, docs, step + 2))
        write()
        const once = new Map([...naive.spaces].map(([space, rows]) => [space, new Map(rows)]))
        write()
        assert.deepEqual(differences(naive.spaces, once), [], one.name)
        // Notes are merged by what was there: sent again they are known by their id.
        if (one.name === 'notes.set@1') continue
        const again = attempt(naive, one, step + 1)
        assert.deepEqual(differences(again?.flatMap(({ docs }) => docs) ?? [], []), [], one.name)
      }
    }),
    { ...runs, reporter: briefly },
  )
})
