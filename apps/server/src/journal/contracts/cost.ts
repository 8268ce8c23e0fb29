import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, NotesDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation, MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { newId } from '../../new-id.ts'
import type { Store } from '../../ports/store.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { createJournal } from '../execute.ts'

const id = () => newId(new Date())
const at = '2026-01-01T00:00:00.000Z'
const born = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: at, createdBy: own, updatedAt: at, updatedBy: own })
const mutation = (name: string, args: unknown): Mutation => ({ id: id(), name, args, base: 0, clientAt: at })
const told = (result: MutationResult) => (result.status === 'refused' ? result.problem.code : result.replayed ? 'again' : 'applied')

/** Lines without order, of two kinds: what two of them share is searched for to the bound. */
const noise = (count: number, seed: number) => {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return 'ab'[(state >>> 16) % 2]
  }).join('\n')
}

/** What one request may cost, sat with every store. */
export const journalCostExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())
  const journalOver = (over: Store, groupWorkMs = 60_000) =>
    createJournal({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, groupWorkMs })

  const aSpace = async () => {
    const [space, me] = [id(), id()]
    const docs: AnyDoc[] = [
      {
        kind: 'list',
        ...born(space),
        name: 'List',
        color: 'blue',
        emoji: null,
        folderId: null,
        order: 'a0',
        sort: 'manual',
        inbox: true,
        deletedAt: null,
        deletedBy: null,
      },
      { kind: 'member', ...born(me), name: 'Somebody', role: 'editor', leftAt: null },
    ]
    assert.equal(await store.commit([{ entry: { space, rev: 1, tag: 'first', mutations: [] }, docs }]), 'committed')
    return { space, me }
  }
  const create = (listId: string, taskId: string, notes?: string) =>
    mutation('task.create@1', {
      id: taskId,
      place: { parentId: null, listId, sectionId: null, order: 'a1' },
      title: 'Task',
      ...(notes === undefined ? {} : { notes }),
    })
  const merging = (taskId: string, n: number) => mutation('notes.set@1', { taskId, base: noise(2_000, 1), text: `${noise(2_000, 2)}\nwritten ${n}` })

  test(`${name}: one request buys so much merging, and is told to send the rest again, of which nothing is lost`, async () => {
    const { space, me } = await aSpace()
    const tasks = Array.from({ length: 14 }, id)
    for (const task of tasks) await journalOver(store).execute(space, me, [create(space, task, noise(20_000, 3))], ticketOf(me))
    const all = tasks.map(merging)
    const [answers, rounds] = [new Map<string, string>(), [] as string[][]]
    for (let left = all; left.length > 0; left = left.filter((one) => answers.get(one.id) === 'busy')) {
      const ticket = ticketOf(me, 120_000)
      const results = await journalOver(store).execute(space, me, left, ticket)
      assert.deepEqual(
        results.map((one) => one.id),
        left.map((one) => one.id),
      )
      const now = results.map(told)
      for (const [index, one] of left.entries()) answers.set(one.id, now[index] as string)
      rounds.push(now)
      // In order: behind the first that is left nothing is done, and something always is.
      const first = now.indexOf('busy')
      assert.ok(first !== 0 && (first < 0 || now.slice(first).every((word) => word === 'busy')), now.join(' '))
      assert.equal(ticket.full, first > 0)
    }
    const most = Math.ceil(limits.requestMergeSteps / (limits.mergeSteps / 2)) + 1
    assert.ok(rounds.length > 1 && rounds.every((now) => now.filter((word) => word === 'applied').length <= most), rounds.join(' | '))
    for (const [n, task] of tasks.entries()) {
      const [notes] = (await store.docs(space, [{ kind: 'notes', id: task }])) as NotesDoc[]
      assert.ok(notes?.text.includes(`written ${n}`))
    }
    // What is known has its answer, and is not worked out again.
    const ticket = ticketOf(me, 120_000)
    const again = await journalOver(store).execute(space, me, all, ticket)
    assert.ok(again.every((one) => told(one) === 'again'))
    assert.ok(!ticket.full)
  })

  test(`${name}: many notes of one task in one push are merged by one another within the same bound`, async () => {
    const { space, me } = await aSpace()
    const task = id()
    await journalOver(store).execute(space, me, [create(space, task, noise(20_000, 3))], ticketOf(me))
    const ticket = ticketOf(me, 120_000)
    const results = await journalOver(store).execute(
      space,
      me,
      Array.from({ length: 60 }, (_, n) => merging(task, n)),
      ticket,
    )
    const applied = results.filter((one) => told(one) === 'applied').length
    assert.ok(applied > 0 && applied < 30, `${applied} were merged`)
    assert.ok(ticket.full)
  })

  test(`${name}: one request writes so many rows, and is told to send the rest again`, async () => {
    const { space, me } = await aSpace()
    const tasks = Array.from({ length: limits.undoChanges }, id)
    await journalOver(store).execute(
      space,
      me,
      tasks.map((task) => create(space, task)),
      ticketOf(me, 120_000),
    )
    const steps = Array.from({ length: limits.requestWrites / limits.undoChanges + 10 }, (_, n) =>
      mutation('undo.apply@1', { changes: tasks.map((task) => ({ kind: 'task', id: task, fields: { priority: { expect: n % 2, to: (n + 1) % 2 } } })) }),
    )
    const now = (await journalOver(store).execute(space, me, steps, ticketOf(me, 120_000))).map(told)
    const first = now.indexOf('busy')
    assert.ok(first > 0 && now.slice(first).every((word) => word === 'busy'), now.join(' '))
    assert.ok(first <= limits.requestWrites / limits.undoChanges + 1, `${first} were applied`)
    const rest = await journalOver(store).execute(space, me, steps.slice(first, first + 1), ticketOf(me, 120_000))
    assert.deepEqual(rest.map(told), ['applied'])
  })

  test(`${name}: where entries hold little, what is left for the next is not read again and again`, async () => {
    const { space, me } = await aSpace()
    const tasks = Array.from({ length: 100 }, id)
    await journalOver(store).execute(
      space,
      me,
      tasks.map((task) => create(space, task)),
      ticketOf(me, 120_000),
    )
    let keys = 0
    const over: Store = { ...store, docs: (where, asked, bound) => ((keys += asked.length), store.docs(where, asked, bound)) }
    const notes = tasks.map((taskId) => mutation('notes.set@1', { taskId, base: '', text: 'Some' }))
    const results = await journalOver(over, 0).execute(space, me, notes, ticketOf(me, 120_000))
    assert.ok(results.every((one) => told(one) === 'applied'))
    // The member, the task and its notes; those of the first entry for all.
    assert.ok(keys <= 12 * tasks.length, `${keys} keys`)
  })

  test(`${name}: others have their turn between two entries, and an entry takes no more rules than fit its time`, async () => {
    const { space, me } = await aSpace()
    const tasks = Array.from({ length: 30 }, id)
    await journalOver(store).execute(
      space,
      me,
      tasks.map((task) => create(space, task)),
      ticketOf(me, 120_000),
    )
    let turns = 0
    const next = (): void => void (turns++, (running = setImmediate(next)))
    let running = setImmediate(next)
    const commits: { readonly turns: number; readonly held: number }[] = []
    const over: Store = {
      ...store,
      commit: (parts, ...rest) => {
        commits.push({ turns, held: parts[0]?.entry.mutations.length ?? 0 })
        return store.commit(parts, ...rest)
      },
    }
    const notes = tasks.map((taskId) => mutation('notes.set@1', { taskId, base: '', text: 'Some' }))
    try {
      await journalOver(over, 0).execute(space, me, notes, ticketOf(me, 120_000))
    } finally {
      clearImmediate(running)
    }
    assert.deepEqual(
      commits.map(({ held }) => held),
      tasks.map(() => 1),
    )
    for (const [index, one] of commits.entries()) assert.ok(index === 0 || one.turns > (commits[index - 1]?.turns ?? 0), `entry ${index}`)
  })

  test(`${name}: what bounds a group ends with it: no timer is left`, async () => {
    const { space, me } = await aSpace()
    const signals: AbortSignal[] = []
    const over: Store = {
      ...store,
      commit: (parts, records, bound) => {
        if (bound) signals.push(bound.signal)
        return store.commit(parts, records, bound)
      },
    }
    const lifeMs = 300
    const results = await journalOver(over).execute(space, me, [create(space, id())], ticketOf(me, lifeMs))
    assert.deepEqual(results.map(told), ['applied'])
    await new Promise((resolve) => setTimeout(resolve, 2 * lifeMs))
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false],
    )
  })

  test(`${name}: a queue ends whatever fails on its way: everybody has an answer, and the next begins anew`, async () => {
    const { space, me } = await aSpace()
    let fails = true
    const turns = { take: () => (fails ? Promise.reject(new Error('no turn')) : Promise.resolve(() => {})) }
    const journal = createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, turns })
    const some = [journal.execute(space, me, [create(space, id())], ticketOf(me)), journal.execute(space, me, [create(space, id())], ticketOf(me))]
    for (const one of await Promise.allSettled(some)) assert.equal(one.status, 'rejected')
    assert.equal(journal.queued(), 0)
    fails = false
    assert.deepEqual((await journal.execute(space, me, [create(space, id())], ticketOf(me))).map(told), ['applied'])
  })
}
