import fc from 'fast-check'
import { roles, statuses } from '../../contract/kinds.ts'
import type { AnyDoc } from '../../contract/schemas/documents.ts'
import type { MutationArgs, MutationName, Place } from '../../contract/schemas/mutations.ts'
import type { TakenBack, UndoChange } from '../../contract/schemas/undo.ts'
import { labelNameId } from '../label-name-id.ts'
import { listDoc, taskDoc } from './docs.ts'
import type { Asked } from './naive-spaces.ts'

const id = (group: number, n: number) => `00000000-0000-7000-8000-${String(group).padStart(4, '0')}${String(n).padStart(8, '0')}`
const few = (group: number, count: number) => Array.from({ length: count }, (_, n) => id(group, n))

/** Everybody has a personal space under their own id; all spaces have the same list and section; few ids, so that changes meet. */
const people = few(1, 4)
const shared = few(2, 2)
const [tasks, lists, sections, labels, folders, invites] = [few(3, 7), few(4, 3), few(5, 2), few(6, 4), few(7, 2), few(8, 3)]
const [base, baseSection] = [lists[0] as string, sections[0] as string]
const begun = '2026-01-01T00:00:00.000Z'
const later = '2999-01-01T00:00:00.000Z'

const live = { deletedAt: null, deletedBy: null }
const meta = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: begun, createdBy: people[0] as string, updatedAt: begun, updatedBy: people[0] as string })
const listRow = (own: string, name: string, inbox: boolean) => listDoc({ ...meta(own), name, inbox })
const spaceRow = (own: string, personal: boolean, memberCount: number): AnyDoc => ({
  kind: 'space',
  ...meta(own),
  name: 'Space',
  color: 'blue',
  personal,
  owners: [personal ? own : (people[0] as string)],
  memberCount,
  ...live,
})
const labelRows = (own: string, name: string): AnyDoc[] => [
  { kind: 'label', ...meta(own), name, color: 'red', order: 'a0', mergedInto: null, ...live },
  { kind: 'labelName', ...meta(labelNameId(name)), labelId: own },
]
const taskRow = (n: number, above: number | null, labelIds: readonly string[] = []) =>
  taskDoc({
    ...meta(tasks[n] as string),
    parentId: above === null ? null : (tasks[above] as string),
    listId: above === null ? base : null,
    title: 'Milk',
    labelIds: [...labelIds],
  })

/**
 * The rows that each space begins with. Of the shared ones the first two people are members, the first as owner; there
 * stand tasks below tasks, an invitation, and labels of one name under two ids.
 */
export const beginnings = (): ReadonlyMap<string, readonly AnyDoc[]> => {
  const roleOf = (n: number) => (n === 0 ? 'owner' : 'admin')
  const common = [listRow(base, 'List', false), { kind: 'section' as const, ...meta(baseSection), listId: base, name: 'Section', order: 'a0', ...live }]
  const [first = '', second = ''] = labels
  const invite: AnyDoc = { kind: 'invite', ...meta(invites[0] as string), role: 'editor', expiresAt: later, usedAt: null, usedBy: null, ...live }
  const contents = [
    [...labelRows(first, 'Café'), ...labelRows(second, 'Blue'), taskRow(0, null, [first]), taskRow(1, 0), taskRow(2, 1, [second]), taskRow(3, null)],
    [...labelRows(first, 'blue'), taskRow(4, null, [first]), taskRow(5, 4)],
  ]
  return new Map<string, readonly AnyDoc[]>([
    ...people.map((person, n) => {
      const memberships = shared.map((own): AnyDoc => ({ kind: 'membership', ...meta(own), role: roleOf(n), leftAt: null }))
      const docs: AnyDoc[] = [
        spaceRow(person, true, 1),
        { kind: 'member', ...meta(person), name: `Person ${n}`, role: 'owner', leftAt: null },
        { kind: 'settings', ...meta(person), theme: 'system', accent: 'blue', zone: null, firstDay: 1 },
        listRow(person, 'Inbox', true),
        ...common,
        ...(n < 2 ? memberships : []),
      ]
      return [person, docs] as const
    }),
    ...shared.map((own, which) => {
      const members = people.slice(0, 2).map((person, n): AnyDoc => ({ kind: 'member', ...meta(person), name: `Person ${n}`, role: roleOf(n), leftAt: null }))
      return [own, [spaceRow(own, false, 2), ...members, ...common, invite, ...(contents[which] ?? [])]] as const
    }),
  ])
}

