import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { limits } from '@muster/core/contract/limits.ts'
import type { AnyDoc, NotesDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { AcrossName, MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import type { Mutation, MutationResult } from '@muster/core/contract/schemas/sync.ts'
import { listDoc } from '@muster/core/domain/testing/docs.ts'
import type { Refusal } from '@muster/core/domain/world.ts'
import { newId } from '../../new-id.ts'
import { StoreFull, StoreUnavailable, type CommitPart, type Store } from '../../ports/store.ts'
import { viewChanges, type ChangesPage, type Viewed } from '../../ports/view.ts'
import { unhurried } from '../../testing/unhurried.ts'
import { createAcross } from '../across.ts'
import { createJournal } from '../execute.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { ticketOf } from '../../testing/tickets.ts'
import { createTurns } from '../turns.ts'
import { createWrites } from '../writes.ts'

const id = () => newId(new Date())
const at = '2026-01-01T00:00:00.000Z'
const born = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: at, createdBy: own, updatedAt: at, updatedBy: own })

/** What each mutation was told, in a word: its rev, `again` before it when it was known, or the code of the refusal. */
const told = (result: MutationResult | undefined) =>
  result?.status === 'applied' ? `${result.replayed ? 'again ' : ''}${result.rev}` : (result?.problem.code ?? 'no answer')

/**
 * The laws of the journal, sat with every store. Two journals over one store stand for two processes.
 * `open` gives a store over what the last one left.
 */
