import { newId } from '../../apps/server/src/new-id.ts'
import type { Place } from '../measure/ours.ts'
import { mutationOf, openJournal } from './journal.ts'
import { makePeople } from './people.ts'
import { createRandom } from './random.ts'
import { openStore } from './store.ts'
import { fill } from './tasks.ts'

/** Fills a place with one person whose own space has lists of so many tasks each; their ids. They sign in as `person0@example.test`. */
export const seedLists = async (place: Place, sizes: readonly number[]): Promise<readonly string[]> => {
  const store = await openStore(place.storeUrl)
  const random = createRandom(7)
  try {
    const journal = openJournal(store)
    const [person] = await makePeople(store, 1)
    if (!person) return []
    const lists: string[] = []
    for (const [n, size] of sizes.entries()) {
      const list = newId(new Date())
      const args = { id: list, name: `List of ${size.toLocaleString('en-GB')}`, color: 'blue', emoji: null, folderId: null, order: `a${n}` }
      await journal.write(person.id, person.id, [mutationOf('list.create@1', args)])
      await fill(journal, { space: person.id, actor: person.id, list }, size, random)
      lists.push(list)
    }
    return lists
  } finally {
    await store.close()
  }
}
