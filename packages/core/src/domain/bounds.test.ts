import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../contract/limits.ts'
import type { AnyDoc, LabelDoc, TaskDoc } from '../contract/schemas/documents.ts'
import type { InSpaceName, MutationArgs, MutationName } from '../contract/schemas/mutations.ts'
import { acrossRuleOf, isAcross } from './across.ts'
import { answerAcross, type AcrossAsk } from './across/worlds.ts'
import type { Ask } from './ask.ts'
import { labelNameId } from './label-name-id.ts'
import { mutators, ruleOf } from './mutators.ts'
import { listDoc, taskDoc } from './testing/docs.ts'
import { answerOf, Refusal, run, type World } from './world.ts'

/** What a rule cost: how often it asked, how many rows it was given, and how many it writes. */
interface Cost {
  readonly asks: number
  readonly read: number
  readonly written: number
  readonly refused?: string
}

const id = (group: number, n: number) => `${String(group).padStart(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = '2026-03-01T10:00:00.000Z'
const [me, space, other, inbox] = [id(1, 0), id(2, 1), id(2, 2), id(4, 0)]
const meta = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: at, createdBy: me, updatedAt: at, updatedBy: me })
const untouched = { deletedAt: null, deletedBy: null }
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

const member = (own: string, role: 'owner' | 'editor' = 'editor'): AnyDoc => ({ kind: 'member', ...meta(own), name: 'Somebody', role, leftAt: null })
const listRow = (n: number) => listDoc({ ...meta(id(4, n)), name: `List ${n}`, order: 'a1' })
const label = (n: number, mergedInto: string | null = null): LabelDoc => ({
  kind: 'label',
  ...meta(id(6, n)),
  name: `Label ${n}`,
  color: 'red',
  order: 'a1',
  mergedInto,
  ...untouched,
})
const task = (own: string, rest: Partial<TaskDoc> = {}) => taskDoc({ ...meta(own), listId: inbox, order: 'a1', ...rest })
const spaceRow = (own: string, personal: boolean, members: readonly string[]): AnyDoc => ({
  kind: 'space',
  ...meta(own),
  name: 'Space',
  color: 'blue',
  personal,
  owners: [me],
  memberCount: members.length,
  ...untouched,
})

/**
 * Two shared spaces and the personal ones of their members, as full as `share` of what may be in them: members, lists, labels that were merged in
 * a line, a task deep down with all the labels and assignees it can carry, a subtree with notes as large as can be moved, siblings to be re-keyed.
 */
const crowded = (share: number) => {
  const part = (most: number) => Math.max(2, Math.floor(most * share))
  const people = many(part(limits.membersPerSpace) - 1, (n) => id(1, n))
  const spaces = new Map<string, Map<string, AnyDoc>>()
  const put = (where: string, doc: AnyDoc) => {
    const rows = spaces.get(where) ?? new Map<string, AnyDoc>()
    spaces.set(where, rows.set(`${doc.kind}:${doc.id}`, doc))
  }
  const labels = many(part(limits.labelsPerSpace) - 1, label)
  const carried = labels.slice(0, part(limits.labelsPerTask)).map((one) => one.id)
  const assignees = people.slice(0, part(limits.assigneesPerTask))
  const depth = many(part(limits.depth) - 1, (n) => task(id(5, n), { parentId: n === 0 ? null : id(5, n - 1), listId: n === 0 ? inbox : null, status: 'done' }))
  const siblings = many(part(limits.rekey), (n) => task(id(7, n), { status: 'done' }))
  const undone = many(part(limits.undoChanges), (n) => task(id(8, n), { labelIds: carried, title: 'After' }))
  const root = task(id(9, 0), { labelIds: carried, assigneeIds: assignees })
  const moved = many(part(limits.subtreeMove / 2) - 1, (n) =>
    task(id(9, n + 1), { parentId: root.id, listId: null, labelIds: carried, assigneeIds: assignees }),
  )
  for (const where of [space, other]) {
    put(where, spaceRow(where, false, people))
    for (const [n, one] of people.entries()) put(where, member(one, n === 0 ? 'owner' : 'editor'))
    for (const n of many(part(limits.listsPerSpace) - 1, (n) => n)) put(where, listRow(n))
    for (const n of many(part(limits.foldersPerSpace) - 1, (n) => n))
      put(where, { kind: 'folder', ...meta(id(10, n)), name: 'Folder', order: 'a1', ...untouched })
    for (const n of many(part(limits.sectionsPerSpace) - 1, (n) => n))
      put(where, { kind: 'section', ...meta(id(11, n)), listId: inbox, name: 'Section', order: 'a1', ...untouched })
    for (const n of many(part(limits.invitesPerSpace) - 1, (n) => n))
      put(where, { kind: 'invite', ...meta(id(12, n)), role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z', usedAt: null, usedBy: null, ...untouched })
  }
  for (const one of labels) {
    put(space, one)
    put(space, { kind: 'labelName', ...meta(labelNameId(one.name)), labelId: one.id })
  }
  for (const one of [...depth, ...siblings, ...undone, root, ...moved]) {
    put(space, one)
    put(space, { kind: 'notes', ...meta(one.id), text: '- [ ] one\n'.repeat(10) })
  }
  const joining = id(1, 999)
  for (const one of [...people, joining]) {
    put(one, spaceRow(one, true, [one]))
    put(one, member(one, 'owner'))
    put(one, { kind: 'settings', ...meta(one), theme: 'system', accent: 'blue', zone: null, firstDay: 1 })
    for (const n of many(part(limits.spacesPerPerson) - 3, (n) => n)) put(one, { kind: 'membership', ...meta(id(13, n)), role: 'editor', leftAt: null })
    if (one !== joining) for (const where of [space, other]) put(one, { kind: 'membership', ...meta(where), role: 'editor', leftAt: null })
  }
  const worlds = (where: string): World => {
    const rows = spaces.get(where) ?? new Map<string, AnyDoc>()
    const all = (kind: string) => [...rows.values()].filter((doc) => doc.kind === kind) as never[]
    return {
      get: (kind, own) => rows.get(`${kind}:${own}`) as never,
      all,
      children: (above) => (all('task') as TaskDoc[]).filter(({ parentId }) => parentId === above),
    }
  }
  const deepest = depth.at(-1)?.id ?? ''
  const place = { parentId: deepest, listId: null, sectionId: null, order: 'a2', rekey: siblings.map((one) => ({ id: one.id, order: 'a3' })) }
  const rekeyOf = (ids: readonly string[]) => ids.slice(0, part(limits.rekey)).map((one) => ({ id: one, order: 'a3' }))
  const rows = (kind: string) => [...(spaces.get(space)?.values() ?? [])].filter((doc) => doc.kind === kind).map((doc) => doc.id)
  const fresh = id(20, 1)
  const worst: { readonly [K in MutationName]: MutationArgs[K] } = {
    'space.update@1': { set: { name: 'x'.repeat(limits.name), color: 'red' } },
    'settings.set@1': { set: { theme: 'dark', accent: 'red', zone: 'Europe/Oslo', firstDay: 0 } },
    'folder.create@1': { id: fresh, name: 'Folder', order: 'a1' },
    'folder.update@1': { id: id(10, 0), set: { name: 'Other', order: 'a2' }, rekey: rekeyOf(rows('folder')) },
    'folder.delete@1': { id: id(10, 0) },
    'folder.restore@1': { id: id(10, 0) },
    'list.create@1': { id: fresh, name: 'List', color: 'red', emoji: null, folderId: id(10, 0), order: 'a1' },
    'list.update@1': { id: id(4, 1), set: { name: 'Other', folderId: id(10, 0), order: 'a2' }, rekey: rekeyOf(rows('list')) },
    'list.delete@1': { id: id(4, 1) },
    'list.restore@1': { id: id(4, 1) },
    'section.create@1': { id: fresh, listId: inbox, name: 'Section', order: 'a1' },
    'section.update@1': { id: id(11, 0), set: { name: 'Other', order: 'a2' }, rekey: rekeyOf(rows('section')) },
    'section.delete@1': { id: id(11, 0) },
    'section.restore@1': { id: id(11, 0) },
    'label.create@1': { id: fresh, name: 'Label 0', color: 'red', order: 'a1' },
    'label.update@1': { id: id(6, 1), set: { name: 'Label 0', order: 'a2' }, rekey: rekeyOf(rows('label')) },
    'label.delete@1': { id: id(6, 1) },
    'label.restore@1': { id: id(6, 1) },
    'task.create@1': { id: fresh, place, title: 'Task', labelIds: carried, assigneeIds: assignees, notes: 'x'.repeat(limits.notes) },
    'task.update@1': { id: root.id, set: { status: 'open' }, place, addLabels: carried, removeLabels: carried, addAssignees: assignees },
    'task.delete@1': { id: root.id },
    'task.restore@1': { id: root.id },
    'notes.set@1': { taskId: root.id, base: '\n'.repeat(limits.notes), text: '\n'.repeat(limits.notes) },
    'notes.check@1': { taskId: root.id, line: '- [ ] one', nth: limits.notes, on: true },
    'undo.apply@1': {
      changes: undone.map((one) => ({
        kind: 'task' as const,
        id: one.id,
        fields: { title: { expect: 'After', to: 'Before' }, labelIds: { expect: carried, to: carried.toReversed() }, status: { expect: 'open', to: 'done' } },
      })),
    },
    'undo.apply@2': {
      changes: [
        // Below the deepest but one, with all that is below them.
        ...many(part(limits.undoDeeper), (n) => ({
          kind: 'task' as const,
          id: id(9, n),
          fields: {
            place: {
              expect: { parentId: n === 0 ? null : root.id, listId: n === 0 ? inbox : null, sectionId: null, order: 'a1' },
              to: { parentId: id(5, part(limits.depth) - 4), listId: null, sectionId: null, order: 'a2' },
            },
          },
        })),
        ...undone.slice(0, part(limits.undoRows) - part(limits.undoDeeper)).map((one) => ({
          kind: 'task' as const,
          id: one.id,
          fields: {
            title: { expect: 'After', to: 'Before' },
            labelIds: { expect: carried, to: carried.toReversed() },
            assigneeIds: { expect: [], to: assignees },
            status: { expect: 'open', to: 'done' as const, completed: { at, by: me } },
            place: {
              expect: { parentId: null, listId: inbox, sectionId: null, order: 'a1' },
              to: { parentId: null, listId: id(4, 0), sectionId: id(11, 0), order: 'a2' },
            },
          },
        })),
      ],
    },
    'invite.create@1': { id: fresh, role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z' },
    'invite.revoke@1': { id: id(12, 0) },
    'task.transfer@1': { id: root.id, toSpace: other, place: { parentId: null, listId: inbox, sectionId: id(11, 0), order: 'a2' }, labelIds: {} },
    'space.create@1': { id: fresh, name: 'Space', color: 'red' },
    'space.delete@1': {},
    'invite.accept@1': { id: id(12, 0) },
    'member.set@1': { userId: id(1, 1), role: 'owner' },
    'member.remove@1': { userId: id(1, 1) },
  }
  return { spaces, worlds, worst, joining }
}

const [halfFull, full] = [crowded(0.5), crowded(1)]

/** Runs a mutation at its worst in such spaces, and counts. */
const costOf = (name: MutationName, { worlds, worst, joining }: ReturnType<typeof crowded>): Cost => {
  let [asks, read] = [0, 0]
  const told = (answer: unknown): unknown => {
    asks++
    read += Array.isArray(answer) ? answer.length : 1
    return answer
  }
  const personal = name === 'settings.set@1' || name === 'space.create@1'
  const where = { space: personal ? me : space, actor: name === 'invite.accept@1' ? joining : me, at, clientAt: at }
  try {
    const written = isAcross(name)
      ? run(acrossRuleOf(name, worst[name], where), (ask: AcrossAsk) => told(answerAcross(worlds, ask))).flatMap(({ docs }) => docs)
      : run(ruleOf(name as InSpaceName, worst[name], { ...where, role: 'owner' }), (ask: Ask) => told(answerOf(worlds(where.space), ask)))
    return { asks, read, written: written.length }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { asks, read, written: 0, refused: error.code }
  }
}
const names = [
  ...Object.keys(mutators),
  'task.transfer@1',
  'space.create@1',
  'space.delete@1',
  'invite.accept@1',
  'member.set@1',
  'member.remove@1',
] as MutationName[]

test('every mutation at the limits looks at no more rows than one may, and is not refused for it', () => {
  for (const name of names) {
    const { read, refused } = costOf(name, full)
    assert.equal(refused, undefined, name)
    assert.ok(read <= limits.mutationReads, `${name} looks at ${read} rows`)
  }
})

test('what a mutation costs grows no faster than what it touches: in a fuller space it asks, looks at and writes in proportion', () => {
  for (const name of names) {
    const [half, whole] = [costOf(name, halfFull), costOf(name, full)]
    // An undo grows with its steps and with what each of the rows carries, and stands below.
    const times = name.startsWith('undo.apply') ? 4 : 2
    assert.ok(whole.asks <= times * half.asks + 20, `${name} asks ${half.asks} times, and then ${whole.asks}`)
    assert.ok(whole.read <= times * half.read + 50, `${name} looks at ${half.read} rows, and then at ${whole.read}`)
    assert.ok(whole.written <= 2 * half.written + 50, `${name} writes ${half.written} rows, and then ${whole.written}`)
  }
})

test('lines of merged labels from before merges were redirected are followed so far and no further, and round in no circle', () => {
  for (const end of [null, id(6, 0)]) {
    const made = crowded(1)
    const rows = made.spaces.get(space) as Map<string, AnyDoc>
    const last = limits.labelsPerSpace - 2
    for (let n = 0; n <= last; n++) rows.set(`label:${id(6, n)}`, label(n, n < last ? id(6, n + 1) : end))
    for (const name of ['task.create@1', 'task.update@1'] as const) {
      const { read, asks, refused } = costOf(name, made)
      assert.equal(refused, undefined, name)
      assert.ok(asks <= 60 + limits.labelHops, `${name} asks ${asks} times`)
      assert.ok(read <= limits.mutationReads, `${name} looks at ${read} rows`)
    }
  }
})

test('a space that is full takes no more of a kind, and says so', () => {
  const kinds: readonly (readonly [MutationName, AnyDoc['kind']])[] = [
    ['folder.create@1', 'folder'],
    ['list.create@1', 'list'],
    ['section.create@1', 'section'],
    ['label.create@1', 'label'],
    ['invite.create@1', 'invite'],
  ]
  const made = crowded(1)
  const rows = made.spaces.get(space) as Map<string, AnyDoc>
  for (const [name, kind] of kinds) {
    assert.equal(costOf(name, made).refused, undefined, name)
    const sample = [...rows.values()].find((doc) => doc.kind === kind) as AnyDoc
    rows.set(`${kind}:${id(30, 1)}`, { ...sample, id: id(30, 1) })
    assert.equal(costOf(name, made).refused, 'too_many', name)
  }
})

test('what is in the trash, or has gone, takes no room; it comes back only while there is some', () => {
  const kinds = [
    ['folder', 'folder.create@1', 'folder.restore@1'],
    ['list', 'list.create@1', 'list.restore@1'],
    ['section', 'section.create@1', 'section.restore@1'],
    ['label', 'label.create@1', 'label.restore@1'],
  ] as const
  const made = crowded(1)
  const rows = made.spaces.get(space) as Map<string, AnyDoc>
  for (const [kind, create, restore] of kinds) {
    const samples = [...rows.values()].filter((doc) => doc.kind === kind)
    const sample = samples[0] as AnyDoc
    // As many as fit are there, and as many again were deleted.
    const gone = (n: number) =>
      ({ ...sample, id: id(31, n), name: `Gone ${n}`, deletedAt: at, deletedBy: me, ...(n % 2 === 0 ? {} : { purgedAt: at }) }) as AnyDoc
    for (let n = 0; n < samples.length; n++) rows.set(`${kind}:${id(31, n)}`, gone(n))
    assert.equal(costOf(create, made).refused, undefined, create)
    made.worst[restore].id = id(31, 0)
    assert.equal(costOf(restore, made).refused, undefined, restore)
    rows.set(`${kind}:${id(30, 2)}`, { ...sample, id: id(30, 2) } as AnyDoc)
    assert.equal(costOf(create, made).refused, 'too_many', create)
    assert.equal(costOf(restore, made).refused, 'too_many', restore)
  }
})

test('however many labels were merged into one, there or gone, they go on to where it goes, the ends of the longest lines first', () => {
  const made = crowded(0.1)
  const rows = made.spaces.get(space) as Map<string, AnyDoc>
  const gone = { deletedAt: at, deletedBy: me, purgedAt: at }
  const from = id(6, 1)
  for (let n = 0; n < 700; n++) rows.set(`label:${id(32, n)}`, { ...label(1_000 + n, from), id: id(32, n), ...(n % 3 === 0 ? gone : {}) })
  rows.set(`label:${id(33, 0)}`, { ...label(9_000, id(32, 5)), id: id(33, 0) })
  const world = made.worlds(space)
  const written = run(ruleOf('label.update@1', { id: from, set: { name: 'Label 0' } }, { space, actor: me, at, clientAt: at, role: 'owner' }), (ask: Ask) =>
    answerOf(world, ask),
  )
  const into = new Map(written.flatMap((doc) => (doc.kind === 'label' ? [[doc.id, doc.mergedInto] as const] : [])))
  for (const own of [from, id(33, 0), ...Array.from({ length: 700 }, (_, n) => id(32, n))]) assert.equal(into.get(own), id(6, 0), own)
  assert.ok(written.length <= limits.mutationDocuments)
})
