import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AnyDoc, LabelDoc, ListDoc, MemberDoc, TaskDoc } from '../contract/schemas/documents.ts'
import { inverseOf, type BackPart, type Ran, type StepPart, type Written } from './inverse.ts'
import { isGone } from './is-gone.ts'
import { stillHeld, type Left } from './still-held.ts'
import { briefly } from './testing/briefly.ts'
import { differences } from './testing/differences.ts'
import { asked, beginnings } from './testing/histories.ts'
import { breachesOf, lineAbove } from './testing/invariants.ts'
import { createNaiveSpaces, type Asked, type NaiveSpaces } from './testing/naive-spaces.ts'
import { Refusal } from './world.ts'

/** The long form draws anew each time; the short one takes the same steps, so that one in many thousands is met where there is time to look at it. */
const runs = process.env['SOAK'] ? { numRuns: 20_000, reporter: briefly } : { numRuns: 300, seed: 1, reporter: briefly }
const { numRuns } = runs
const at = (step: number) => new Date(Date.UTC(2026, 0, 2) + step * 1_000).toISOString()
const begin = () => {
  const naive = createNaiveSpaces()
  for (const [space, docs] of beginnings()) naive.write(space, docs, 1)
  return naive
}
const [me = '', other = ''] = [...beginnings().keys()]

/** Runs a change, if the rules let it; what it wrote. */
const attempt = (naive: NaiveSpaces, one: Asked, step: number): readonly Written[] => {
  try {
    const changes = naive.decide(one, at(step))
    const written = changes.flatMap(({ space, docs }) => docs.map((now) => ({ space, was: naive.rowsOf(space).get(`${now.kind}:${now.id}`), now })))
    for (const { space, docs } of changes) naive.write(space, docs, step + 2)
    return written
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return []
  }
}
const run = (naive: NaiveSpaces, parts: readonly StepPart[], step: number): readonly Ran[] =>
  parts.map((part) => ({ part, written: attempt(naive, { ...part, actor: me }, step) }))
/** What a task stands below and in. */
const over = (rows: ReadonlyMap<string, AnyDoc>, task: TaskDoc) => {
  const line = lineAbove(rows, task) ?? []
  const root = line.at(-1) ?? task
  const inList = [rows.get(`list:${root.listId}`), rows.get(`section:${root.sectionId}`)] as (
    | { readonly kind: string; readonly deletedAt: string | null }
    | undefined
  )[]
  return [...line, ...inList].filter((one) => one !== undefined)
}
const inTrash = (rows: ReadonlyMap<string, AnyDoc>, task: TaskDoc) => over(rows, task).some(({ deletedAt }) => deletedAt !== null)
/**
 * Whether a part changes a task below something that is done or in the trash, a label that is shown as another, or the order of what
 * is in the trash: nobody sees it there, and the rules put nothing back there.
 */
const isCovered = (naive: NaiveSpaces, { space, name, args }: StepPart): boolean => {
  const rows = naive.rowsOf(space)
  const labelOf = (id: string) => rows.get(`label:${id}`) as LabelDoc | undefined
  const { rekey = [], place } = args as { rekey?: readonly { id: string }[]; place?: { rekey?: readonly { id: string }[] } }
  const trashed = new Set([...naive.spaces.values()].flatMap((all) => [...all.values()].flatMap((doc) => ('deletedAt' in doc && doc.deletedAt ? doc.id : []))))
  if ([...rekey, ...(place?.rekey ?? [])].some(({ id }) => trashed.has(id))) return true
  if (name === 'label.delete@1' && labelOf(args.id)?.mergedInto) return true
  const task = rows.get(`task:${(args as { id?: string }).id}`) as TaskDoc | undefined
  return task !== undefined && (inTrash(rows, task) || (task.status === 'open' && over(rows, task).some((one) => 'status' in one && one.status !== 'open')))
}
/** Takes a step back as a person does: what was changed since is left. */
const undo = (naive: NaiveSpaces, parts: readonly BackPart[], step: number): readonly Ran[] => {
  const before: Left[] = []
  return parts.flatMap((part) => {
    const { part: held, left } = stillHeld(part, (space, kind, id) => naive.rowsOf(space).get(`${kind}:${id}`), before)
    before.push(...left)
    return held ? run(naive, [held], step) : []
  })
}
/** A step of somebody who changes what they see. */
const take = (naive: NaiveSpaces, parts: readonly StepPart[], step: number): readonly Ran[] =>
  parts.flatMap((part) => (isCovered(naive, part) ? [] : run(naive, [part], step)))

/** The labels that are shown of a task: for one that was merged, the one that stays; none that was deleted. What moves to another space and back carries those. */
const shown = (rows: ReadonlyMap<string, AnyDoc>, ids: readonly string[]): readonly string[] => {
  const labelOf = (id: string) => rows.get(`label:${id}`) as LabelDoc | undefined
  return [...new Set(ids.map((id) => labelOf(id)?.mergedInto ?? id))].filter((id) => labelOf(id)?.deletedAt === null)
}

