import type { Place } from '../measure/ours.ts'
import { openJournal } from './journal.ts'
import type { Owner } from './owners.ts'
import { makePeople } from './people.ts'
import { createRandom } from './random.ts'
import { makeShared } from './spaces.ts'
import { openStore } from './store.ts'
import { fill } from './tasks.ts'

/** Fills a place with people who have so many spaces each beside their own, with so many tasks: for each of those spaces everybody's one. */
export const seedOwnSpaces = async (place: Place, people: number, spaces: number, tasks: number): Promise<readonly (readonly Owner[])[]> => {
  const store = await openStore(place.storeUrl)
  try {
    const journal = openJournal(store)
    const persons = await makePeople(store, people)
    const owner = async (person: (typeof persons)[number], seed: number): Promise<Owner> => {
      const { space, list } = await makeShared(journal, [person])
      const ids = await fill(journal, { space, actor: person.id, list }, tasks, createRandom(seed))
      const head = await store.head(space)
      return { person, space, list, tasks: ids, since: `${head?.rev}.${head?.tag}` }
    }
    const all: (readonly Owner[])[] = []
    // At once: each waits for its own commits.
    for (let n = 0; n < spaces; n++) all.push(await Promise.all(persons.map((person, index) => owner(person, n * people + index))))
    return all
  } finally {
    await store.close()
  }
}