const of = <T>(values: readonly T[]) => fc.constantFrom(...values)
const [person, task, label] = [of(people), of(tasks), of(labels)]
const list = fc.oneof({ weight: 12, arbitrary: fc.constant(base) }, { weight: 2, arbitrary: of(lists) }, { weight: 1, arbitrary: of(people) })
const order = of(['a0', 'a1', 'a1V', 'b2Zx'])
const name = of(['Café', ' cafe ', 'CAFÉ', 'Blue', 'blue', 'Tea'])
const title = of(['Milk', 'Bread', 'Rice'])
const text = fc.array(of(['one', 'two', 'three', 'four', 'five', '- [ ] six', '- [x] six']), { maxLength: 5 }).map((lines) => lines.join('\n'))
const some = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 3 })
const maybe = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
const rekey = (ids: readonly string[]) => fc.array(fc.record({ id: of(ids), order }), { maxLength: 2 })
const below = fc.record({ parentId: task, listId: fc.constant(null), sectionId: fc.constant(null), order, rekey: rekey(tasks) })
const inList = fc.record({
  parentId: fc.constant(null),
  listId: list,
  sectionId: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: of(sections) }),
  order,
})
const place: fc.Arbitrary<Place> = fc.oneof(below, inList)
const day = of([null, { date: '2026-03-01' }, { date: '2026-02-30' }, { date: '2026-03-01', time: '09:30', zone: 'Europe/Oslo' }])

const step = (expect: fc.Arbitrary<unknown>, to: fc.Arbitrary<unknown> = expect) => fc.record({ expect, to })
const presence = step(of([null, begun]))
const undoChange = fc.oneof<fc.Arbitrary<UndoChange>[]>(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('task' as const),
      id: task,
      fields: maybe<Record<string, { expect: unknown; to: unknown }>>({
        title: step(title),
        status: step(of(statuses)),
        priority: step(of([0, 1, 2])),
        labelIds: step(some(label)),
        assigneeIds: step(some(person)),
        deletedAt: presence,
      }) as fc.Arbitrary<UndoChange['fields']>,
    }),
  } as never,
  ...(
    [
      ['list', of([...lists, ...people]), { name: step(of(['List', 'Inbox', 'Other'])), deletedAt: presence }],
      ['section', of(sections), { order: step(order), deletedAt: presence }],
      ['folder', of(folders), { name: step(name), deletedAt: presence }],
      ['label', label, { color: step(of(['red', 'blue'])), deletedAt: presence }],
    ] as const
  ).map(([kind, own, fields]) =>
    fc.record({ kind: fc.constant(kind), id: own, fields: maybe(fields as never) as unknown as fc.Arbitrary<UndoChange['fields']> }),
  ),
)

const status = fc.oneof(step(of(statuses)), fc.record({ expect: of(statuses), to: of(statuses), completed: fc.record({ at: of([begun, later]), by: person }) }))
const standing = fc.oneof(
  fc.record({ parentId: task, listId: fc.constant(null), sectionId: fc.constant(null), order }),
  fc.record({ parentId: fc.constant(null), listId: fc.constant(base), sectionId: of([null, ...sections]), order }),
)
const takenBack = fc.oneof(
  ...(
    [
      ['task', task, { title: step(title), status, labelIds: step(some(label)), place: fc.record({ expect: standing, to: standing }), deletedAt: presence }],
      ['task', task, { status, deletedAt: presence }],
      ['list', of([...lists, ...people]), { name: step(name), place: step(fc.record({ folderId: of([null, ...folders]), order })), deletedAt: presence }],
      ['section', of(sections), { name: step(name), order: step(order), deletedAt: presence }],
      ['folder', of(folders), { name: step(name), deletedAt: presence }],
      ['label', label, { name: step(name), mergedInto: step(of([null, ...labels])), color: step(of(['red', 'blue'])), deletedAt: presence }],
      ['space', of(shared), { name: step(name) }],
      ['settings', person, { theme: step(of(['system', 'dark', 'light'])) }],
    ] as const
  ).map(([kind, own, fields]) => fc.record({ kind: fc.constant(kind), id: own, fields: maybe(fields as never) }) as unknown as fc.Arbitrary<TakenBack>),
)

