import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import { idsOf } from './needs.ts'
import type { Pending } from './pending.ts'
import { rules } from './rules.ts'
import { createSignals } from './signals.ts'
import { createSpaces } from './spaces.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [me, club, list, task, below] = [id(1), id(2), id(3), id(4), id(5)]
const at = '2026-01-01T00:00:00.000Z'
const stamps = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
const meta = { ...stamps, deletedAt: null, deletedBy: null }
const listRow = (own: string) => listDoc({ ...meta, id: own })
const member: MemberDoc = { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }
const taskRow = (fields: Partial<TaskDoc>) => taskDoc({ ...meta, id: task, listId: me, order: 'a1', title: 'Tea', ...fields })
const transfer = (): Pending => {
  const args = { id: task, toSpace: club, place: { parentId: null, listId: list, sectionId: null, order: 'a5' }, labelIds: {} }
  return { id: id(90), space: me, name: 'task.transfer@1', args, base: 1, clientAt: at, ...idsOf(me, 'task.transfer@1', args) }
}
const open = () => {
  const spaces = createSpaces(me, createSignals(), () => {})
  spaces.setRules(rules)
  spaces.of(me).receive([listRow(me), member, taskRow({}), taskRow({ id: below, parentId: task, listId: null })])
  spaces.of(club).receive([listRow(list), member])
  const shown = () => ({ here: spaces.of(me).indexes.at({ listId: me }).ids(), there: spaces.of(club).indexes.at({ listId: list }).ids() })
  return { spaces, shown }
}

test('a task moved to another space is shown once all the time: before it is sent, answered, and pulled on either side first', () => {
  for (const first of [me, club]) {
    const { spaces, shown } = open()
    assert.deepEqual(shown(), { here: [task], there: [] })
    spaces.of(me).add(transfer())
    assert.deepEqual(shown(), { here: [], there: [task] })
    assert.equal(spaces.of(club).get('task', below)?.parentId, task)
    assert.deepEqual(spaces.of(me).indexes.trash(), [])
    spaces.answered([{ id: id(90), rev: 7 }])
    const pull = {
      [me]: () => {
        spaces.of(me).receive(
          [],
          [
            ['task', task],
            ['task', below],
          ],
        )
        spaces.of(me).settle(7)
      },
      [club]: () => spaces.of(club).receive([taskRow({ rev: 3, listId: list, order: 'a5' }), taskRow({ rev: 3, id: below, parentId: task, listId: null })]),
    }
    for (const space of [first, first === me ? club : me]) {
      pull[space]?.()
      assert.deepEqual(shown(), { here: [], there: [task] })
    }
    assert.equal(spaces.of(club).get('task', task)?.rev, 3)
    // Moved on by somebody else: nothing of the old change brings it back.
    spaces.of(club).receive(
      [],
      [
        ['task', task],
        ['task', below],
      ],
    )
    assert.deepEqual(shown(), { here: [], there: [] })
  }
})

test('a refused move leaves the source as it was, and nothing in the target', () => {
  const { spaces, shown } = open()
  spaces.of(me).add(transfer())
  const refused = new Set([id(90)])
  spaces.of(me).remove(refused)
  spaces.forget(refused)
  assert.deepEqual(shown(), { here: [task], there: [] })
})

test('a move read from the outbox is shown once the rows of both spaces are here', () => {
  const spaces = createSpaces(me, createSignals(), () => {})
  spaces.setRules(rules)
  spaces.of(me).reread([{ ...transfer(), seq: 1 }])
  spaces.of(me).receive([listRow(me), member, taskRow({})])
  spaces.of(club).receive([listRow(list), member])
  spaces.replayAcross()
  assert.deepEqual(spaces.of(club).indexes.at({ listId: list }).ids(), [task])
  assert.deepEqual(spaces.of(me).indexes.at({ listId: me }).ids(), [])
})

