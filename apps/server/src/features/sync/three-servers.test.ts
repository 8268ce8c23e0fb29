import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { AnyDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { Task, TaskPage } from '@muster/core/contract/schemas/endpoints/tasks.ts'
import type { MutationName } from '@muster/core/contract/schemas/mutations.ts'
import type { ChangesReply, PushReply, SnapshotChunk, SnapshotReply } from '@muster/core/contract/schemas/sync.ts'
import type { Rows } from '@muster/core/domain/testing/naive-spaces.ts'
import { startRedis } from '../../../../../scripts/testing/redis.ts'
import { openMongoStore } from '../../adapters/mongo/store.ts'
import { nameBuild } from '../../build.ts'
import { dayOf } from '../../ports/view.ts'
import type { Store } from '../../ports/store.ts'
import { apiOf, type Told } from '../../testing/api.ts'
import { until } from '../../testing/listen.ts'
import { freshDatabase, withoutMongo } from '../../testing/mongo.ts'
import { runMuster } from '../../testing/process.ts'
import { redisFile, withoutRedis } from '../../testing/redis.ts'
import { replay } from '../../testing/replay.ts'
import { id } from '../../testing/server.ts'

const [processes, writers, writes] = [3, 4, process.env['SOAK'] ? 400 : 24]
const folder = mkdtempSync(join(tmpdir(), 'muster-three-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What a space was at each of its revs, by its journal, and what each rev was called. */
const historyOf = async (store: Store, space: string) => {
  const states: Rows[] = [new Map()]
  const tags = ['']
  const last = (await store.head(space))?.rev ?? 0
  for (let rev = 1; rev <= last; rev++) {
    const entry = (await store.entry(space, rev)) ?? assert.fail(`there is no entry ${rev}`)
    states.push(replay(states[rev - 1] ?? new Map(), [entry]))
    tags.push(entry.tag)
  }
  return { states, tags, last }
}
type History = Awaited<ReturnType<typeof historyOf>>

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const isTask = (doc: AnyDoc): doc is TaskDoc => doc.kind === 'task'
const openTasks = (rows: Rows): readonly TaskDoc[] =>
  [...rows.values()].filter(isTask).filter(({ status, deletedAt }) => status === 'open' && deletedAt === null)
const shownIn =
  (space: string) =>
  ({ movedTo: _, purgedAt: _purgedAt, ...task }: TaskDoc): Task => ({ space, ...task })
/** The pages that are asked for, of one list, by looking at every row. */
const listPage = (space: string, rows: Rows): readonly Task[] =>
  openTasks(rows)
    .toSorted((a, b) => compare(a.order, b.order) || compare(a.id, b.id))
    .map(shownIn(space))
const assignedPage = (space: string, rows: Rows, person: string): readonly Task[] =>
  openTasks(rows)
    .filter(({ assigneeIds }) => assigneeIds.includes(person))
    .toSorted((a, b) => compare(dayOf(a), dayOf(b)) || compare(a.id, b.id))
    .map(shownIn(space))

test(
  'three processes over one MongoDB and one Redis, under load: every answer is the state of the rev that it is labelled with, and what one has acknowledged each other shows',
  { skip: withoutMongo || withoutRedis },
  async (t) => {
    const redis = await startRedis(redisFile)
    t.after(() => redis.close())
    const database = freshDatabase()
    const env = { STORE_URL: database, SECRETS: randomUUID() + randomUUID(), REDIS_URL: redis.url, DRAIN_MS: '0' }
    const servers = await Promise.all(
      Array.from({ length: processes }, async () => {
        const one = await runMuster({ ...env, DATA_DIR: mkdtempSync(join(folder, 'data-')) })
        t.after(() => (one.child.kill('SIGKILL'), one.ended))
        const url = one.url ?? assert.fail(one.said())
        return { url, request: (path: string, init: RequestInit = {}) => fetch(url + path, init) }
      }),
    )
    const serverAt = (n: number) => servers[n % processes] ?? assert.fail()
    for (const { request } of servers)
      await until('Redis is there', async () => ((await (await request('/readyz')).json()) as { redis: string }).redis === 'up')

    const newPerson = async (n: number) => {
      const { url } = serverAt(n)
      const body = JSON.stringify({ email: `three${n}@example.test`, password: 'correct horse', name: 'Somebody' })
      const reply = await fetch(`${url}/api/v1/auth/register`, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: url }, body })
      const { user, csrfToken } = (await reply.json()) as { user: { id: string }; csrfToken: string }
      const [access = ''] = reply.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
      const headers = { Cookie: access, 'X-CSRF-Token': csrfToken }
      /** The same person at any of the processes. */
      const at = (where: number) => apiOf(serverAt(where), headers)
      const push = async (where: number, space: string, name: MutationName, args: unknown): Promise<number> => {
        const mutation = { id: id(), name, args, base: 0, clientAt: new Date().toISOString() }
        for (;;) {
          const told = await at(where).post<PushReply>(`/spaces/${space}/mutations`, { for: user.id, mutations: [mutation] })
          assert.equal(told.status, 200, told.text)
          const [result] = told.body.results
          if (result?.status === 'applied') return result.rev
          // It was not applied, and is to be sent again.
          assert.equal(result?.problem.code, 'busy', told.text)
        }
      }
      return { id: user.id, at, push }
    }
    const people = [await newPerson(0), await newPerson(1)]
    const personAt = (n: number) => people[n % people.length] ?? assert.fail()
    const [owner, guest] = [personAt(0), personAt(1)]
    const [space, list] = [id(), id()]
    await owner.push(0, owner.id, 'space.create@1', { id: space, name: 'Shared', color: 'blue', memberName: 'Somebody' })
    await owner.push(1, space, 'list.create@1', { id: list, name: 'List', color: 'blue', emoji: null, folderId: null, order: 'a1' })
    const { token } = (await owner.at(2).post<{ token: string }>(`/spaces/${space}/invites`, { role: 'editor' })).body
    assert.equal((await guest.at(0).post('/invites/accept', { token })).status, 200)

    /** Answers, each with its label: an ETag, or a cursor. */
    const pages: { readonly url: string; readonly of: string; readonly tag: string; readonly items: readonly Task[]; readonly since: number }[] = []
    const pulls: { readonly head: string; readonly rows: Rows }[] = []
    const snapshots: { readonly cursor: string; readonly docs: readonly AnyDoc[] }[] = []
    const acknowledged = { rev: 0 }
    const keep = (path: string, of: string, told: Told<TaskPage>, since: number) => {
      assert.deepEqual([told.status, told.body.nextCursor], [200, null], told.text)
      pages.push({ url: `/api/v1${path}`, of, tag: told.headers.get('etag') ?? '', items: told.body.items, since })
    }
    const [listed, mine, assigned] = [`/spaces/${space}/tasks?limit=200`, '/tasks?assignee=me&limit=200', `/spaces/${space}/tasks?assignee=me&limit=200`]
    const pathsOf = (person: string) =>
      [
        [listed, ''],
        [mine, person],
        [assigned, person],
      ] as const

    let writing = true
    const write = async (n: number) => {
      const person = personAt(n)
      const tasks: string[] = []
      for (let step = 0; step < writes; step++) {
        const where = n + step
        const task = tasks[step % Math.max(1, tasks.length)]
        const due = step % 3 === 0 ? null : { date: `2026-03-${10 + (step % 5)}` }
        const place = { parentId: null, listId: list, sectionId: null, order: `a${n}${step % 10}V` }
        const deed: readonly [MutationName, string, object] =
          task === undefined || (step % 2 === 0 && tasks.length < 12)
            ? ['task.create@1', id(), { place, title: `Task ${step}`, due, assigneeIds: step % 4 === 0 ? [] : [person.id] }]
            : step % 7 === 1
              ? ['task.delete@1', task, {}]
              : step % 7 === 5
                ? ['task.restore@1', task, {}]
                : [
                    'task.update@1',
                    task,
                    { set: { title: `Step ${step}`, due, status: step % 5 === 3 ? 'done' : 'open' }, addAssignees: [personAt(n + step).id] },
                  ]
        const [name, about, args] = deed
        if (!tasks.includes(about)) tasks.push(about)
        const rev = await person.push(where, space, name, { id: about, ...args }).catch((error: unknown) => {
          // What is in the trash cannot be changed, and what is not cannot be taken out of it.
          assert.match(String(error), /gone|forbidden/)
          return 0
        })
        acknowledged.rev = Math.max(acknowledged.rev, rev)
        // At once, and elsewhere.
        const next = person.at(where + 1 + (step % 2))
        const [path, of] = pathsOf(person.id)[step % 3] ?? assert.fail()
        keep(path, of, await next.get<TaskPage>(path), rev)
        const changed = await next.get<ChangesReply>(`/spaces/${space}/changes?since=0.0`)
        assert.ok(Number(changed.body.head.split('.')[0]) >= rev, 'the changes are not older than what was written')
      }
    }
    const read = async (n: number) => {
      const person = personAt(n)
      for (let turn = 0; writing || turn < 3; turn++) {
        const [path, of] = pathsOf(person.id)[turn % 3] ?? assert.fail()
        const since = acknowledged.rev
        keep(path, of, await person.at(n + turn).get<TaskPage>(path), since)
      }
    }
    const pull = async (n: number) => {
      const person = personAt(n)
      const rows = new Map<string, AnyDoc>()
      let cursor = '0.0'
      for (let turn = 0; writing || turn < 3; turn++)
        for (let page: string | null = null; ;) {
          const told: Told<ChangesReply> = await person
            .at(n + turn)
            .get<ChangesReply>(`/spaces/${space}/changes?since=${cursor}${page === null ? '' : `&page=${page}`}`)
          assert.equal(told.status, 200, told.text)
          const { docs, tombstones, head, next } = told.body
          for (const doc of docs) rows.set(`${doc.kind}:${doc.id}`, doc as AnyDoc)
          for (const { kind, id: of, trashed } of tombstones)
            if (trashed) rows.set(`${kind}:${of}`, trashed as AnyDoc)
            else rows.delete(`${kind}:${of}`)
          page = next
          if (next !== null) continue
          cursor = head
          pulls.push({ head, rows: new Map(rows) })
          break
        }
    }
    const load = async (n: number) => {
      const person = personAt(n)
      for (let turn = 0; writing || turn < 3; turn++) {
        const { from, cursor, chunks } = (await person.at(n + turn).get<SnapshotReply>(`/spaces/${space}/snapshot/latest`)).body
        const docs: AnyDoc[] = []
        for (const [index, first] of chunks.entries())
          for (let chunk: string | null = first; chunk !== null;) {
            const told: Told<SnapshotChunk> = await person.at(n + turn + index).get<SnapshotChunk>(`/spaces/${space}/snapshot/${from}/${chunk}`)
            // A commit is under way that a majority does not have yet: it is to be asked for again.
            if (told.status === 503 && told.text.includes('"code":"busy"')) continue
            assert.equal(told.status, 200, told.text)
            docs.push(...(told.body.docs as AnyDoc[]))
            chunk = told.body.next
          }
        snapshots.push({ cursor, docs })
      }
    }
    const others = [read(0), read(1), read(2), pull(0), pull(1), load(0)]
    try {
      await Promise.all(Array.from({ length: writers }, (_, n) => write(n)))
    } finally {
      writing = false
      await Promise.allSettled(others)
    }
    await Promise.all(others)

    const store = await openMongoStore(database)
    t.after(() => store.close())
    const shared = await historyOf(store, space)
    const kept = new Map(
      (await Promise.all((['task', 'list', 'member', 'space'] as const).map((kind) => store.all(space, kind))))
        .flat()
        .map((doc) => [`${doc.kind}:${doc.id}`, doc]),
    )
    for (const [key, doc] of kept) assert.deepEqual(shared.states[shared.last]?.get(key), doc, 'the journal tells what is there')

    // What a label says, by all that there was: each state of each page has one of its own.
    const own = new Map(await Promise.all(people.map(async (person) => [person.id, await historyOf(store, person.id)] as const)))
    const build = nameBuild()
    const labelOf = (of: string, url: string, state: string) =>
      `W/"${createHash('sha256').update(`${build} ${of} ${url} ${state}`).digest('base64url').slice(0, 22)}"`
    const at = ({ tags }: History, rev: number) => `${rev}.${tags[rev]}`
    const revs = ({ last }: History) => Array.from({ length: last }, (_, n) => n + 1)
    const labels = new Map<string, number>()
    for (const person of people)
      for (const [path, of] of pathsOf(person.id))
        for (const rev of revs(shared)) {
          const url = `/api/v1${path}`
          if (path !== mine) labels.set(labelOf(of, url, at(shared, rev)), rev)
          else
            for (const ownRev of revs(own.get(person.id) as History)) {
              const both = [`${space} ${at(shared, rev)},`, `${person.id} ${at(own.get(person.id) as History, ownRev)},`].sort().join('')
              labels.set(labelOf(of, url, both), rev)
            }
        }
    for (const { url, of, tag, items, since } of pages) {
      const rev = labels.get(tag) ?? assert.fail(`${url} is labelled with what there never was`)
      assert.ok(rev >= since, `${url} is of rev ${rev}, and ${since} had been acknowledged`)
      const rows = shared.states[rev] as Rows
      assert.deepEqual(items, of === '' ? listPage(space, rows) : assignedPage(space, rows, of), `${url} is labelled with rev ${rev}`)
    }
    const revOf = (cursor: string): number => {
      const [rev = '', tag] = cursor.split('.')
      assert.equal(shared.tags[Number(rev)], tag, 'the head that was told is one of the journal')
      return Number(rev)
    }
    for (const { head, rows } of pulls) {
      const state = shared.states[revOf(head)] as Rows
      for (const [key, doc] of rows) assert.deepEqual(doc, state.get(key), `${key} at ${head}`)
      for (const [key, doc] of state) if (isTask(doc) || doc.kind === 'list') assert.ok(rows.has(key), `${key} is missing at ${head}`)
    }
    for (const { cursor, docs } of snapshots) {
      const rev = revOf(cursor)
      const state = shared.states[rev] as Rows
      const seen = new Set(docs.map((doc) => `${doc.kind}:${doc.id}`))
      for (const doc of docs) assert.deepEqual(doc, state.get(`${doc.kind}:${doc.id}`), `${doc.kind}:${doc.id} in the snapshot at ${cursor}`)
      // What is left out has changed since, and comes with the changes.
      for (const [key, doc] of state)
        if (isTask(doc) && !seen.has(key)) assert.ok((shared.states[shared.last]?.get(key)?.rev ?? 0) > rev, `${key} is missing at ${cursor}`)
    }
    assert.ok(pages.length > writers * writes && pulls.length > 10 && snapshots.length > 2)
    t.diagnostic(
      `${shared.last} revs, ${pages.length} pages under ${new Set(pages.map(({ tag }) => tag)).size} labels, ${pulls.length} pulls, ${snapshots.length} snapshots`,
    )
  },
)
