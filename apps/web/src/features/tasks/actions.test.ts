import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import { openReplica } from '../../replica/replica.ts'

class Silent {
  postMessage() {}
}
Object.assign(globalThis, {
  Worker: Silent,
  addEventListener: () => {},
  document: { documentElement: {}, querySelector: () => null, addEventListener: () => {} },
})
const { taskActions } = await import('./actions.ts')

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const me = id(1)
const stamps = { rev: 1, v: 1, createdAt: '2026-01-01T00:00:00.000Z', createdBy: me, updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: me }
const meta = { ...stamps, deletedAt: null, deletedBy: null }
const row = (n: number, order: string) => taskDoc({ ...meta, id: id(n), listId: me, order, title: `${n}` })
const end = { parentId: null, sectionId: null, beforeId: null }

/** A page to which the rows of a list come in two parts, and what is done between the two. */
const between = async (act: (actions: ReturnType<typeof taskActions>, titles: () => string[]) => void, rest: readonly TaskDoc[]) => {
  const replica = openReplica(me)
  const titles = () => {
    const tasks = replica.space(me).indexes.at({ listId: me }).read()
    return tasks.map(({ title }) => title)
  }
  const rows = (docs: readonly object[]) => replica.hear({ say: 'rows', space: me, json: JSON.stringify(docs) })
  await replica.learnt()
  rows([listDoc({ ...meta, id: me }), { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }, row(10, 'a1'), row(11, 'a2')])
  act(taskActions(replica), titles)
  await new Promise(setImmediate)
  rows(rest)
  replica.hear({ say: 'loaded', space: me, removed: [], cursor: '1.a' })
  await new Promise(setImmediate)
  return { titles, steps: replica.waiting().map(({ name }) => name) }
}

test('what is added while rows still arrive stands at the end once they are here', async () => {
  const { titles, steps } = await between(
    (actions, seen) => {
      actions.add(me, me, end, [{ title: 'Tea' }])
      actions.add(me, me, end, [{ title: 'Milk' }, { title: 'Eggs' }])
      // Shown at once, behind what has come.
      assert.deepEqual(seen(), ['10', '11', 'Tea', 'Milk', 'Eggs'])
    },
    [row(12, 'a3'), row(13, 'a9'), row(14, 'b00')],
  )
  assert.deepEqual(titles(), ['10', '11', '12', '13', '14', 'Tea', 'Milk', 'Eggs'])
  assert.deepEqual(steps, ['task.create@1', 'task.create@1', 'task.create@1', 'task.update@1', 'task.update@1', 'task.update@1'])
})

test('what stands at the end as it is, was put elsewhere on purpose, or was moved or deleted since, stays', async () => {
  const last = await between((actions) => actions.add(me, me, end, [{ title: 'Tea' }]), [])
  assert.deepEqual([last.titles(), last.steps], [['10', '11', 'Tea'], ['task.create@1']])
  const first = await between((actions) => actions.add(me, me, { ...end, beforeId: id(11) }, [{ title: 'Tea' }]), [row(12, 'a3')])
  assert.deepEqual([first.titles(), first.steps], [['10', 'Tea', '11', '12'], ['task.create@1']])
  const changed = await between(
    (actions) => {
      actions.add(me, me, end, [
        { id: id(20), title: 'Tea' },
        { id: id(21), title: 'Milk' },
      ])
      actions.move(me, [id(20)], me, { ...end, beforeId: id(10) })
      actions.remove([{ space: me, id: id(21) }])
    },
    [row(12, 'a3')],
  )
  assert.deepEqual(changed.titles(), ['Tea', '10', '11', '12'])
})
