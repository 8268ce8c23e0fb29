import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, MemberDoc, MembershipDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { AcrossName, InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import { applyAcross } from '@muster/core/domain/across.ts'
import { isGone } from '@muster/core/domain/is-gone.ts'
import { listDoc, taskDoc } from '@muster/core/domain/testing/docs.ts'
import { idsOf } from './needs.ts'
import type { Answer, Pending } from './pending.ts'
import { rules } from './rules.ts'
import { createSignals } from './signals.ts'
import { createSpaces } from './spaces.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [me, club, list, below] = [id(1), id(2), id(3), id(9)]
const tasks = [id(4), id(5)] as const
const at = '2026-01-01T00:00:00.000Z'
const stamps = { rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me }
const meta = { ...stamps, deletedAt: null, deletedBy: null }
const member: MemberDoc = { kind: 'member', ...stamps, id: me, name: 'Me', role: 'owner', leftAt: null }
const membership: MembershipDoc = { kind: 'membership', ...stamps, id: club, role: 'owner', leftAt: null }
const first: Readonly<Record<string, readonly AnyDoc[]>> = {
  [me]: [
    listDoc({ ...meta, id: me }),
    member,
    membership,
    ...tasks.map((one, n) => taskDoc({ ...meta, id: one, listId: me, order: `a${n}`, title: 'Tea' })),
    taskDoc({ ...meta, id: below, parentId: tasks[0], listId: null, title: 'Below' }),
  ],
  [club]: [listDoc({ ...meta, id: list }), member],
}
const keyOf = (kind: Kind, one: string) => `${kind}:${one}`

/** A server: the same rules over rows of its own, one rev for each change in each space that it writes. */
const createServer = () => {
  const spaces = new Map(Object.entries(first).map(([space, docs]) => [space, { rev: 1, rows: new Map(docs.map((doc) => [keyOf(doc.kind, doc.id), doc])) }]))
  const of = (space: string) => spaces.get(space) as { rev: number; rows: Map<string, AnyDoc> }
  const world = (space: string) => {
    const { rows } = of(space)
    const get = (kind: Kind, one: string) => {
      const doc = rows.get(keyOf(kind, one))
      return (doc && isGone(doc) ? undefined : doc) as never
    }
    const all = (kind: Kind) => [...rows.values()].filter((doc) => doc.kind === kind && !isGone(doc)) as never[]
    return { get, all, children: (parent: string) => (all('task') as TaskDoc[]).filter(({ parentId }) => parentId === parent) }
  }
  return {
    of,
    apply: ({ id: change, space, name, args }: Pending): Answer => {
      const context = { space, actor: me, role: 'owner', at, clientAt: at } as const
      const parts = rules.isAcross(name)
        ? applyAcross(name as AcrossName, world, args, context)
        : [{ space, docs: rules.apply(name as InSpaceName, world(space), args, context) }]
      const revs = new Map<string, number>()
      for (const part of parts) {
        const there = of(part.space)
        revs.set(part.space, ++there.rev)
        for (const doc of part.docs) there.rows.set(keyOf(doc.kind, doc.id), { ...doc, rev: there.rev } as AnyDoc)
      }
      const other = [...revs].find(([one]) => one !== space)
      return { id: change, rev: revs.get(space) ?? of(space).rev, ...(other && { also: { space: other[0], rev: other[1] } }) }
    },
  }
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), task: fc.nat({ max: 1 }) }) },
  fc.record({ do: fc.constant('rename' as const), task: fc.nat({ max: 1 }) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('push' as const, 'hear' as const), many: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pull' as const), space: fc.constantFrom(me, club), parts: fc.boolean() }) },
)

test('tasks that move between spaces, as often as they like, stand where they were moved last and nowhere else, however little was sent, answered and pulled', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const server = createServer()
      const spaces = createSpaces(me, createSignals(), () => {})
      spaces.setRules(rules)
      for (const [space, docs] of Object.entries(first)) {
        spaces.of(space).receive(docs)
        spaces.of(space).settle(1)
      }
      const where = tasks.map(() => me)
      const titles = tasks.map(() => 'Tea')
      const unsent: Pending[] = []
      let unheard: Answer[] = []
      const pulled = new Map([me, club].map((space) => [space, 1]))
      let made = 100
      const make = (space: string, name: 'task.transfer@1' | 'task.update@1', args: never) => {
        const change: Pending = { id: id(made), seq: made, space, name, args, base: 1, clientAt: at, ...idsOf(space, name, args) }
        made++
        spaces.watch(change.id)
        spaces.of(space).add(change)
        unsent.push(change)
        assert.ok(spaces.told(change.id).length > 0, 'what is done is seen at once')
      }
      const stands = (said: string) => {
        for (const [n, one] of tasks.entries()) {
          const space = where[n] ?? me
          const other = space === me ? club : me
          const [here, there] = [spaces.of(space).get('task', one), spaces.of(other).get('task', one)]
          assert.ok(here && !isGone(here), `${said}: it is where it was moved last`)
          assert.equal(here.title, titles[n], said)
          assert.ok(!there || isGone(there), `${said}: it is nowhere else`)
          assert.deepEqual(
            [space, other].map((which) =>
              spaces
                .of(which)
                .indexes.at({ listId: which === me ? me : list })
                .ids()
                .includes(one),
            ),
            [true, false],
            said,
          )
        }
        const under = spaces.of(where[0] ?? me).get('task', below)
        assert.equal(under?.parentId, tasks[0], `${said}: what hangs below it came along`)
      }
      for (const [n, one] of steps.entries()) {
        if (one.do === 'move') {
          const task = tasks[one.task] ?? tasks[0]
          const [from, to] = where[one.task] === me ? [me, club] : [club, me]
          const place = { parentId: null, listId: to === me ? me : list, sectionId: null, order: `b${one.task}` }
          make(from, 'task.transfer@1', { id: task, toSpace: to, place, labelIds: {} } as never)
          where[one.task] = to
        } else if (one.do === 'rename') {
          titles[one.task] = `Tea ${n}`
          make(where[one.task] ?? me, 'task.update@1', { id: tasks[one.task], set: { title: `Tea ${n}` } } as never)
        } else if (one.do === 'push') for (const change of unsent.splice(0, one.many)) unheard.push(server.apply(change))
        else if (one.do === 'hear') {
          spaces.answered(unheard.slice(0, one.many))
          unheard = unheard.slice(one.many)
        } else {
          const { rev, rows } = server.of(one.space)
          const since = pulled.get(one.space) ?? 1
          const news = [...rows.values()].filter((doc) => doc.rev > since).sort((a, b) => a.rev - b.rev)
          const parts = one.parts ? news.map((doc) => [doc]) : [news]
          for (const part of parts) {
            const here = part.filter((doc) => !isGone(doc))
            const gone = part.filter((doc) => isGone(doc)).map((doc) => [doc.kind, doc.id] as const)
            spaces.of(one.space).receive(here, gone)
          }
          spaces.of(one.space).settle(rev)
          pulled.set(one.space, rev)
        }
        stands(`step ${n}, ${JSON.stringify(one)}`)
      }
    }),
    { numRuns: 5_000 },
  )
})