test('a change by a rule that was not learnt yet asks for it, and shows once it is here', () => {
  let wanted = 0
  const spaces = createSpaces(
    me,
    createSignals(),
    () => {},
    () => wanted++,
  )
  spaces.of(me).receive([listRow(me), member, taskRow({})])
  const args = { taskId: task, base: '', text: 'Two bags' }
  spaces.of(me).add({ id: id(91), space: me, name: 'notes.set@1', args, base: 1, clientAt: at, ...idsOf(me, 'notes.set@1', args) })
  assert.ok(wanted > 0)
  assert.equal(spaces.of(me).get('task', task)?.hasNotes, false)
  spaces.setRules(rules)
  assert.equal(spaces.of(me).get('task', task)?.hasNotes, true)
  assert.equal(spaces.of(me).get('notes', task)?.text, 'Two bags')
})

test('a task moved to another space and back before anything was sent is shown once all the time, where it came from', () => {
  const { spaces, shown } = open()
  const out = transfer()
  const args = { id: task, toSpace: me, place: { parentId: null, listId: me, sectionId: null, order: 'a1' }, labelIds: {} }
  const home: Pending = { id: id(91), space: club, name: 'task.transfer@1', args, base: 1, clientAt: at, ...idsOf(club, 'task.transfer@1', args) }
  spaces.of(me).add(out)
  spaces.of(club).add(home)
  assert.deepEqual(shown(), { here: [task], there: [] })
  // Run again, as whatever is pulled has it done.
  for (const space of [me, club, me]) spaces.of(space).replay()
  assert.deepEqual(shown(), { here: [task], there: [] })
  assert.equal(spaces.of(me).get('task', below)?.parentId, task)
  // Out again, and answered one by one.
  spaces.of(me).add({ ...transfer(), id: id(92) })
  assert.deepEqual(shown(), { here: [], there: [task] })
  for (const space of [club, me]) spaces.of(space).replay()
  assert.deepEqual(shown(), { here: [], there: [task] })
})

/** Moves there, back, there and back, made one after another before anything was sent, and answered in that order. */
const thereAndBackTwice = () => {
  const { spaces, shown } = open()
  const home = (n: number): Pending => {
    const args = { id: task, toSpace: me, place: { parentId: null, listId: me, sectionId: null, order: 'a1' }, labelIds: {} }
    return { id: id(n), space: club, name: 'task.transfer@1', args, base: 1, clientAt: at, ...idsOf(club, 'task.transfer@1', args) }
  }
  for (const change of [transfer(), home(91), { ...transfer(), id: id(92) }, home(93)]) {
    spaces.of(change.space).add(change)
  }
  spaces.answered([90, 91, 92, 93].map((n, step) => ({ id: id(n), rev: step + 2, also: { space: n % 2 ? me : club, rev: step + 2 } })))
  return { spaces, shown }
}
const tasksGone: readonly (readonly ['task', string])[] = [
  ['task', task],
  ['task', below],
]
const tasksAt = (rev: number, fields: Partial<TaskDoc>) => [taskRow({ rev, ...fields }), taskRow({ rev, id: below, parentId: task, listId: null })]

test('after moves there and back that were answered, a task stands once, whichever space is pulled first and however far; and it can move again', () => {
  for (const first of [me, club])
    for (const halfway of [undefined, 2, 3, 4]) {
      const { spaces, shown } = thereAndBackTwice()
      const pull = (space: string, rev: number) => {
        const isHere = (space === me) === (rev % 2 === 1)
        const fields = space === me ? { listId: me, order: 'a1' } : { listId: list, order: 'a5' }
        spaces.of(space).receive(isHere ? tasksAt(rev, fields) : [], isHere ? [] : tasksGone)
        spaces.of(space).settle(rev)
        assert.deepEqual(shown(), { here: [task], there: [] }, `${first === me ? 'source' : 'target'} first, halfway ${halfway}, pulled ${rev}`)
      }
      if (halfway !== undefined) pull(first, halfway)
      pull(first, 5)
      pull(first === me ? club : me, 5)
      assert.equal(spaces.of(club).get('task', task), undefined)
      const again = { ...transfer(), id: id(94) }
      spaces.watch(again.id)
      spaces.of(me).add(again)
      assert.deepEqual(shown(), { here: [], there: [task] })
      assert.ok(spaces.told(again.id).length > 0)
    }
})