/** What people see of the rows: not when they were written last, nor by whom. What is in the trash, or in something that is, rests as it is. */
const seen = (naive: NaiveSpaces): ReadonlyMap<string, unknown> =>
  new Map(
    [...naive.spaces].flatMap(([space, rows]) =>
      [...rows].flatMap(([key, doc]): [string, unknown][] => {
        if (doc.kind === 'labelName' || isGone(doc) || (doc.kind === 'notes' && doc.text === '')) return []
        const about = doc.kind === 'notes' ? (rows.get(`task:${doc.id}`) as TaskDoc) : doc
        if (('deletedAt' in about && about.deletedAt !== null) || (about.kind === 'task' && inTrash(rows, about))) return []
        const { rev: _, v: __, updatedAt: ___, updatedBy: ____, ...rest } = doc
        return [[`${space}/${key}`, doc.kind === 'task' ? { ...rest, labelIds: shown(rows, doc.labelIds) } : rest]]
      }),
    ),
  )

/** Says which rows differ, and how: printed whole, they hide the seed. */
const sameRows = (now: ReadonlyMap<string, unknown>, then: ReadonlyMap<string, unknown>) => assert.deepEqual(differences(now, then), [])
/** Whether some task carries a label that is in the trash, or is assigned to somebody who left: one that moves away loses these for good. */
const holdsPast = ({ spaces }: NaiveSpaces): boolean =>
  [...spaces.values()].some((rows) =>
    [...rows.values()].some(
      (doc) =>
        doc.kind === 'task' &&
        (doc.labelIds.some((id) => (rows.get(`label:${id}`) as LabelDoc | undefined)?.deletedAt !== null) ||
          doc.assigneeIds.some((id) => (rows.get(`member:${id}`) as MemberDoc | undefined)?.leftAt !== null)),
    ),
  )
/** Tasks that live in more than one space: those that made them so did not ask us, and where they stand in each other's way no step goes back. */
const twice = ({ spaces }: NaiveSpaces): readonly string[] => {
  const living = [...spaces.values()].flatMap((rows) => [...rows.values()].flatMap((doc) => (doc.kind === 'task' && !isGone(doc) ? doc.id : [])))
  return living.filter((id, n) => living.indexOf(id) !== n)
}

const people = new Set(['member.set@1', 'member.remove@1', 'invite.create@1', 'invite.revoke@1', 'invite.accept@1', 'undo.apply@1', 'undo.apply@2'])
const change = asked.filter(({ name }) => !people.has(name))
const before = fc.array(asked, { maxLength: 60, size: 'max' })
/** Labels are merged by a step of its own: a task that moves away by the same step has forgotten which of the two it carried. */
const forgets = ({ name }: Asked) => name === 'task.transfer@1'
const stepOf = fc
  .array(change, { minLength: 1, maxLength: 8, size: 'max' })
  .filter((some) => !(some.some(({ name }) => name.startsWith('label.')) && some.some(forgets)))
  .map((some) => some.map(({ space, name, args }) => ({ space, name, args }) as StepPart))

test('a step taken back leaves the rows as they were; done again, as it left them', () => {
  let undone = 0
  fc.assert(
    fc.property(before, stepOf, (history, parts) => {
      const naive = begin()
      for (const [n, one] of history.entries()) attempt(naive, one, n)
      const first = seen(naive)
      const moves = parts.some(({ name }) => name === 'task.transfer@1')
      fc.pre(!moves || !holdsPast(naive))
      const did = take(naive, parts, 100)
      fc.pre(!moves || twice(naive).length === 0)
      const after = seen(naive)
      const back = undo(naive, inverseOf(did), 200)
      assert.deepEqual(breachesOf(naive.spaces), [])
      sameRows(seen(naive), first)
      const again = undo(naive, inverseOf(back), 300)
      assert.deepEqual(breachesOf(naive.spaces), [])
      sameRows(seen(naive), after)
      undo(naive, inverseOf(again), 400)
      sameRows(seen(naive), first)
      if (after.size !== first.size || JSON.stringify([...after]) !== JSON.stringify([...first])) undone++
    }),
    runs,
  )
  assert.ok(undone > numRuns / 10, 'steps did something')
})

/** Every living row by its id and kind, wherever it stands; but for ids that live in more than one space: which of those is meant nothing tells. */
const everywhere = (naive: NaiveSpaces) => {
  const all = [...naive.spaces.values()].flatMap((rows) => [...rows].filter(([, doc]) => !isGone(doc) && doc.kind !== 'labelName'))
  const found = Map.groupBy(all, ([key]) => key)
  return new Map([...found].flatMap(([key, rows]) => (rows.length === 1 && rows[0] ? [[key, rows[0][1]] as const] : [])))
}

