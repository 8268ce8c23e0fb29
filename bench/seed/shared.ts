import { join } from 'node:path'
import { sqliteIn, type Place } from '../measure/ours.ts'
import { openJournal } from './journal.ts'
import { makePeople, type Person } from './people.ts'
import { createRandom } from './random.ts'
import { makeShared, type Shared } from './spaces.ts'
import { openStore } from './store.ts'
import { fill } from './tasks.ts'

/** A space with its tasks, as one of its members works in it. */
export interface Member extends Shared {
  readonly person: Person
  readonly tasks: readonly string[]
  readonly random: () => number
}

/** Fills a place whose people share one space with so many tasks. */
export const seedShared = async (place: Place, people: number, tasks: number): Promise<readonly Member[]> => {
  const store = await openStore(place.storeUrl)
  const random = createRandom(tasks)
  try {
    const journal = openJournal(store)
    const members = await makePeople(store, people)
    const shared = await makeShared(journal, members)
    const actor = members[0]?.id ?? ''
    const ids = await fill(journal, { ...shared, actor }, tasks, random)
    return members.map((person) => ({ person, ...shared, tasks: ids, random }))
  } finally {
    await store.close()
  }
}

/** A place on SQLite with one shared space of so many tasks, and its fifty members. */
export interface Sized {
  readonly place: Place
  readonly members: readonly Member[]
}

/** Places by the size of their space, each seeded once in a run, for the part that needs it first. */
export const createSized = (folder: string, say: (text: string) => void): ((tasks: number) => Promise<Sized>) => {
  const made = new Map<number, Promise<Sized>>()
  const make = async (tasks: number): Promise<Sized> => {
    const place = sqliteIn(join(folder, `space-of-${tasks}`))
    const started = performance.now()
    const members = await seedShared(place, 50, tasks)
    say(`seeded ${tasks.toLocaleString('en-GB')} tasks in ${((performance.now() - started) / 1_000).toFixed(1)} s`)
    return { place, members }
  }
  return (tasks) => {
    const known = made.get(tasks) ?? make(tasks)
    made.set(tasks, known)
    return known
  }
}
