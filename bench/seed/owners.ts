import type { Place } from '../measure/ours.ts'
import { openJournal } from './journal.ts'
import { makePeople, type Person } from './people.ts'
import { createRandom } from './random.ts'
import { openStore } from './store.ts'
import { fill } from './tasks.ts'

/** Somebody with tasks in a space. */
export interface Owner {
  readonly person: Person
  readonly space: string
  /** Where their tasks are. */
  readonly list: string
  readonly tasks: readonly string[]
  /** The cursor of the space once all is there. */
  readonly since: string
}

/** Fills a place with people who have so many tasks each, in their own Inbox. */
export const seedOwners = async (place: Place, people: number, each: number): Promise<readonly Owner[]> => {
  const store = await openStore(place.storeUrl)
  const random = createRandom(each)
  try {
    const journal = openJournal(store)
    const owners: Owner[] = []
    for (const person of await makePeople(store, people)) {
      const space = person.id
      const tasks = await fill(journal, { space, actor: person.id, list: space }, each, random)
      const head = await store.head(space)
      owners.push({ person, space, list: space, tasks, since: `${head?.rev}.${head?.tag}` })
    }
    return owners
  } finally {
    await store.close()
  }
}
