import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { replicaKinds, serverKinds } from '@muster/core/contract/kinds.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { Mutation, MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { isAcross } from '@muster/core/domain/across.ts'
import { briefly } from '@muster/core/domain/testing/briefly.ts'
import { differences } from '@muster/core/domain/testing/differences.ts'
import { asked, beginnings } from '@muster/core/domain/testing/histories.ts'
import { breachesOf } from '@muster/core/domain/testing/invariants.ts'
import { replay } from '../../testing/replay.ts'
import { createNaiveSpaces, type Asked, type Rows } from '@muster/core/domain/testing/naive-spaces.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import { newId } from '../../new-id.ts'
import { StoreUnavailable, type JournalEntry, type Store } from '../../ports/store.ts'
import { viewChanges, type ChangesPage, type Viewed } from '../../ports/view.ts'
import { unhurried } from '../../testing/unhurried.ts'
import { createAcross } from '../across.ts'
import { createJournal } from '../execute.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { createTurns } from '../turns.ts'

/** One clock for all: what a change stamps is then the same for whoever decides it. */
const at = '2026-02-01T00:00:00.000Z'
const now = () => new Date(at)

/** A change as it is sent: by which of the writers, how many times at once, and whether together with the one before it. */
interface Sending {
  readonly asked: Asked
  readonly writer: number
  readonly copies: number
  readonly together: boolean
}
const writers = 4
const sendings: fc.Arbitrary<Sending[]> = fc.array(
  fc.record({
    asked,
    writer: fc.nat(writers - 1),
    copies: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) }),
    together: fc.boolean(),
  }),
  { minLength: 20, maxLength: 120, size: 'max' },
)

/** The same with ids of their own, so that many histories lie in one store. */
const renamed = <T>(value: T, prefix: string): T => JSON.parse(JSON.stringify(value).replaceAll('00000000-0000-7000', `${prefix}-0000-7000`)) as T

/** A process over the store: its groups, its changes across spaces, and one queue for both. Sends until there is an answer. */
const processOver = (over: Store) => {
  const store = unhurried(over)
  const turns = createTurns()
  const journal = createJournal({ store, now, committed: () => {}, culprit: () => {}, turns, groupWorkMs: 10_000 })
  const across = createAcross({ store, now, committed: () => {}, culprit: () => {}, turns })
  return async ({ space, actor, name }: Asked, mutation: Mutation): Promise<MutationResult> => {
    for (;;) {
      try {
        if (isAcross(name)) return await across.execute(space, actor, { ...mutation, name }, ticketOf(actor))
        return (await journal.execute(space, actor, [mutation], ticketOf(actor)))[0] as MutationResult
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'busy') throw error
      }
    }
  }
}

/** The store of a process that does not learn how some of its commits ended: every so many, and by turns they took place or did not. */
const unsure = (store: Store, every: number): Store => {
  let commits = 0
  return {
    ...store,
    commit: async (parts, records) => {
      commits++
      if (commits % every !== 0) return store.commit(parts, records)
      if ((commits / every) % 2 === 0) await store.commit(parts, records)
      throw new StoreUnavailable(true)
    },
  }
}

interface Replica {
  rev: number
  readonly rows: Map<string, AnyDoc>
}
/** Brings a replica from where it stands to where it is told that the space stands; `limit` rows a page. */
const pull = async (store: Store, space: string, replica: Replica, limit: number): Promise<void> => {
  for (let page: string | null = null, since = replica.rev; ;) {
    const from: string | null = page
    const reply: Viewed<ChangesPage> = (await store.view(space, () => viewChanges(since, from, limit))) ?? assert.fail('the space is there')
    for (const doc of reply.value.docs) replica.rows.set(`${doc.kind}:${doc.id}`, doc)
    replica.rev = reply.head.rev
    if (reply.value.next === null) return
    page = reply.value.next
  }
}

const readJournal = async (store: Store, space: string): Promise<readonly JournalEntry[]> => {
  const entries: JournalEntry[] = []
  const last = (await store.head(space))?.rev ?? 0
  for (let rev = 1; rev <= last; rev++) {
    const entry = await store.entry(space, rev)
    assert.ok(entry?.rev === rev && entry.space === space, `there is no entry ${rev} of ${last}`)
    entries.push(entry)
  }
  assert.equal(await store.entry(space, last + 1), undefined, 'something is above the head')
  const ids = entries.flatMap(({ mutations }) => mutations.map(({ id }) => id))
  assert.equal(new Set(ids).size, ids.length, 'a mutation took effect twice')
  return entries
}