test('what others changed meanwhile stays, whatever is taken back', () => {
  let met = 0
  const between = fc.array(asked, { minLength: 1, maxLength: 20, size: 'max' })
  fc.assert(
    fc.property(before, stepOf, between, (history, parts, others) => {
      const naive = begin()
      for (const [n, one] of history.entries()) attempt(naive, one, n)
      const did = take(naive, parts, 100)
      const after = everywhere(naive)
      for (const [n, one] of others.entries()) attempt(naive, { ...one, actor: other }, 200 + n)
      const theirs = everywhere(naive)
      undo(naive, inverseOf(did), 300)
      assert.deepEqual(breachesOf(naive.spaces), [])
      const now = everywhere(naive)
      for (const [key, doc] of theirs) {
        const [was, is] = [after.get(key), now.get(key)]
        if (!was || !is) continue
        for (const field of ['title', 'priority', 'due', 'deadline', 'name', 'color', 'emoji', 'theme'] as const) {
          const held = (one: AnyDoc) => JSON.stringify((one as unknown as Record<string, unknown>)[field])
          if (held(was) === held(doc)) continue
          met++
          assert.equal(held(is), held(doc), `${key} ${field}`)
        }
      }
    }),
    runs,
  )
  assert.ok(met > 10, 'others did change something')
})

test('what somebody changed since stays, though it is what the step had written in between', () => {
  const naive = begin()
  const [here, there] = [...beginnings()].filter(([, docs]) => docs.some(({ kind }) => kind === 'task')).map(([space]) => space) as [string, string]
  const task = [...naive.rowsOf(here).values()].find((doc) => doc.kind === 'task' && doc.parentId === null) as TaskDoc
  const { id, parentId, listId, sectionId, order } = task
  const named = (space: string, title: string): StepPart => ({ space, name: 'task.update@1', args: { id, set: { title } } })
  const place = { parentId, listId, sectionId, order }
  const did = run(
    naive,
    [named(here, 'Bread'), { space: here, name: 'task.transfer@1', args: { id, toSpace: there, place, labelIds: {} } }, named(there, 'Rice')],
    100,
  )
  const titles = () =>
    [...naive.spaces.values()].flatMap((rows) => [...rows.values()].flatMap((doc) => (doc.kind === 'task' && doc.id === id && !isGone(doc) ? doc.title : [])))
  assert.deepEqual(titles(), ['Rice'])
  attempt(naive, { ...named(there, 'Bread'), actor: other }, 200)
  undo(naive, inverseOf(did), 300)
  assert.deepEqual(titles(), ['Bread'])
})

test('a task that was reopened where those who had done it are no members is done by them again', () => {
  const naive = begin()
  const [here] = [...beginnings()].filter(([, docs]) => docs.some((doc) => doc.kind === 'task')).map(([space]) => space) as [string]
  const { id } = [...naive.rowsOf(here).values()].find((doc) => doc.kind === 'task' && doc.parentId === null && doc.status === 'open') as TaskDoc
  const status = (to: 'done' | 'open') => ({ name: 'task.update@1', args: { id, set: { status: to } } }) as const
  attempt(naive, { space: here, actor: other, ...status('done') }, 1)
  const inbox = [...naive.rowsOf(me).values()].find((doc) => doc.kind === 'list') as ListDoc
  const place = { parentId: null, listId: inbox.id, sectionId: null, order: 'a0', rekey: [] }
  run(naive, [{ space: here, name: 'task.transfer@1', args: { id, toSpace: me, place, labelIds: {} } }], 2)
  const mark = () => {
    const { completedAt, completedBy } = naive.rowsOf(me).get(`task:${id}`) as TaskDoc
    return { completedAt, completedBy }
  }
  assert.deepEqual(mark(), { completedAt: at(1), completedBy: other })
  undo(naive, inverseOf(run(naive, [{ space: me, ...status('open') }], 3)), 4)
  assert.deepEqual(mark(), { completedAt: at(1), completedBy: other })
})

/** The space of four tasks: one, one below it, one below that, and one beside it. */
const family = (naive: NaiveSpaces) => {
  const [space] = [...beginnings()].filter(([, docs]) => docs.some(({ kind }) => kind === 'task')).map(([own]) => own) as [string]
  const ids = [...naive.rowsOf(space).values()].flatMap((doc) => (doc.kind === 'task' ? doc.id : []))
  const task = (n: number) => naive.rowsOf(space).get(`task:${ids[n]}`) as TaskDoc
  const change = (n: number, args: object) => ({ space, name: 'task.update@1', args: { id: ids[n] ?? '', ...args } }) as StepPart
  return { space, ids, task, change }
}