export const journalExam = (name: string, open: () => Promise<Store>): void => {
  let store: Store
  before(async () => {
    store = await open()
  })
  after(() => store.close())

  const journalOver = (
    over: Pick<Store, 'head' | 'ground' | 'knownMany' | 'commit'>,
    {
      lifeMs,
      ...rest
    }: { readonly groupWorkMs?: number; readonly lifeMs?: number; readonly culprit?: (space: string, mutation: { readonly id: string }) => void } = {},
  ) => {
    const always = { now: () => new Date(), committed: () => {}, culprit: () => {}, groupWorkMs: 10_000, gatherMs: 10 }
    const journal = createJournal({ store: unhurried(over), ...always, ...rest })
    return {
      ...journal,
      execute: (space: string, actor: string, mutations: readonly Mutation[], ticket = ticketOf(actor, lifeMs)) =>
        journal.execute(space, actor, mutations, ticket),
    }
  }
  /** The store with another commit: the real one underneath, and what is done to its answer. */
  const withCommit = (commit: Store['commit']) => ({ ...store, commit })
  const mutation = (kind: string, args: unknown, own = id()): Mutation => ({ id: own, name: kind, args, base: 0, clientAt: at })
  const create = (listId: string, taskId = id(), rest: Partial<MutationArgs['task.create@1']> = {}) =>
    mutation('task.create@1', { id: taskId, place: { parentId: null, listId, sectionId: null, order: 'a1' }, title: 'Task', ...rest })
  const update = (taskId: string, set: NonNullable<MutationArgs['task.update@1']['set']>) => mutation('task.update@1', { id: taskId, set })
  const below = (taskId: string, parentId: string) => mutation('task.update@1', { id: taskId, place: { parentId, listId: null, sectionId: null, order: 'a1' } })

  /** A space at rev 1 with one list, which has the space's id, and as many editors as asked for. */
  const aSpace = async (people = 1) => {
    const space = id()
    const members = Array.from({ length: people }, id)
    const list = listDoc({ ...born(space), inbox: true })
    const docs: AnyDoc[] = [list, ...members.map((own): AnyDoc => ({ kind: 'member', ...born(own), name: 'Somebody', role: 'editor', leftAt: null }))]
    assert.equal(await store.commit([{ entry: { space, rev: 1, tag: 'first', mutations: [] }, docs }]), 'committed')
    return { space, members, me: members[0] as string }
  }
  const tasksOf = async (space: string) => (await store.all(space, 'task')) as readonly TaskDoc[]
  const taskOf = async (space: string, own: string) => (await store.docs(space, [{ kind: 'task', id: own }]))[0] as TaskDoc
  /** The journal from its first entry: each rev is there, no mutation twice, and every task at the rev of the last entry that names it. */
  const wholeJournal = async (space: string) => {
    const head = await store.head(space)
    const entries = await Promise.all(Array.from({ length: head?.rev ?? 0 }, (_, index) => store.entry(space, index + 1)))
    assert.ok(
      entries.every((entry, index) => entry?.rev === index + 1),
      'a gap',
    )
    assert.equal(await store.entry(space, (head?.rev ?? 0) + 1), undefined)
    const ids = entries.flatMap((entry) => entry?.mutations.map(({ actor, id: own }) => `${actor}:${own}`) ?? [])
    assert.equal(new Set(ids).size, ids.length, 'a mutation twice')
    const last = new Map(entries.flatMap((entry) => (entry?.mutations ?? []).flatMap(({ after: rows }) => Object.keys(rows).map((key) => [key, entry?.rev]))))
    for (const task of await tasksOf(space)) assert.equal(last.get(`task:${task.id}`), task.rev)
    return entries
  }

  test(`${name}: in a group of 50 a foreign id is refused, and nobody else`, async () => {
    const [mine, theirs] = [await aSpace(50), await aSpace()]
    const foreign = create(theirs.space)
    const foreignTask = (foreign.args as { id: string }).id
    await journalOver(store).execute(theirs.space, theirs.me, [foreign])
    const journal = journalOver(store)
    const results = await Promise.all(
      mine.members.map(async (member, n) => {
        if (n === 20) return (await journal.execute(mine.space, member, [update(foreignTask, { title: 'Seized' })]))[0]
        if (n === 21) return (await journal.execute(mine.space, theirs.me, [create(mine.space)]))[0]
        // The same id as a row of another space is another row, and tells nothing of that one.
        return (await journal.execute(mine.space, member, [create(mine.space, n === 30 ? foreignTask : id())]))[0]
      }),
    )
    assert.deepEqual(
      results.map(told),
      mine.members.map((_, n) => (n === 20 || n === 21 ? 'not_found' : '2')),
    )
    assert.equal((await tasksOf(mine.space)).length, 48)
    assert.equal((await taskOf(theirs.space, foreignTask)).title, 'Task')
    await wholeJournal(mine.space)
  })

  test(`${name}: the same mutation five times in parallel, by two processes, takes effect once`, async () => {
    for (let round = 0; round < 5; round++) {
      const { space, me } = await aSpace()
      const once = create(space)
      const [one, two] = [journalOver(store), journalOver(store)]
      const results = await Promise.all([one, two, one, two, two].map(async (journal) => (await journal.execute(space, me, [once]))[0]))
      assert.deepEqual(results.map(told).toSorted(), ['2', 'again 2', 'again 2', 'again 2', 'again 2'])
      assert.equal((await store.head(space))?.rev, 2)
      assert.equal((await tasksOf(space)).length, 1)
    }
  })

  test(`${name}: what another process commits between the head and the rows is answered, not refused`, async () => {
    const { space, me } = await aSpace()
    const once = create(space)
    let late: readonly MutationResult[] = []
    const meanwhile = {
      ...store,
      ground: async <T>(...[of, asked, decide, bound]: Parameters<typeof store.ground<T>>) =>
        store.ground(
          of,
          asked,
          async (ground) => {
            if (late.length === 0) late = await journalOver(store).execute(space, me, [once])
            // A row that is newer than the head.
            return decide({ ...ground, docs: await store.docs(of, asked.keys, bound) })
          },
          bound,
        ),
    }
    assert.deepEqual((await journalOver(meanwhile).execute(space, me, [once])).map(told), ['again 2'])
    assert.deepEqual(late.map(told), ['2'])
    assert.equal((await tasksOf(space)).length, 1)
  })

  test(`${name}: a refusal by a count is answered only at the head that was counted at: what fills the last place may be the same change`, async () => {
    const { space, me } = await aSpace()
    const folders = Array.from({ length: limits.foldersPerSpace - 1 }, (_, n): AnyDoc => ({
      kind: 'folder',
      ...born(id()),
      rev: 2,
      name: `Folder ${n}`,
      order: 'a1',
      deletedAt: null,
      deletedBy: null,
    }))
    assert.equal(await store.commit([{ entry: { space, rev: 2, tag: 'second', mutations: [] }, docs: folders }]), 'committed')
    const once = mutation('folder.create@1', { id: id(), name: 'Last', order: 'a1' })
    let late: readonly MutationResult[] = []
    const meanwhile = {
      ...store,
      ground: <T>(...[of, asked, decide, bound]: Parameters<typeof store.ground<T>>) => {
        const countKind = async (...counted: Parameters<Store['countKind']>) => {
          if (late.length === 0) late = await journalOver(store).execute(space, me, [once])
          return store.countKind(...counted)
        }
        return store.ground(of, asked, (ground) => decide({ ...ground, reads: { ...ground.reads, countKind } }), bound)
      },
    }
    assert.deepEqual((await journalOver(meanwhile).execute(space, me, [once])).map(told), ['again 3'])
    assert.deepEqual(late.map(told), ['3'])
    assert.deepEqual((await journalOver(store).execute(space, me, [mutation('folder.create@1', { id: id(), name: 'Over', order: 'a1' })])).map(told), [
      'too_many',
    ])
  })

  test(`${name}: twice in one group it is answered twice and applied once; the same id from two people is two mutations`, async () => {
    const { space, members } = await aSpace(2)
    const [me = '', you = ''] = members
    const [once, other] = [create(space), create(space)]
    const journal = journalOver(store)
    const [first, second] = await Promise.all([
      journal.execute(space, me, [once, other, once, { ...once, args: { ...(once.args as object), title: 'Another' } }]),
      journal.execute(space, you, [{ ...create(space), id: once.id }]),
    ])
    assert.deepEqual(first.map(told), ['2', '2', 'again 2', 'reused_id'])
    assert.deepEqual(second.map(told), ['2'])
    assert.equal((await tasksOf(space)).length, 3)
    await wholeJournal(space)
  })

  test(`${name}: after a restart it is answered as at first; another payload under its id is refused`, async () => {
    const { space, me } = await aSpace()
    const once = create(space)
    const nothing = update((once.args as { id: string }).id, { title: 'Task' })
    assert.deepEqual((await journalOver(store).execute(space, me, [once])).map(told), ['2'])
    assert.deepEqual((await journalOver(store).execute(space, me, [nothing])).map(told), ['3'], 'what changes nothing is journaled all the same')
    await store.close()
    store = await open()
    const journal = journalOver(store)
    assert.deepEqual((await journal.execute(space, me, [once, nothing])).map(told), ['again 2', 'again 3'])
    assert.deepEqual((await journal.execute(space, me, [{ ...once, name: 'task.delete@1' }])).map(told), ['reused_id'])
    assert.equal((await store.head(space))?.rev, 3)
  })

  test(`${name}: a refusal is not journaled, and is decided again`, async () => {
    const { space, me } = await aSpace()
    const taskId = id()
    const early = update(taskId, { title: 'Now' })
    const journal = journalOver(store)
    assert.deepEqual((await journal.execute(space, me, [early])).map(told), ['not_found'])
    assert.equal((await store.head(space))?.rev, 1)
    assert.deepEqual((await journal.execute(space, me, [create(space, taskId), early])).map(told), ['2', '2'])
    assert.equal((await taskOf(space, taskId)).title, 'Now')
  })

  test(`${name}: a commit whose outcome was not learnt takes effect once, whether it took place or not`, async () => {
    for (const took of [true, false]) {
      const { space, me } = await aSpace()
      let cut = 0
      const journal = journalOver(
        withCommit(async (parts, records) => {
          // More than once: who is tried alone after others failed is a second try of another kind.
          if (cut++ > 1) return store.commit(parts, records)
          if (took) await store.commit(parts, records)
          throw new StoreUnavailable(true)
        }),
      )
      const [result] = await journal.execute(space, me, [create(space)])
      assert.equal(told(result), took ? 'again 2' : '2')
      assert.equal((await store.head(space))?.rev, 2)
      assert.equal((await tasksOf(space)).length, 1)
      await wholeJournal(space)
    }
  })

  /** The store as one process sees it, where `before` is done before one of its steps, once. `reached` says whether it came to that step. */
  const interrupted = (gap: number, before: () => Promise<unknown>) => {
    let steps = 0
    const over = new Proxy(store, {
      get: (target, method) => {
        const found: unknown = Reflect.get(target, method)
        if (typeof found !== 'function') return found
        return async (...given: unknown[]): Promise<unknown> => {
          if (++steps === gap) await before()
          return (found as (...args: unknown[]) => unknown).apply(target, given)
        }
      },
    })
    return { over, reached: () => steps >= gap }
  }

  test(`${name}: what another process commits between any two steps of a decision is seen, whether it is applied or refused`, async () => {
    for (let gap = 1; gap <= 2; gap++) {
      const { space, me } = await aSpace()
      const task = id()
      await journalOver(store).execute(space, me, [create(space, task)])
      const once = update(task, { title: 'Once' })
      const journal = journalOver(interrupted(gap, () => journalOver(store).execute(space, me, [once, update(task, { title: 'Then' })])).over)
      assert.deepEqual((await journal.execute(space, me, [once])).map(told), ['again 3'], `before step ${gap}`)
      assert.equal((await taskOf(space, task)).title, 'Then')
    }
    for (let gap = 1; gap <= 2; gap++) {
      const { space, me } = await aSpace()
      // Sent again, a creation is known; decided on what it made itself, it would be refused.
      const once = create(space)
      const journal = journalOver(interrupted(gap, () => journalOver(store).execute(space, me, [once])).over)
      assert.deepEqual((await journal.execute(space, me, [once])).map(told), ['again 2'], `a creation, before step ${gap}`)
      await wholeJournal(space)
    }
  })

  test(`${name}: what another process makes over several spaces between any two steps of its decision is made once, and answered so`, async () => {
    const acrossOver = (over: Store) => createAcross({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, turns: createTurns() })
    const [far, place] = ['2999-01-01T00:00:00.000Z', { parentId: null, sectionId: null, order: 'a1' }]
    /** Two people with their own spaces, a space of the first that the second is in, and a task, an invitation and somebody to come. */
    const people = async () => {
      const [me, you, guest, shared, task, invite] = [id(), id(), id(), id(), id(), id()]
      const meta = (own: string) => ({ ...born(own), createdBy: me })
      const live = { deletedAt: null, deletedBy: null }
      const member = (own: string, role: 'owner' | 'editor'): AnyDoc => ({ kind: 'member', ...meta(own), name: 'Somebody', role, leftAt: null })
      const space = (own: string, personal: boolean, memberCount: number): AnyDoc => ({
        kind: 'space',
        ...meta(own),
        name: 'Space',
        color: 'blue',
        personal,
        owners: [personal ? own : me],
        memberCount,
        ...live,
      })
      const membership = (role: 'owner' | 'editor'): AnyDoc => ({ kind: 'membership', ...meta(shared), role, leftAt: null })
      const rows: Readonly<Record<string, readonly AnyDoc[]>> = {
        [me]: [space(me, true, 1), member(me, 'owner'), membership('owner'), listDoc({ ...meta(me), inbox: true })],
        [you]: [space(you, true, 1), member(you, 'owner'), membership('editor')],
        [guest]: [space(guest, true, 1), member(guest, 'owner')],
        [shared]: [
          space(shared, false, 2),
          member(me, 'owner'),
          member(you, 'editor'),
          listDoc(meta(shared)),
          { kind: 'invite', ...meta(invite), role: 'editor', expiresAt: far, usedAt: null, usedBy: null, ...live },
        ],
      }
      for (const [own, docs] of Object.entries(rows))
        assert.equal(await store.commit([{ entry: { space: own, rev: 1, tag: 'first', mutations: [] }, docs }]), 'committed')
      await journalOver(store).execute(me, me, [create(me, task, { notes: 'along' })])
      return { me, you, guest, shared, task, invite }
    }
    type People = Awaited<ReturnType<typeof people>>
    type Asked = (of: People) => { readonly name: AcrossName; readonly space: string; readonly actor: string; readonly args: unknown }
    const setRole =
      (role: string): Asked =>
      ({ me, you, shared }) => ({ name: 'member.set@1', space: shared, actor: me, args: { userId: you, role } })
    const remove =
      (who: 'you' | 'guest'): Asked =>
      ({ me, shared, ...of }) => ({ name: 'member.remove@1', space: shared, actor: me, args: { userId: of[who] } })
    /** Each, and what is done after it by the other process: so that it would be written again. */
    const made: readonly (readonly [once: Asked, then?: Asked])[] = [
      [
        ({ me, shared, task }) => ({
          name: 'task.transfer@1',
          space: me,
          actor: me,
          args: { id: task, toSpace: shared, place: { ...place, listId: shared }, labelIds: {} },
        }),
      ],
      [setRole('admin'), setRole('viewer')],
      [remove('you')],
      [({ guest, shared, invite }) => ({ name: 'invite.accept@1', space: shared, actor: guest, args: { id: invite } }), remove('guest')],
      [({ me }) => ({ name: 'space.create@1', space: me, actor: me, args: { id: id(), name: 'Garden', color: 'green' } })],
      [({ me, shared }) => ({ name: 'space.delete@1', space: shared, actor: me, args: {} })],
    ]
    const send = (over: Store, { name: kind, space, actor, args }: ReturnType<Asked>, own: string) =>
      acrossOver(over).execute(space, actor, { ...mutation(kind, args, own), name: kind }, ticketOf(actor))
    const meet = async ([once, then]: (typeof made)[number]) => {
      for (let gap = 1; ; gap++) {
        const [all, own] = [await people(), id()]
        const asked = once(all)
        const rev = ((await store.head(asked.space))?.rev ?? 0) + 1
        const { over, reached } = interrupted(gap, async () => {
          assert.equal(told(await send(store, asked, own)), String(rev))
          if (then) assert.equal(told(await send(store, then(all), id())), String(rev + 1))
        })
        const result = await send(over, asked, own)
        assert.equal(told(result), reached() ? `again ${rev}` : String(rev), `${asked.name}, before step ${gap}`)
        if (!reached()) return assert.ok(gap > 9, `${asked.name} took ${gap - 1} steps`)
      }
    }
    await Promise.all(made.map(meet))
  })

  test(`${name}: two processes with ten writers each on one space: no gap, none lost, none twice`, async () => {
    const { space, members } = await aSpace(20)
    const journals = [journalOver(store), journalOver(store)]
    const answers = await Promise.all(
      members.map(async (member, n) => {
        const mine: [string, MutationResult | undefined][] = []
        for (let round = 0; round < 5; round++) {
          const one = create(space)
          mine.push([`${member}:${one.id}`, (await journals[n % 2]?.execute(space, member, [one]))?.[0]])
        }
        return mine
      }),
    )
    const entries = await wholeJournal(space)
    for (const [key, result] of answers.flat()) {
      assert.equal(result?.status, 'applied')
      const entry = entries[Number(told(result)) - 1]
      assert.ok(
        entry?.mutations.some(({ actor, id: own }) => `${actor}:${own}` === key),
        'answered with the rev of its entry',
      )
    }
    assert.equal((await tasksOf(space)).length, 100)
  })

  test(`${name}: a decision is made on the state that its commit extends: two moves that would close a circle never both stand`, async () => {
    for (let round = 0; round < 8; round++) {
      const { space, me } = await aSpace()
      const [a, b] = [id(), id()]
      await journalOver(store).execute(space, me, [create(space, a), create(space, b)])
      const results = await Promise.all([journalOver(store).execute(space, me, [below(a, b)]), journalOver(store).execute(space, me, [below(b, a)])])
      assert.deepEqual(results.flat().map(told).toSorted(), ['3', 'cycle'])
    }
  })

  test(`${name}: two fields changed at once both stay; of one field the later entry wins and the earlier value is kept; notes lose no line`, async () => {
    const { space, members } = await aSpace(2)
    const [me = '', you = ''] = members
    const task = id()
    const [mine, yours] = [journalOver(store), journalOver(store)]
    await mine.execute(space, me, [create(space, task, { notes: 'one\ntwo\nthree' })])
    await Promise.all([mine.execute(space, me, [update(task, { title: 'Mine' })]), yours.execute(space, you, [update(task, { priority: 1 })])])
    const both = await taskOf(space, task)
    assert.deepEqual([both.title, both.priority], ['Mine', 1])

    const [a, b] = await Promise.all([
      mine.execute(space, me, [update(task, { status: 'done', title: 'From me' })]),
      yours.execute(space, you, [update(task, { title: 'From you' })]),
    ])
    const [later, earlier] = Number(told(a[0])) > Number(told(b[0])) ? ['From me', 'From you'] : ['From you', 'From me']
    assert.equal((await taskOf(space, task)).title, later)
    const last = (await wholeJournal(space)).at(-1)?.mutations.at(-1)
    assert.equal((last?.before[`task:${task}`] as TaskDoc | undefined)?.title, earlier)

    const base = 'one\ntwo\nthree'
    await Promise.all([
      mine.execute(space, me, [mutation('notes.set@1', { taskId: task, base, text: 'mine\none\ntwo\nthree' })]),
      yours.execute(space, you, [mutation('notes.set@1', { taskId: task, base, text: 'one\ntwo\nthree\nyours' })]),
    ])
    const [notes] = (await store.docs(space, [{ kind: 'notes', id: task }])) as NotesDoc[]
    assert.equal(notes?.text, 'mine\none\ntwo\nthree\nyours')
  })

  test(`${name}: a replica at any rev comes to the state by the changes since, and applying them again changes nothing`, async () => {
    const { space, me } = await aSpace()
    const journal = journalOver(store)
    const tasks = Array.from({ length: 12 }, id)
    const replicas: { rev: number; rows: Map<string, AnyDoc> }[] = []
    const pull = async (replica: { rev: number; rows: Map<string, AnyDoc> }, since = replica.rev) => {
      for (let page: string | null = null; ;) {
        const from: string | null = page
        const reply: Viewed<ChangesPage> = (await store.view(space, () => viewChanges(since, from, 5))) ?? assert.fail('the space is there')
        for (const doc of reply.value.docs) replica.rows.set(`${doc.kind}:${doc.id}`, doc)
        replica.rev = reply.head.rev
        if (reply.value.next === null) return
        page = reply.value.next
      }
    }
    await journal.execute(
      space,
      me,
      tasks.map((task) => create(space, task)),
    )
    for (let step = 0; step < 25; step++) {
      const task = tasks[(step * 7) % 12] as string
      await journal.execute(space, me, [
        step % 5 === 4 ? mutation('task.delete@1', { id: task }) : update(task, { priority: ((step % 4) + 1) as 1 }),
        create(space),
      ])
      if (step % 4 === 0) {
        const replica = { rev: 0, rows: new Map<string, AnyDoc>() }
        await pull(replica)
        replicas.push(replica)
      }
    }
    const truth = new Map((await tasksOf(space)).map((doc) => [`task:${doc.id}`, doc]))
    for (const replica of replicas) {
      const since = replica.rev
      for (const from of [since, since, 0]) {
        await pull(replica, from)
        assert.equal(replica.rev, (await store.head(space))?.rev)
        for (const [key, doc] of truth) assert.deepEqual(replica.rows.get(key), doc)
      }
    }
  })

  test(`${name}: what arrives in one turn of the event loop is one entry, however many requests it came with`, async () => {
    const { space, me } = await aSpace()
    const journal = journalOver(store)
    const first = journal.execute(space, me, [create(space)])
    // The next request of the same turn is read once all promises of this one have had their say.
    for (let n = 0; n < 50; n++) await Promise.resolve()
    const second = journal.execute(space, me, [create(space)])
    assert.deepEqual([...(await first), ...(await second)].map(told), ['2', '2'])
  })

  test(`${name}: who was just answered, and writes again, comes along with those who waited`, async () => {
    const { space, me } = await aSpace()
    const journal = journalOver(
      withCommit(async (...given) => {
        waited ??= journal.execute(space, me, [create(space)])
        return store.commit(...given)
      }),
    )
    let waited: Promise<readonly MutationResult[]> | undefined
    await journal.execute(space, me, [create(space)])
    await new Promise((resolve) => setImmediate(resolve))
    const again = await journal.execute(space, me, [create(space)])
    assert.deepEqual([...((await waited) ?? []), ...again].map(told), ['3', '3'])
  })

  test(`${name}: what is too much for one entry goes on in the next: by count, and by size`, async () => {
    const { space, me } = await aSpace()
    const many = Array.from({ length: limits.groupMutations * 2 + 1 }, () => create(space))
    const results = await journalOver(store).execute(space, me, many)
    assert.deepEqual(new Set(results.map(told)), new Set(['2', '3', '4']))
    const long = Array.from({ length: 60 }, () => create(space, id(), { notes: '\u{65e5}'.repeat(limits.notes) }))
    const revs = (await journalOver(store).execute(space, me, long)).map((result) => Number(told(result)))
    assert.ok(new Set(revs).size > 1)
    assert.deepEqual(
      revs,
      revs.toSorted((x, y) => x - y),
    )
    for (const entry of await wholeJournal(space)) assert.ok((entry?.mutations.length ?? 0) <= limits.groupMutations)
    assert.equal((await tasksOf(space)).length, many.length + long.length)
  })

  test(`${name}: an entry holds as many rows as it may, and not one more`, async () => {
    const { space, me } = await aSpace()
    // Two thousand rows may take a slow machine longer than a request may wait.
    const journal = journalOver(store, { lifeMs: 120_000, groupWorkMs: 120_000 })
    const ids = Array.from({ length: limits.groupDocuments + limits.undoChanges }, id)
    for (let from = 0; from < ids.length; from += limits.groupMutations) {
      const some = ids.slice(from, from + limits.groupMutations).map((task) => create(space, task))
      assert.ok((await journal.execute(space, me, some)).every(({ status }) => status === 'applied'))
    }
    const urgent = (some: readonly string[]) =>
      mutation('undo.apply@1', { changes: some.map((task) => ({ kind: 'task', id: task, fields: { priority: { expect: 0, to: 1 } } })) })
    const steps = Array.from({ length: ids.length / limits.undoChanges }, (_, n) => urgent(ids.slice(n * limits.undoChanges, (n + 1) * limits.undoChanges)))
    const revs = (await journal.execute(space, me, steps)).map((result) => Number(told(result)))
    const [first = 0] = revs
    assert.deepEqual(
      revs,
      steps.map((_, n) => (n < limits.groupDocuments / limits.undoChanges ? first : first + 1)),
    )
    assert.ok((await tasksOf(space)).every(({ priority, rev }) => priority === 1 && rev >= first))
  })

  /** The store, with the names of the methods that were called. */
  const counted = () => {
    const calls: string[] = []
    const over = new Proxy(store, {
      get: (target, method: string) => {
        const found: unknown = Reflect.get(target, method)
        return typeof found === 'function'
          ? (...given: unknown[]) => (calls.push(method), (found as (...args: unknown[]) => unknown).apply(target, given))
          : found
      },
    })
    return { calls, over }
  }

  test(`${name}: what a whole group asks for is read in a handful of reads, and makes one entry`, async () => {
    const { space, me } = await aSpace()
    const tasks = Array.from({ length: limits.pushMutations }, id)
    await journalOver(store).execute(
      space,
      me,
      tasks.map((task) => create(space, task)),
    )
    const head = await store.head(space)
    const { calls, over } = counted()
    const notes = tasks.map((task) => mutation('notes.set@1', { taskId: task, base: '', text: `of ${task}` }))
    const results = await createJournal({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, groupWorkMs: 60_000 }).execute(
      space,
      me,
      notes,
      ticketOf(me, 120_000),
    )
    assert.deepEqual(new Set(results.map(told)), new Set([String((head?.rev ?? 0) + 1)]))
    assert.deepEqual(calls.toSorted(), ['commit', 'ground'])
  })

  test(`${name}: a move of a subtree whose tasks carry many labels reads in rounds, not row by row`, async () => {
    const [from, to] = [await aSpace(), await aSpace()]
    const { me } = from
    const member: AnyDoc = { kind: 'member', ...born(me), rev: 2, name: 'Somebody', role: 'editor', leftAt: null }
    assert.equal(await store.commit([{ entry: { space: to.space, rev: 2, tag: 'second', mutations: [] }, docs: [member] }]), 'committed')
    const labels = Array.from({ length: limits.labelsPerTask }, id)
    const [root, ...below20] = Array.from({ length: 21 }, id)
    const journal = journalOver(store, { lifeMs: 120_000 })
    await journal.execute(
      from.space,
      me,
      labels.map((label, n) => mutation('label.create@1', { id: label, name: `Label ${n}`, color: 'red', order: 'a1' })),
    )
    const place = { parentId: root as string, listId: null, sectionId: null, order: 'a1' }
    await journal.execute(from.space, me, [
      create(from.space, root, { labelIds: labels }),
      ...below20.map((task) => create(from.space, task, { place, labelIds: labels })),
    ])
    const { calls, over } = counted()
    const move = {
      ...mutation('task.transfer@1', { id: root, toSpace: to.space, place: { parentId: null, listId: to.space, sectionId: null, order: 'a1' }, labelIds: {} }),
      name: 'task.transfer@1' as const,
    }
    const result = await createAcross({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, turns: createTurns() }).execute(
      from.space,
      me,
      move,
      ticketOf(me, 120_000),
    )
    assert.equal(told(result), String((await store.head(from.space))?.rev ?? 0))
    assert.equal((await store.all(to.space, 'label')).length, labels.length)
    // Decided twice: before its turn is taken, and in it.
    assert.ok(calls.length <= 60, `${calls.length} calls: ${calls.join()}`)
  })

  test(`${name}: who may not do it takes no turn: it is refused while the turn is somebody else's`, async () => {
    const [mine, theirs] = [await aSpace(), await aSpace()]
    const task = id()
    await journalOver(store).execute(mine.space, mine.me, [create(mine.space, task)])
    const turns = createTurns()
    const end = await turns.take([theirs.space])
    const across = createAcross({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, turns })
    const place = { parentId: null, listId: theirs.space, sectionId: null, order: 'a1' }
    const move = { ...mutation('task.transfer@1', { id: task, toSpace: theirs.space, place, labelIds: {} }), name: 'task.transfer@1' as const }
    assert.equal(told(await across.execute(mine.space, mine.me, move, ticketOf(mine.me))), 'not_found')
    const journal = createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, turns })
    const writes = createWrites({ store, journal, across, isMember: async () => false, now: () => new Date() })
    const from = { ticket: ticketOf(mine.me), key: undefined, hash: () => '' }
    await assert.rejects(writes.write(from, { space: theirs.space, name: 'task.delete@1', args: { id: task } }), { code: 'not_found' })
    assert.equal(journal.queued(), 0)
    end()
  })

  test(`${name}: what was not tried before its deadline is dropped as unavailable, and never applied`, async () => {
    const { space, me } = await aSpace()
    const [turns, hands] = [createTurns(), createHandClock()]
    const end = await turns.take([space])
    const journal = createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, turns, groupWorkMs: 10_000 })
    const late = journal.execute(space, me, [create(space)], ticketOf(me, 1_000, hands.clock))
    const patient = journal.execute(space, me, [create(space)], ticketOf(me, 120_000, hands.clock))
    hands.move(1_000)
    end()
    await assert.rejects(late, { code: 'unavailable' })
    assert.deepEqual((await patient).map(told), ['2'])
    assert.equal((await tasksOf(space)).length, 1)
    assert.equal(journal.queued(), 0, 'a queue ends with the last that waits in it')
  })

  test(`${name}: what did not fit into a commit that may have taken place is not applied after its own deadline`, async () => {
    const { space, me } = await aSpace()
    const hands = createHandClock()
    let commits = 0
    const over = withCommit(async (...given) => {
      const outcome = await store.commit(...given)
      if (commits++ > 0) return outcome
      hands.move(1_000)
      throw new StoreUnavailable(true)
    })
    const journal = createJournal({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, groupWorkMs: 60_000 })
    const full = () => create(space, id(), { notes: 'x'.repeat(limits.notes) })
    const many = Math.floor(limits.groupBytes / (2 * limits.notes)) + 2
    const patient = journal.execute(space, me, Array.from({ length: many }, full), ticketOf(me, 120_000, hands.clock))
    const late = journal.execute(space, me, [create(space)], ticketOf(me, 1_000, hands.clock))
    await assert.rejects(late, { code: 'unavailable' })
    const results = await patient
    assert.equal(
      results.filter((result) => told(result) === 'again 2').length,
      results.findIndex((result) => told(result) !== 'again 2'),
    )
    assert.deepEqual(told(results.at(-1)), '3')
    assert.equal((await tasksOf(space)).length, many)
    await wholeJournal(space)
  })

  test(`${name}: what waits behind changes of its own request that failed is not applied before them`, async () => {
    const { space, me } = await aSpace()
    let commits = 0
    const journal = journalOver(
      withCommit(async (...given) => {
        if (commits++ === 0) throw new StoreFull()
        return store.commit(...given)
      }),
    )
    const others = journal.execute(
      space,
      me,
      Array.from({ length: limits.groupMutations - 1 }, () => update(id(), { title: 'None' })),
    )
    const two = [create(space), create(space)]
    const outcomes = await Promise.allSettled([others, journal.execute(space, me, two), journal.execute(space, me, [create(space)])])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    )
    assert.equal((await tasksOf(space)).length, 1)
    assert.deepEqual((await journal.execute(space, me, two)).map(told), ['3', '3'])
  })

  test(`${name}: more than may wait for a space is told to come again at once, whole requests of it`, async () => {
    const { space, me } = await aSpace()
    const turns = createTurns()
    const end = await turns.take([space])
    const journal = createJournal({ store, now: () => new Date(), committed: () => {}, culprit: () => {}, turns, groupWorkMs: 10_000 })
    const some = () => Array.from({ length: limits.pushMutations }, () => update(id(), { title: 'None' }))
    // The first group has left the queue for its turn.
    const waiting = Array.from({ length: limits.queueMutations / limits.pushMutations + 1 }, () => journal.execute(space, me, some(), ticketOf(me, 120_000)))
    const outcomes = Promise.allSettled(waiting)
    await new Promise((resolve) => setImmediate(resolve))
    await assert.rejects(journal.execute(space, me, [create(space)], ticketOf(me)), { code: 'busy' })
    end()
    const busy = (await outcomes).filter(({ status }) => status === 'rejected').length
    assert.ok(busy <= 1, `${busy} of ${waiting.length} were told to come again`)
    assert.deepEqual((await journal.execute(space, me, [create(space)], ticketOf(me))).map(told), ['2'])
  })

  test(`${name}: a mutation that cannot be committed is refused alone, and is named`, async () => {
    const { space, me } = await aSpace()
    const bad = create(space)
    const named: string[] = []
    const journal = journalOver(
      withCommit(async (parts: readonly CommitPart[], records) => {
        if (parts.some(({ entry }) => entry.mutations.some((one) => one.id === bad.id))) throw new Error('the store chokes on it')
        return store.commit(parts, records)
      }),
      { culprit: (_, one) => named.push(one.id) },
    )
    const good = Array.from({ length: 9 }, () => create(space))
    const outcomes = await Promise.all([...good, bad].map((one) => journal.execute(space, me, [one])))
    assert.deepEqual(
      outcomes.map(([result]) => result?.status),
      [...good.map(() => 'applied'), 'refused'],
    )
    // In one push with others, and each time that it is sent.
    const more = [create(space), bad, create(space)]
    assert.deepEqual((await journal.execute(space, me, more)).map(told).slice(1, 2), ['unstorable'])
    assert.deepEqual(named, [bad.id, bad.id])
    assert.equal((await tasksOf(space)).length, 11)
    await wholeJournal(space)
  })

  test(`${name}: the doorbell rings after the commit, for each space of it, and for none that was not made`, async () => {
    const [from, to] = [await aSpace(), await aSpace()]
    const member: AnyDoc = { kind: 'member', ...born(from.me), rev: 2, name: 'Somebody', role: 'editor', leftAt: null }
    assert.equal(await store.commit([{ entry: { space: to.space, rev: 2, tag: 'second', mutations: [] }, docs: [member] }]), 'committed')
    const happened: string[] = []
    let lost = 1
    const over = withCommit(async (parts, records) => {
      if (lost-- > 0) return 'conflict'
      const outcome = await store.commit(parts, records)
      happened.push(outcome)
      return outcome
    })
    const rings = {
      store: over,
      now: () => new Date(),
      committed: (space: string, rev: number) => void happened.push(`${space} ${rev}`),
      culprit: () => {},
      turns: createTurns(),
    }
    const task = id()
    await createJournal(rings).execute(from.space, from.me, [create(from.space, task)], ticketOf(from.me))
    assert.deepEqual(happened.splice(0), ['committed', `${from.space} 2`])
    lost = 1
    const place = { parentId: null, listId: to.space, sectionId: null, order: 'a1' }
    const move = { ...mutation('task.transfer@1', { id: task, toSpace: to.space, place, labelIds: {} }), name: 'task.transfer@1' as const }
    assert.equal(told(await createAcross(rings).execute(from.space, from.me, move, ticketOf(from.me))), '3')
    assert.deepEqual([happened[0], ...happened.slice(1).toSorted()], ['committed', ...[`${from.space} 3`, `${to.space} 3`].toSorted()])
  })

  test(`${name}: a move that fails ends its turns: who waits for either space writes`, async () => {
    const [from, to] = [await aSpace(), await aSpace()]
    const member: AnyDoc = { kind: 'member', ...born(from.me), rev: 2, name: 'Somebody', role: 'editor', leftAt: null }
    assert.equal(await store.commit([{ entry: { space: to.space, rev: 2, tag: 'second', mutations: [] }, docs: [member] }]), 'committed')
    const task = id()
    await journalOver(store).execute(from.space, from.me, [create(from.space, task)])
    const turns = createTurns()
    const over = withCommit(() => Promise.reject(new StoreFull()))
    const place = { parentId: null, listId: to.space, sectionId: null, order: 'a1' }
    const move = { ...mutation('task.transfer@1', { id: task, toSpace: to.space, place, labelIds: {} }), name: 'task.transfer@1' as const }
    const across = createAcross({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, turns })
    await assert.rejects(across.execute(from.space, from.me, move, ticketOf(from.me)), StoreFull)
    let taken = false
    void turns.take([from.space, to.space]).then(() => (taken = true))
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(taken)
  })

  test(`${name}: what is known by a member alone is answered as not known when its time is over, and is found out while others wait`, async () => {
    for (const others of [false, true]) {
      const { space, me } = await aSpace()
      const hands = createHandClock()
      let [asked, commits] = [0, 0]
      const over = {
        ...store,
        // A race that is lost to an entry that lasts no longer than its member.
        commit: (...args: Parameters<Store['commit']>) => (commits++ > 0 ? store.commit(...args) : Promise.resolve('conflict' as const)),
        knownMany: (...args: Parameters<Store['knownMany']>) => {
          if (asked++ > 0) return store.knownMany(...args)
          hands.move(1_000)
          return Promise.reject(new StoreUnavailable(true))
        },
      }
      const journal = createJournal({ store: over, now: () => new Date(), committed: () => {}, culprit: () => {}, groupWorkMs: 10_000 })
      const [mine, theirs] = [ticketOf(me, 1_000, hands.clock), ticketOf(me, 120_000, hands.clock)]
      const late = journal.execute(space, me, [create(space)], mine).then(
        (results) => told(results[0]),
        (error: Refusal) => error.code,
      )
      const patient = others ? journal.execute(space, me, [create(space)], theirs) : undefined
      assert.equal(await late, others ? '2' : 'outcome_unknown')
      assert.ok(mine.sent, 'the request tells the same when its time runs out first')
      assert.deepEqual((await patient)?.map(told), others ? ['2'] : undefined)
    }
  })
}