/**
 * Makes what the journals hold once more, one change after another, on plain maps; a change of several spaces when it is
 * the next in each of them. Gives the rows of every space at each of its revs.
 */
const remake = (prefix: string, journals: ReadonlyMap<string, readonly JournalEntry[]>, asked: ReadonlyMap<string, Asked>) => {
  const naive = createNaiveSpaces()
  for (const [space, docs] of renamed([...beginnings()], prefix)) naive.write(space, docs, 1)
  const states = new Map([...journals.keys()].map((space): [string, Rows[]] => [space, [new Map(), new Map(naive.rowsOf(space))]]))
  const queues = new Map(
    [...journals].map(([space, entries]) => [
      space,
      entries.flatMap(({ rev, mutations }) => mutations.map(({ id }, n) => ({ id, rev, last: n === mutations.length - 1 }))),
    ]),
  )
  const spacesOf = new Map<string, string[]>()
  for (const [space, queue] of queues) for (const { id } of queue) spacesOf.set(id, [...(spacesOf.get(id) ?? []), space])
  const next = () => {
    for (const queue of queues.values()) {
      const id = queue[0]?.id
      const spaces = id === undefined ? [] : (spacesOf.get(id) ?? [])
      if (id !== undefined && spaces.every((space) => queues.get(space)?.[0]?.id === id)) return { id, spaces }
    }
    return undefined
  }
  for (let one = next(); one; one = next()) {
    const { id, spaces } = one
    const change = asked.get(id) ?? assert.fail('nobody asked for it')
    const changes = naive.decide(change, at).filter(({ docs }) => docs.length > 0)
    for (const { space } of changes) assert.ok(spaces.includes(space), `${change.name} is not in the journal of each space that it changes`)
    for (const space of spaces) {
      const { rev = 0, last } = queues.get(space)?.shift() ?? {}
      naive.write(space, changes.find((part) => part.space === space)?.docs ?? [], rev)
      if (last) states.get(space)?.push(new Map(naive.rowsOf(space)))
    }
  }
  for (const queue of queues.values()) assert.equal(queue.length, 0, 'the journals hold changes of several spaces in different orders')
  return { spaces: naive.spaces, states }
}

/**
 * Random histories against plain maps: several writers on several spaces through two processes, with tasks and people
 * going from one to the other, changes sent twice, commits whose outcome is not learnt, and readers meanwhile.
 */
