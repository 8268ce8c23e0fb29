import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import { viewAll, viewDocs, viewTasks, type View } from '../../../ports/view.ts'
import { at, changesOf, part, task } from './parts.ts'
import type { StoreExam } from './exam.ts'

/** Views: what is read in one is one rev, whatever is committed meanwhile. */
/** Gives whoever commits their turn: a store may answer a read before it ends. */
const others = () => new Promise((resolve) => setImmediate(resolve))

export const examViews = (exam: StoreExam): void => {
  test(`${exam.name}: a view sees one rev through all that it reads, whatever is committed meanwhile`, async () => {
    const space = randomUUID()
    const written = (rev: number) =>
      Array.from({ length: 40 }, (_, n): TaskDoc => ({ ...task(`t${n}`, rev), labelIds: ['red'], sectionId: `section${rev % 3}` }))
    await exam.store.commit([part(space, 1, written(1))])
    const seen = new Set<number>()
    let going = true
    const writer = (async () => {
      for (let rev = 2; going; rev++) assert.equal(await exam.store.commit([part(space, rev, written(rev))]), 'committed')
    })()
    const plan = function* (): View<readonly { readonly rev: number }[]> {
      const byKey = yield* viewDocs([
        { kind: 'task', id: 't7' },
        { kind: 'task', id: 'none' },
      ])
      const all = yield* viewAll('task')
      const onList = yield* viewTasks({ path: { by: 'list', status: 'open', list: 'inbox' }, after: null, limit: 100 })
      const labelled = yield* viewTasks({ path: { by: 'label', status: 'open', labels: ['red'] }, after: null, limit: 100 })
      const updated = yield* viewTasks({ path: { by: 'updated', since: at }, after: null, limit: 100 })
      return [...byKey, ...all, ...[...onList, ...labelled, ...updated].map(({ json }) => JSON.parse(json) as TaskDoc)]
    }
    // Until commits have taken place meanwhile.
    try {
      for (let views = 0; views < 30 || seen.size < 3; views++) {
        const viewed = await exam.store.view(space, plan)
        assert.equal(viewed?.value.length, 161)
        assert.deepEqual([...new Set(viewed.value.map(({ rev }) => rev))], [viewed.head.rev])
        seen.add(viewed.head.rev)
        await others()
      }
    } finally {
      going = false
      await writer
    }
  })

  test(`${exam.name}: what is read while a commit rewrites all of it is one rev, whole`, async () => {
    const space = randomUUID()
    const size = 300
    const written = (rev: number) => Array.from({ length: size }, (_, n) => task(`t${n}`, rev, `rev ${rev}`))
    await exam.store.commit([part(space, 1, written(1))])
    let going = true
    const writer = (async () => {
      for (let rev = 2; going; rev++) assert.equal(await exam.store.commit([part(space, rev, written(rev))]), 'committed')
    })()
    let seen = 0
    // Until commits have taken place meanwhile.
    try {
      for (let scans = 0; scans < 40 || seen < 3; scans++) {
        const { head, docs } = await changesOf(exam.store, space, 0, null, 1_000)
        assert.equal(docs.length, size)
        assert.deepEqual([...new Set(docs.map((doc) => doc.rev))], [head.rev])
        seen = Math.max(seen, head.rev)
        await others()
      }
    } finally {
      going = false
      await writer
    }
  })
}
