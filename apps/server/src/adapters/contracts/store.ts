import { after, before } from 'node:test'
import type { Store } from '../../ports/store.ts'
import { examAssigned } from './store/assigned.ts'
import { examChanges } from './store/changes.ts'
import { examCommits } from './store/commits.ts'
import { examEffects } from './store/effects.ts'
import { examForgetting } from './store/forgetting.ts'
import { examGrounds } from './store/grounds.ts'
import { examPurging } from './store/purging.ts'
import { examRanges } from './store/ranges.ts'
import { examRecords } from './store/records.ts'
import { examRows } from './store/rows.ts'
import { examShelves } from './store/shelves.ts'
import { examTaskPages } from './store/task-pages.ts'
import { examViews } from './store/views.ts'

const parts = [
  examRows,
  examCommits,
  examTaskPages,
  examAssigned,
  examViews,
  examGrounds,
  examChanges,
  examRanges,
  examShelves,
  examRecords,
  examForgetting,
  examPurging,
  examEffects,
]

/**
 * The one exam of the `Store` port, a part for each idea; every adapter sits all of it. `open` gives a store over what the last one left,
 * so that what was stored can be looked at after a restart.
 */
export const storeExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())
  const exam = {
    name,
    get store() {
      return store
    },
    restart: async () => {
      await store.close()
      store = await open()
    },
  }
  for (const part of parts) part(exam)
}
