import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roles, type Role } from '../contract/kinds.ts'
import { allMutationSchemas, type MutationArgs, type MutationName } from '../contract/schemas/mutations.ts'
import type { AnyDoc } from '../contract/schemas/documents.ts'
import { listDoc, taskDoc } from './testing/docs.ts'
import { createNaiveSpaces } from './testing/naive-spaces.ts'
import { Refusal } from './world.ts'

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = '2026-03-01T10:00:00.000Z'
const [owner, person, other, shared, second] = [id(1), id(2), id(3), id(4), id(5)]
const [list, section, folder, label, task, gone, invite, ticked] = [id(10), id(11), id(12), id(13), id(14), id(15), id(16), id(17)]

const live = { deletedAt: null, deletedBy: null }
const trashed = { deletedAt: at, deletedBy: owner }
const meta = (own: string) => ({ id: own, rev: 1, v: 1, createdAt: at, createdBy: owner, updatedAt: at, updatedBy: owner })
const spaceDoc = (own: string, personal: boolean, owners: string[], memberCount: number): AnyDoc => ({
  kind: 'space',
  ...meta(own),
  name: 'Space',
  color: 'blue',
  personal,
  owners,
  memberCount,
  ...live,
})
const listRow = (own: string, inbox: boolean, mark: typeof live | typeof trashed) => listDoc({ ...meta(own), inbox, ...mark })
const taskRow = (own: string, mark: typeof live | typeof trashed) => taskDoc({ ...meta(own), listId: list, ...mark })

/** Two spaces of an owner with something of everything, where a person and another have roles; undefined is a stranger. */
const spaces = (role: Role | 'former' | undefined, rest: { readonly other?: Role; readonly second?: Role | 'former' | undefined } = {}) => {
  const naive = createNaiveSpaces()
  for (const own of [owner, person, other])
    naive.write(
      own,
      [
        spaceDoc(own, true, [own], 1),
        { kind: 'member', ...meta(own), name: 'Somebody', role: 'owner', leftAt: null },
        { kind: 'settings', ...meta(own), theme: 'system', accent: 'blue', zone: null, firstDay: 1 },
        listRow(own, true, live),
      ],
      1,
    )
  const members = (given: readonly (readonly [string, Role | 'former' | undefined])[]) =>
    given.flatMap(([own, as]): AnyDoc[] =>
      as === undefined ? [] : [{ kind: 'member', ...meta(own), name: 'Somebody', role: as === 'former' ? 'owner' : as, leftAt: as === 'former' ? at : null }],
    )
  for (const [space, inIt] of [
    [
      shared,
      members([
        [owner, 'owner'],
        [person, role],
        [other, rest.other ?? 'editor'],
      ]),
    ],
    [
      second,
      members([
        [owner, 'owner'],
        [person, rest.second],
      ]),
    ],
  ] as const) {
    const alive = inIt.filter((doc) => doc.kind === 'member' && doc.leftAt === null)
    const owners = alive.flatMap((doc) => (doc.kind === 'member' && doc.role === 'owner' ? [doc.id] : []))
    naive.write(space, [spaceDoc(space, false, owners, alive.length), ...inIt, listRow(list, false, live), listRow(gone, false, trashed)], 1)
    for (const doc of alive) naive.write(doc.id, [{ kind: 'membership', ...meta(space), role: doc.kind === 'member' ? doc.role : 'viewer', leftAt: null }], 1)
  }
  const both = (kind: 'section' | 'folder' | 'label', fields: object): AnyDoc[] =>
    [
      [kind === 'section' ? section : kind === 'folder' ? folder : label, live],
      [gone, trashed],
    ].map(([own, mark]) => ({ kind, ...meta(own as string), name: kind, order: 'a0', ...fields, ...(mark as object) }) as AnyDoc)
  naive.write(
    shared,
    [
      ...both('section', { listId: list }),
      ...both('folder', {}),
      ...both('label', { color: 'red', mergedInto: null }),
      taskRow(task, live),
      taskRow(gone, trashed),
      taskRow(ticked, live),
      { kind: 'notes', ...meta(ticked), text: '- [ ] Tick' },
      { kind: 'invite', ...meta(invite), role: 'editor', expiresAt: '2999-01-01T00:00:00.000Z', usedAt: null, usedBy: null, ...live },
    ],
    1,
  )
  return naive
}
const place = { parentId: null, listId: list, sectionId: null, order: 'a1' }