test('what a step reopened and did again was done when it was at first', () => {
  const naive = begin()
  const { task, change } = family(naive)
  run(naive, [change(3, { set: { status: 'done' } })], 1)
  const did = run(naive, [change(3, { set: { status: 'open' } }), change(3, { set: { status: 'done' } })], 2)
  const back = undo(naive, inverseOf(did), 4)
  assert.deepEqual([task(3).status, task(3).completedAt], ['done', at(1)])
  undo(naive, inverseOf(back), 5)
  assert.deepEqual([task(3).status, task(3).completedAt], ['done', at(2)])
})

test('what a step reopened is done again, in whatever order what is below it goes back', () => {
  const naive = begin()
  const { ids, task, change } = family(naive)
  run(naive, [change(0, { set: { status: 'done' } })], 1)
  const place = { parentId: ids[0], listId: null, sectionId: null, order: 'a1' }
  const did = run(naive, [change(3, { place }), change(1, { set: { status: 'dropped' } }), change(0, { set: { title: 'Bread' } })], 2)
  assert.equal(task(0).status, 'open')
  undo(naive, inverseOf(did), 3)
  assert.deepEqual(
    [0, 1, 3].map((n) => [task(n).status, task(n).title, task(n).parentId]),
    [
      ['done', 'Milk', null],
      ['open', 'Milk', ids[0]],
      ['open', 'Milk', null],
    ],
  )
})

test('a box in notes that was ticked is cleared again, and those ticked beside it meanwhile stay', () => {
  const naive = begin()
  const found = [...beginnings()].flatMap(([space, rows]) => rows.filter(({ kind }) => kind === 'task').map(({ id }) => ({ space, id })))
  const { space: shared, id: task } = found[0] as (typeof found)[number]
  const part = (name: 'notes.set@1' | 'notes.check@1', args: object) => ({ space: shared, name, args }) as StepPart
  const text = () => (naive.rowsOf(shared).get(`notes:${task}`) as { text: string }).text
  run(naive, [part('notes.set@1', { taskId: task, base: '', text: '- [ ] a\n- [ ] b' })], 1)
  const ran = run(naive, [part('notes.check@1', { taskId: task, line: '- [ ] a', nth: 0, on: true })], 2)
  assert.equal(text(), '- [x] a\n- [ ] b')
  run(naive, [part('notes.check@1', { taskId: task, line: '- [ ] b', nth: 0, on: true })], 3)
  const back = inverseOf(ran)
  const again = inverseOf(undo(naive, back, 4))
  assert.equal(text(), '- [ ] a\n- [x] b')
  undo(naive, again, 5)
  assert.equal(text(), '- [x] a\n- [x] b')
  // Gone meanwhile: nothing to take back, and nothing is refused.
  run(naive, [part('notes.set@1', { taskId: task, base: text(), text: 'none' })], 6)
  assert.deepEqual(undo(naive, back, 7), [])
})

test('a label takes the name of one that the same step deletes, or renames, in whatever order it names them', () => {
  const order = (n: number) => `a${n}`
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => `00000000-0000-7000-8000-00000000000${letter}`) as [string, string, string]
  const back = (...changes: readonly object[]) => ({ space: me, name: 'undo.apply@2', args: { changes } }) as StepPart
  const label = (id: string, fields: object) => ({ kind: 'label', id, fields })
  const gone = label(a, { deletedAt: { expect: null, to: at(1) } })
  for (const [changes, expected] of [
    [
      [gone, label(b, { name: { expect: 'Two', to: 'One' } })],
      ['One', 'Three'],
    ],
    [
      [label(b, { name: { expect: 'Two', to: 'Three' } }), label(c, { name: { expect: 'Three', to: 'Four' } })],
      ['Four', 'One', 'Three'],
    ],
    // Two that would swap: neither can go first.
    [
      [label(b, { name: { expect: 'Two', to: 'Three' } }), label(c, { name: { expect: 'Three', to: 'Two' } })],
      ['One', 'Three', 'Two'],
    ],
  ] as const) {
    const naive = begin()
    const ids = [a, b, c]
    const names = () =>
      [...naive.rowsOf(me).values()].flatMap((doc) => (doc.kind === 'label' && ids.includes(doc.id) && doc.deletedAt === null ? doc.name : [])).sort()
    for (const [n, name] of ['One', 'Two', 'Three'].entries())
      run(naive, [{ space: me, name: 'label.create@1', args: { id: ids[n] ?? '', name, color: 'red', order: order(n) } }], n)
    assert.deepEqual(names(), ['One', 'Three', 'Two'])
    run(naive, [back(...changes)], 5)
    assert.deepEqual(names(), expected)
    assert.deepEqual(breachesOf(naive.spaces), [])
    assert.deepEqual(run(naive, [back(...changes)], 6)[0]?.written, [])
  }
})