/** How often each change is asked for, and with what. */
const changes: { readonly [K in MutationName]?: readonly [weight: number, args: fc.Arbitrary<MutationArgs[K]>] } = {
  'task.create@1': [
    14,
    fc.oneof(
      fc.record({ id: task, place: inList, title, notes: text }),
      fc.record({ id: task, place: below, title, due: day }),
      fc.record({ id: task, place: inList, title, labelIds: some(label), assigneeIds: some(person) }),
    ),
  ],
  'task.update@1': [
    30,
    fc.oneof(
      fc.record({ id: task, set: maybe({ title, status: of(statuses), priority: of([0, 1, 2] as const) }) }),
      fc.record({ id: task, place, set: maybe({ status: of(statuses) }) }),
      fc.record({ id: task, addLabels: some(label), removeLabels: some(label) }),
      fc.record({ id: task, addAssignees: fc.array(person, { maxLength: 1 }), removeAssignees: some(person), set: maybe({ due: day }) }),
    ) as fc.Arbitrary<MutationArgs['task.update@1']>,
  ],
  'task.delete@1': [4, fc.record({ id: task })],
  'task.restore@1': [4, fc.record({ id: task })],
  'task.transfer@1': [
    14,
    fc.record({
      id: task,
      toSpace: of(shared),
      place: fc.oneof({ weight: 3, arbitrary: inList }, { weight: 1, arbitrary: below }),
      labelIds: fc.dictionary(label, label, { maxKeys: 2 }),
    }),
  ],
  'notes.set@1': [8, fc.record({ taskId: task, base: text, text })],
  'notes.check@1': [6, fc.record({ taskId: task, line: of(['- [ ] six', '- [x] six', 'one']), nth: of([0, 1]), on: fc.boolean() })],
  'undo.apply@1': [6, fc.record({ changes: fc.uniqueArray(undoChange, { minLength: 1, maxLength: 3, selector: ({ kind, id: own }) => `${kind}:${own}` }) })],
  'undo.apply@2': [8, fc.record({ changes: fc.uniqueArray(takenBack, { minLength: 1, maxLength: 3, selector: ({ kind, id: own }) => `${kind}:${own}` }) })],
  'label.create@1': [5, fc.record({ id: label, name, color: of(['red', 'blue'] as const), order })],
  'label.update@1': [4, fc.record({ id: label, set: maybe({ name, order }), rekey: rekey(labels) })],
  'label.delete@1': [2, fc.record({ id: label })],
  'label.restore@1': [2, fc.record({ id: label })],
  'list.create@1': [
    2,
    fc.record({ id: of(lists), name, color: fc.constant('red' as const), emoji: fc.constant(null), folderId: of([null, ...folders]), order }),
  ],
  'list.update@1': [
    2,
    fc.record({ id: of([...lists, ...people]), set: maybe({ name, folderId: of([null, ...folders]), order }) }) as fc.Arbitrary<MutationArgs['list.update@1']>,
  ],
  'list.delete@1': [1, fc.record({ id: of([...lists, ...people]) })],
  'list.restore@1': [2, fc.record({ id: of(lists) })],
  'section.create@1': [1, fc.record({ id: of(sections), listId: list, name, order })],
  'section.delete@1': [1, fc.record({ id: of(sections) })],
  'section.restore@1': [1, fc.record({ id: of(sections) })],
  'folder.create@1': [1, fc.record({ id: of(folders), name, order })],
  'folder.delete@1': [1, fc.record({ id: of(folders) })],
  'folder.restore@1': [1, fc.record({ id: of(folders) })],
  'space.update@1': [1, fc.record({ set: maybe({ name }) }) as fc.Arbitrary<MutationArgs['space.update@1']>],
  'settings.set@1': [1, fc.record({ set: maybe({ theme: of(['dark', 'light'] as const) }) }) as fc.Arbitrary<MutationArgs['settings.set@1']>],
  'invite.create@1': [2, fc.record({ id: of(invites), role: of(['admin', 'editor', 'viewer'] as const), expiresAt: fc.constant(later) })],
  'invite.revoke@1': [1, fc.record({ id: of(invites) })],
  'invite.accept@1': [4, fc.record({ id: of(invites) })],
  'member.set@1': [4, fc.record({ userId: person, role: of(roles) })],
  'member.remove@1': [2, fc.record({ userId: person })],
}
const change = fc.oneof(
  ...Object.entries(changes).map(([called, [weight, args]]) => ({
    weight,
    arbitrary: (args as fc.Arbitrary<unknown>).map((given) => ({ name: called as MutationName, args: given })),
  })),
)

/** One change by somebody in one of the spaces; most by members, some by those who are not, or no more. */
export const asked: fc.Arbitrary<Asked> = fc
  .record({
    actor: fc.oneof({ weight: 6, arbitrary: of(people.slice(0, 2)) }, { weight: 2, arbitrary: person }),
    where: fc.oneof({ weight: 8, arbitrary: of(shared) }, { weight: 2, arbitrary: fc.constant(undefined) }),
    change,
  })
  .map(({ actor, where, change: { name: called, args } }) => {
    const space = where ?? actor
    // What is in that shared space already goes home.
    const home = called === 'task.transfer@1' && (args as { toSpace: string }).toSpace === space
    return { space, actor, name: called, args: home ? { ...(args as object), toSpace: actor } : args }
  })