test('what became of a task after it was moved shows as soon as that is pulled, whether the answer comes before or after', () => {
  for (const answeredFirst of [true, false]) {
    const { spaces, shown } = open()
    const answer = () => spaces.answered([{ id: id(90), rev: 7, also: { space: club, rev: 8 } }])
    spaces.of(me).add(transfer())
    if (answeredFirst) answer()
    // Moved there, and removed for good by somebody else.
    spaces.of(club).receive([], tasksGone)
    spaces.of(club).settle(9)
    if (!answeredFirst) answer()
    assert.deepEqual(shown(), { here: [], there: [] })
    spaces.of(me).receive([], tasksGone)
    spaces.of(me).settle(7)
    assert.deepEqual(shown(), { here: [], there: [] })
  }
})

test('what a change wrote is told as it found it and left it, in every space', () => {
  const { spaces } = open()
  const out = transfer()
  spaces.watch(out.id)
  spaces.of(me).add(out)
  const told = spaces.told(out.id).filter(({ now }) => now.kind === 'task')
  assert.deepEqual(
    told.map(({ space, was, now }) => [space, now.id, (was as TaskDoc | undefined)?.title, (now as TaskDoc).deletedAt === null]),
    [
      [me, task, 'Tea', false],
      [me, below, 'Tea', false],
      [club, task, undefined, true],
      [club, below, undefined, true],
    ],
  )
  assert.deepEqual(spaces.told(out.id), [])
})

test('a move that only the other space had pulled is shown there again after an older backup was restored', () => {
  const { spaces, shown } = open()
  for (const space of [me, club]) spaces.of(space).settle(2)
  spaces.of(me).add(transfer())
  spaces.answered([{ id: id(90), rev: 7, also: { space: club, rev: 3 } }])
  spaces.of(club).receive([taskRow({ rev: 3, listId: list, order: 'a5' }), taskRow({ rev: 3, id: below, parentId: task, listId: null })])
  spaces.of(club).settle(3)
  assert.deepEqual(shown(), { here: [], there: [task] })
  // The backup knows nothing of it; the move is on its way again.
  for (const space of [me, club]) spaces.of(space).unanswer()
  spaces.of(club).startFresh()
  spaces.of(club).receive([listRow(list), member])
  spaces.of(club).settle(2)
  assert.deepEqual(shown(), { here: [], there: [task] })
})

test('before the rules have come a task that is completed stands as done, and as the rules have it once they are here', () => {
  for (const status of ['done', 'open'] as const) {
    const signals = createSignals()
    let wanted = 0
    const spaces = createSpaces(
      me,
      signals,
      () => {},
      () => wanted++,
    )
    const before = taskRow(status === 'done' ? {} : { status: 'done', completedAt: at, completedBy: club })
    spaces.of(me).receive([listRow(me), member, before])
    const args = { id: task, set: { status } }
    const later = '2026-02-01T00:00:00.000Z'
    spaces.watch(id(91))
    spaces.of(me).add({ id: id(91), space: me, name: 'task.update@1', args, base: 1, clientAt: later, ...idsOf(me, 'task.update@1', args) })
    const now = () => spaces.of(me).get('task', task)
    assert.deepEqual([wanted, now()?.status, now()?.completedAt], [1, status, status === 'done' ? later : null])
    spaces.setRules(rules)
    assert.deepEqual([now()?.status, now()?.completedBy], [status, status === 'done' ? me : null])
    // What it wrote is told from the row as it was before all that: it can be taken back.
    assert.deepEqual(
      spaces.told(id(91)).map(({ was, now: is }) => [(was as TaskDoc).status, (is as TaskDoc).status]),
      [[before.status, status]],
    )
    assert.equal(spaces.of(me).waiting(), 1)
  }
})