export const modelExam = (name: string, open: () => Promise<Store>, numRuns: number): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())

  const rowsIn = async (space: string): Promise<Rows> => {
    const docs = await Promise.all([...replicaKinds, ...serverKinds].map((kind) => store.all(space, kind)))
    return new Map(docs.flat().map((doc) => [`${doc.kind}:${doc.id}`, doc]))
  }

  const live = async (given: readonly Sending[]) => {
    const prefix = randomBytes(4).toString('hex')
    const spaces = [...beginnings()].map(([space]) => renamed(space, prefix))
    for (const [space, docs] of renamed([...beginnings()], prefix))
      assert.equal(await store.commit([{ entry: { space, rev: 1, tag: 'first', mutations: [] }, docs }]), 'committed')
    const sent = renamed(given, prefix).map((sending) => {
      const { name: called, args } = sending.asked
      const mutation: Mutation = { id: newId(new Date()), name: called, args, base: 0, clientAt: at }
      return { ...sending, mutation }
    })
    const processes = [processOver(store), processOver(unsure(store, 20))]
    const answers: (readonly [id: string, result: MutationResult])[] = []
    const write = async (writer: number) => {
      let burst: Promise<unknown>[] = []
      for (const [index, { asked: change, mutation, copies, together, writer: by }] of sent.entries()) {
        if (by !== writer) continue
        if (!together) {
          await Promise.all(burst)
          burst = []
        }
        for (let copy = 0; copy < copies; copy++)
          burst.push(processes[(index + copy) % 2]?.(change, mutation).then((result) => answers.push([mutation.id, result])) ?? assert.fail())
      }
      await Promise.all(burst)
    }
    const seen: { readonly space: string; readonly rev: number; readonly rows: Rows }[] = []
    let going = true
    const read = async () => {
      const replicas = spaces.map((space) => ({ space, replica: { rev: 0, rows: new Map<string, AnyDoc>() } }))
      for (let n = 0; going; n++)
        for (const { space, replica } of replicas) {
          await pull(store, space, replica, 3 + (n % 5))
          seen.push({ space, rev: replica.rev, rows: new Map(replica.rows) })
          // Readers look on; the histories are the writers' to make.
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
    }
    const reading = read()
    try {
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
    } finally {
      going = false
      await reading
    }
    return { prefix, spaces, sent, answers, seen }
  }

  const check = async ({ prefix, spaces, sent, answers, seen }: Awaited<ReturnType<typeof live>>) => {
    const journals = new Map<string, readonly JournalEntry[]>()
    for (const space of spaces) journals.set(space, await readJournal(store, space))
    const model = remake(prefix, journals, new Map(sent.map(({ asked: change, mutation }) => [mutation.id, change])))
    assert.deepEqual(breachesOf(model.spaces), [])
    for (const space of spaces) assert.deepEqual(differences(await rowsIn(space), model.spaces.get(space)), [], 'the rows are not what the changes make')

    const revOf = new Map<string, number>()
    const revIn = (space: string, mutation: string) => journals.get(space)?.find(({ mutations }) => mutations.some(({ id }) => id === mutation))?.rev
    /** Of a move that did something, where it is in the other space. */
    const alsoOf = ({ name, args, id }: Mutation) => {
      const space = name === 'task.transfer@1' ? (args as MutationArgs[typeof name]).toSpace : ''
      const rev = revIn(space, id)
      return rev === undefined ? {} : { also: { space, rev } }
    }
    const mutations = new Map(sent.map(({ mutation }) => [mutation.id, mutation]))
    for (const { asked: change, mutation } of sent) {
      const rev = revIn(change.space, mutation.id)
      if (rev !== undefined) revOf.set(mutation.id, rev)
    }
    const applied = new Map<string, number>()
    for (const [id, result] of answers) {
      if (result.status !== 'applied') continue
      const { also, rev } = result
      assert.deepEqual(
        { rev, ...(also && { also }) },
        { rev: revOf.get(id), ...alsoOf(mutations.get(id) as Mutation) },
        'answered with the revs of its entries',
      )
      applied.set(id, (applied.get(id) ?? 0) + (result.replayed ? 0 : 1))
    }
    assert.deepEqual(new Set(applied.keys()), new Set(revOf.keys()), 'what is in a journal was answered so, and nothing else')
    for (const times of applied.values()) assert.ok(times <= 1, 'answered twice as if it were new')

    for (const { space, rev, rows } of seen)
      assert.deepEqual(differences(rows, model.states.get(space)?.[rev] ?? new Map()), [], `a reader was told that this is rev ${rev}`)
    for (const space of spaces) {
      const states = model.states.get(space) ?? []
      const last = states.length - 1
      for (const rev of new Set([0, Math.floor(last / 3), Math.floor((2 * last) / 3)])) {
        const replica = { rev, rows: new Map(states[rev]) }
        for (const from of [rev, rev]) {
          replica.rev = from
          await pull(store, space, replica, 3 + (rev % 5))
          assert.equal(replica.rev, last)
          assert.deepEqual(differences(replica.rows, states[last]), [], `the changes since ${from} lead to another state`)
        }
      }
      for (const times of [1, 2])
        assert.deepEqual(differences(replay(states[1] ?? new Map(), journals.get(space) ?? [], times), states[last]), [], 'the journal tells another story')
    }

    const again = processOver(store)
    for (const { asked: change, mutation } of sent) {
      const rev = revOf.get(mutation.id)
      if (rev !== undefined) assert.deepEqual(await again(change, mutation), { id: mutation.id, status: 'applied', rev, ...alsoOf(mutation), replayed: true })
    }
    for (const space of spaces) assert.equal((await store.head(space))?.rev, journals.get(space)?.length, 'what was known changed something')
  }

  test(`${name}: random histories of several writers leave what plain maps hold after the same changes`, async (t) => {
    let [histories, changes, entries] = [0, 0, 0]
    await fc.assert(
      // A few at once: most of the time one waits for a commit, or for its turn.
      fc.asyncProperty(fc.array(sendings, { minLength: 1, maxLength: 5, size: 'max' }), async (given) => {
        for (const lived of await Promise.all(given.map(live))) {
          await check(lived)
          histories++
          changes += lived.answers.filter(([, { status }]) => status === 'applied').length
          for (const space of lived.spaces) entries += ((await store.head(space))?.rev ?? 1) - 1
        }
      }),
      { numRuns, reporter: briefly, ...(process.env['SOAK'] ? {} : { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true }) },
    )
    t.diagnostic(`${histories} histories, ${changes} answered as applied, in ${entries} entries`)
  })
}
