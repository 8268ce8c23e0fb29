import { BSON, MongoClient, type Document } from 'mongodb'
import type { Place } from '../measure/ours.ts'
import type { Person } from './people.ts'
import { seedShared } from './shared.ts'
import { openStore } from './store.ts'

/** People who share a space, each with a personal one beside it. */
export interface Team {
  readonly space: string
  readonly list: string
  readonly tasks: readonly string[]
  /** Each with the cursor of their own space. */
  readonly people: readonly (Person & { readonly since: string })[]
  /** The cursor of the space once all is there. */
  readonly since: string
}

const rowsAtOnce = 5_000
/** The last digits of an id say which copy it is of. */
const digits = 5
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const copied = (id: string, copy: string) => id.slice(0, -copy.length) + copy

/**
 * Fills a place on MongoDB with many teams: the first by the server's own journal, the others as copies of its rows under other ids.
 * Accounts are made with a hash of a password each, which would take longer than all that is measured.
 */
export const seedTeams = async (place: Place, teams: number, size: number, tasks: number): Promise<readonly Team[]> => {
  const members = await seedShared(place, size, tasks)
  const [first] = members
  if (!first) throw new Error('a team needs somebody')
  const store = await openStore(place.storeUrl)
  const cursorOf = async (space: string) => {
    const head = await store.head(space)
    return `${head?.rev}.${head?.tag}`
  }
  const since = await cursorOf(first.space)
  const owns: string[] = []
  for (const { person } of members) owns.push(await cursorOf(person.id))
  await store.close()
  const client = new MongoClient(place.storeUrl)
  try {
    const texts = []
    for (const name of ['users', 'emails', 'sessions', 'spaces'])
      for (const row of await client.db().collection(name).find().toArray()) texts.push({ name, text: BSON.EJSON.stringify(row, { relaxed: false }) })
    const sids = new RegExp(members.map(({ person }) => person.sid).join('|'), 'g')
    const all: Team[] = []
    let rows = new Map<string, Document[]>()
    const flush = async () => {
      for (const [name, some] of rows) await client.db().collection(name).insertMany(some, { ordered: false })
      rows = new Map()
    }
    for (let n = 0; n < teams; n++) {
      const copy = n.toString(16).padStart(digits, '0')
      const own = (id: string) => (n === 0 ? id : copied(id, copy))
      all.push({
        space: own(first.space),
        list: own(first.list),
        tasks: first.tasks.map(own),
        people: members.map(({ person: { id, sid } }, at) => ({ id: own(id), sid: own(sid), since: owns[at] ?? '' })),
        since,
      })
      if (n === 0) continue
      for (const { name, text } of texts) {
        const row = BSON.EJSON.parse(text.replace(uuid, own).replace(sids, own).replaceAll('@example.test', `.${copy}@example.test`), {
          relaxed: false,
        }) as Document
        const some = rows.get(name) ?? []
        rows.set(name, some)
        some.push(row)
      }
      if ((rows.get('spaces')?.length ?? 0) >= rowsAtOnce) await flush()
    }
    await flush()
    return all
  } finally {
    await client.close()
  }
}