/** What somebody is told who asks for it in the shared space: the code of the refusal, or `done`. */
const told = <K extends MutationName>(naive: ReturnType<typeof spaces>, name: K, args: MutationArgs[K], actor = person, space = shared) => {
  try {
    const changes = naive.decide({ space, actor, name, args }, at)
    assert.ok(
      changes.some(({ docs }) => docs.length > 0),
      `${name} does something`,
    )
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** Who may do it at least, and how it is asked for. Those that hang on more than one role have a test of their own below. */
const table: { readonly [K in MutationName]: readonly ['editor' | 'admin' | 'owner', MutationArgs[K]] | 'below' } = {
  'space.update@1': ['admin', { set: { name: 'Another' } }],
  'settings.set@1': 'below',
  'folder.create@1': ['editor', { id: id(90), name: 'New', order: 'a1' }],
  'folder.update@1': ['editor', { id: folder, set: { name: 'Another' } }],
  'folder.delete@1': ['editor', { id: folder }],
  'folder.restore@1': ['editor', { id: gone }],
  'list.create@1': ['editor', { id: id(90), name: 'New', color: 'red', emoji: null, folderId: null, order: 'a1' }],
  'list.update@1': ['editor', { id: list, set: { name: 'Another' } }],
  'list.delete@1': ['editor', { id: list }],
  'list.restore@1': ['editor', { id: gone }],
  'section.create@1': ['editor', { id: id(90), listId: list, name: 'New', order: 'a1' }],
  'section.update@1': ['editor', { id: section, set: { name: 'Another' } }],
  'section.delete@1': ['editor', { id: section }],
  'section.restore@1': ['editor', { id: gone }],
  'label.create@1': ['editor', { id: id(90), name: 'New', color: 'red', order: 'a1' }],
  'label.update@1': ['editor', { id: label, set: { name: 'Another' } }],
  'label.delete@1': ['editor', { id: label }],
  'label.restore@1': ['editor', { id: gone }],
  'task.create@1': ['editor', { id: id(90), place, title: 'New' }],
  'task.update@1': ['editor', { id: task, set: { title: 'Another' } }],
  'task.delete@1': ['editor', { id: task }],
  'task.restore@1': ['editor', { id: gone }],
  'notes.set@1': ['editor', { taskId: task, base: '', text: 'Written' }],
  'notes.check@1': ['editor', { taskId: ticked, line: '- [ ] Tick', nth: 0, on: true }],
  'undo.apply@1': ['editor', { changes: [{ kind: 'task', id: task, fields: { title: { expect: 'Task', to: 'Before' } } }] }],
  'undo.apply@2': ['editor', { changes: [{ kind: 'task', id: task, fields: { title: { expect: 'Task', to: 'Before' } } }] }],
  'invite.create@1': ['admin', { id: id(90), role: 'admin', expiresAt: '2026-03-02T00:00:00.000Z' }],
  'invite.revoke@1': ['admin', { id: invite }],
  'space.delete@1': ['owner', {}],
  'task.transfer@1': 'below',
  'space.create@1': 'below',
  'invite.accept@1': 'below',
  'member.set@1': 'below',
  'member.remove@1': 'below',
}
/** From the least that one may to the most. */
const ladder: readonly Role[] = ['viewer', 'editor', 'admin', 'owner']
const atLeast = (role: Role, least: Role) => ladder.indexOf(role) >= ladder.indexOf(least)

test('every change, by every role: done, or forbidden; to strangers and former members the space does not exist', () => {
  assert.deepEqual(new Set(Object.keys(table)), new Set(Object.keys(allMutationSchemas)))
  assert.deepEqual(new Set(ladder), new Set(roles))
  for (const [name, row] of Object.entries(table) as [MutationName, (typeof table)[MutationName]][]) {
    if (row === 'below') continue
    const [least, args] = row
    for (const role of roles) assert.equal(told(spaces(role), name, args as never), atLeast(role, least) ? 'done' : 'forbidden', `${name} by ${role}`)
    for (const nobody of [undefined, 'former'] as const) assert.equal(told(spaces(nobody), name, args as never), 'not_found', `${name} by ${nobody}`)
  }
})

test('a task moves when both spaces may be written to', () => {
  const refusal = (role: Role | 'former' | undefined) => {
    if (role === undefined || role === 'former') return 'not_found'
    return atLeast(role, 'editor') ? undefined : 'forbidden'
  }
  for (const from of [...roles, 'former', undefined] as const)
    for (const to of [...roles, 'former', undefined] as const) {
      const answer = told(spaces(from, { second: to }), 'task.transfer@1', { id: task, toSpace: second, place, labelIds: {} })
      assert.equal(answer, refusal(from) ?? refusal(to) ?? 'done', `from ${from} to ${to}`)
    }
})

test('roles are given by admins, that of owner by owners, to owners by owners', () => {
  for (const mine of roles)
    for (const theirs of roles)
      for (const next of roles) {
        if (theirs === next) continue
        const touchesOwner = theirs === 'owner' || next === 'owner'
        const expected = atLeast(mine, touchesOwner ? 'owner' : 'admin') ? 'done' : 'forbidden'
        assert.equal(told(spaces(mine, { other: theirs }), 'member.set@1', { userId: other, role: next }), expected, `${mine} makes ${theirs} ${next}`)
      }
  for (const nobody of [undefined, 'former'] as const) {
    assert.equal(told(spaces(nobody), 'member.set@1', { userId: other, role: 'viewer' }), 'not_found')
    assert.equal(told(spaces('owner'), 'member.set@1', { userId: nobody === undefined ? id(99) : invite, role: 'viewer' }), 'not_found')
  }
})

test('people are removed by admins, owners by owners; everybody may leave but the last owner', () => {
  for (const mine of roles) {
    for (const theirs of roles)
      assert.equal(
        told(spaces(mine, { other: theirs }), 'member.remove@1', { userId: other }),
        atLeast(mine, theirs === 'owner' ? 'owner' : 'admin') ? 'done' : 'forbidden',
        `${mine} removes ${theirs}`,
      )
    assert.equal(told(spaces(mine), 'member.remove@1', { userId: person }), 'done', `${mine} leaves`)
  }
  for (const nobody of [undefined, 'former'] as const) {
    assert.equal(told(spaces(nobody), 'member.remove@1', { userId: other }), 'not_found')
    assert.equal(told(spaces(nobody), 'member.remove@1', { userId: person }), 'not_found')
  }
  for (const role of ['viewer', 'editor', 'admin'] as const) {
    assert.equal(told(spaces(role), 'member.remove@1', { userId: owner }, owner), 'last_owner')
    assert.equal(told(spaces(role), 'member.set@1', { userId: owner, role: 'admin' }, owner), 'last_owner')
  }
  assert.equal(told(spaces('owner'), 'member.remove@1', { userId: owner }, owner), 'done')
  assert.equal(told(spaces('owner'), 'member.set@1', { userId: owner, role: 'viewer' }, owner), 'done')
})

test('an invitation lets in whoever has it, while who made it may invite', () => {
  for (const nobody of [undefined, 'former'] as const) assert.equal(told(spaces(nobody), 'invite.accept@1', { id: invite }), 'done')
  for (const demoted of ['editor', 'viewer', 'former'] as const) {
    const naive = spaces(undefined)
    const inviter = naive.rowsOf(shared).get(`member:${owner}`)
    naive.write(shared, [{ ...inviter, ...(demoted === 'former' ? { leftAt: at } : { role: demoted }) } as AnyDoc], 1)
    assert.equal(told(naive, 'invite.accept@1', { id: invite }), 'invite_invalid', `made by who is now ${demoted}`)
  }
})

test('settings are everybody’s own, and a space is made from one’s own', () => {
  const set = { set: { theme: 'dark' as const } }
  const made = { id: id(90), name: 'New', color: 'red' as const }
  assert.equal(told(spaces('viewer'), 'settings.set@1', set, person, person), 'done')
  assert.equal(told(spaces('viewer'), 'space.create@1', made, person, person), 'done')
  for (const where of [owner, other]) {
    assert.equal(told(spaces('owner'), 'settings.set@1', set, person, where), 'not_found')
    assert.equal(told(spaces('owner'), 'space.create@1', made, person, where), 'invalid')
  }
})

test('a personal space is its person’s alone: nobody is asked in, gets a role, or leaves', () => {
  const own = [person, person] as const
  assert.equal(told(spaces('owner'), 'member.set@1', { userId: person, role: 'viewer' }, ...own), 'personal_fixed')
  assert.equal(told(spaces('owner'), 'member.remove@1', { userId: person }, ...own), 'personal_fixed')
  assert.equal(told(spaces('owner'), 'space.delete@1', {}, ...own), 'personal_fixed')
  assert.equal(told(spaces('owner'), 'invite.create@1', { id: id(90), role: 'viewer', expiresAt: '2026-03-02T00:00:00.000Z' }, ...own), 'personal_fixed')
})
