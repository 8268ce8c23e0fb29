import { id } from './server.ts'
import type { World } from './world.ts'

/** Everybody who asks. */
export const actors = ['nobody', 'stranger', 'former', 'viewer', 'editor', 'admin', 'owner'] as const
export type Actor = (typeof actors)[number]

/**
 * What each kind of request comes to, for each of them in this order: done, the status it is refused with, or done as far as the
 * request goes and refused in the answer (`within`).
 */
export const outcomes = {
  //           nobody stranger former viewer editor admin owner
  anyone: ['done', 'done', 'done', 'done', 'done', 'done', 'done'],
  self: [401, 'done', 'done', 'done', 'done', 'done', 'done'],
  read: [401, 404, 404, 'done', 'done', 'done', 'done'],
  write: [401, 404, 404, 403, 'done', 'done', 'done'],
  administer: [401, 404, 404, 403, 403, 'done', 'done'],
  own: [401, 404, 404, 403, 403, 403, 'done'],
  /** About oneself, and refused with what nobody here has. */
  unproven: [401, 401, 401, 401, 401, 401, 401],
  unset: [401, 404, 404, 404, 404, 404, 404],
  writeWithin: [401, 404, 404, 'within', 'done', 'done', 'done'],
  administerWithin: [401, 404, 404, 'within', 'within', 'done', 'done'],
  ownWithin: [401, 404, 404, 'within', 'within', 'within', 'done'],
} as const satisfies Record<string, readonly ('done' | 'within' | number)[]>
export type RouteKind = keyof typeof outcomes

/** One request of the matrix. */
export interface Line {
  /** Of the endpoint. */
  readonly key: string
  /** What is special about it, where an endpoint has more than one. */
  readonly what?: string
  readonly kind: RouteKind
  /** The parameters of the path besides `space`. */
  readonly params?: (world: World, me: string) => Readonly<Record<string, string>>
  readonly body?: (world: World, me: string) => unknown
  /** It is about a task in the own space of whoever asks, made for it: `ownTask` of the world. */
  readonly withOwnTask?: true
  /** Its body takes the token of a link that was mailed to somebody. */
  readonly withMailToken?: true
  /** It ends or changes the session it is sent with. */
  readonly endsSession?: true
  /** It takes what is in the trash as well: a step is taken back wherever its row is. */
  readonly takesTrash?: true
}

const pushed = (what: string, kind: RouteKind, name: string, args: (world: World, me: string) => unknown): Line => ({
  key: 'sync.push',
  what,
  kind,
  body: (world, me) => ({ for: me, mutations: [{ id: id(), name, args: args(world, me), base: 0, clientAt: '2026-01-01T00:00:00.000Z' }] }),
})

const collection = (name: string, kind: 'folder' | 'list' | 'section' | 'label', made: (world: World) => object): readonly Line[] => {
  const params = (world: World) => ({ id: world[kind] })
  return [
    { key: `${name}.list`, kind: 'read' },
    { key: `${name}.create`, kind: 'write', body: made },
    { key: `${name}.create`, what: 'under an id and at a place', kind: 'write', body: (world) => ({ ...made(world), id: id(), order: 'a5' }) },
    { key: `${name}.get`, kind: 'read', params },
    { key: `${name}.update`, kind: 'write', params, body: () => ({ name: 'Other' }) },
    { key: `${name}.delete`, kind: 'write', params },
    { key: `${name}.restore`, kind: 'write', params },
  ]
}

const aTask = ({ task }: World) => ({ id: task })

let mails = 0
/** The requests of the matrix: one at least for each endpoint, and for each change of who may do what. */
export const lines: readonly Line[] = [
  { key: 'healthz', kind: 'anyone' },
  { key: 'readyz', kind: 'anyone' },
  { key: 'openapi', kind: 'anyone' },
  { key: 'csp.report', kind: 'anyone', body: () => ({ 'csp-report': { 'blocked-uri': 'inline' } }) },
  { key: 'auth.register', kind: 'anyone', body: () => ({ email: `matrix${++mails}@example.test`, password: 'correct horse', name: 'New' }) },
  { key: 'auth.login', kind: 'anyone', body: () => ({ email: 'founder@example.test', password: 'correct horse' }), endsSession: true },
  { key: 'resets.ask', kind: 'anyone', body: () => ({ email: `matrix${++mails}@example.test` }) },
  { key: 'resets.preview', kind: 'anyone', withMailToken: true },
  { key: 'resets.set', kind: 'anyone', body: () => ({ password: 'battery staple' }), withMailToken: true },
  { key: 'address.get', kind: 'self' },
  { key: 'address.ask', kind: 'self', body: () => ({ email: `matrix${++mails}@example.test` }) },
  { key: 'address.confirm', kind: 'anyone', withMailToken: true },
  { key: 'auth.refresh', kind: 'self', endsSession: true },
  { key: 'auth.logout', kind: 'self', endsSession: true },
  { key: 'auth.confirm', kind: 'self', body: () => ({ password: 'correct horse' }), endsSession: true },
  { key: 'auth.password', kind: 'self', body: () => ({ current: 'correct horse', next: 'correct horse' }), endsSession: true },
  { key: 'me', kind: 'self' },
  { key: 'sessions.list', kind: 'self' },
  { key: 'sessions.end', kind: 'self', params: () => ({ id: 'x'.repeat(22) }) },
  { key: 'sessions.endOthers', kind: 'self' },
  { key: 'secondFactor.get', kind: 'self' },
  { key: 'secondFactor.setUp', kind: 'self' },
  { key: 'secondFactor.enable', kind: 'unproven', body: () => ({ setUp: 'x', code: '123456' }) },
  { key: 'secondFactor.disable', kind: 'self', endsSession: true },
  { key: 'secondFactor.recovery', kind: 'unset' },
  { key: 'auth.passkeyOptions', kind: 'anyone' },
  {
    key: 'auth.passkey',
    kind: 'unproven',
    body: () => ({ id: 'x', clientDataJSON: 'x', authenticatorData: 'x', signature: 'x', userHandle: 'x' }),
  },
  { key: 'passkeys.list', kind: 'self' },
  { key: 'passkeys.options', kind: 'self' },
  { key: 'passkeys.create', kind: 'unproven', body: () => ({ name: 'Key', id: 'x', clientDataJSON: 'x', attestationObject: 'x' }) },
  { key: 'passkeys.delete', kind: 'self', params: () => ({ id: 'x' }) },
  { key: 'keys.list', kind: 'self' },
  { key: 'keys.create', kind: 'self', body: () => ({ name: 'Script', scopes: ['tasks:read'] }) },
  { key: 'keys.delete', kind: 'self', params: () => ({ id: id() }) },
  { key: 'settings.get', kind: 'self' },
  { key: 'settings.update', kind: 'self', body: () => ({ theme: 'dark' }) },

  { key: 'spaces.list', kind: 'self' },
  { key: 'spaces.create', kind: 'self', body: () => ({ name: 'New' }) },
  { key: 'spaces.get', kind: 'read' },
  { key: 'spaces.update', kind: 'administer', body: () => ({ name: 'Other' }) },
  { key: 'spaces.delete', kind: 'own' },

  { key: 'members.list', kind: 'read' },
  { key: 'members.get', kind: 'read', params: ({ people }) => ({ user: people.other }) },
  { key: 'members.update', kind: 'administer', params: ({ people }) => ({ user: people.other }), body: () => ({ role: 'admin' }) },
  { key: 'members.update', what: 'of an owner', kind: 'own', params: ({ people }) => ({ user: people.founder }), body: () => ({ role: 'admin' }) },
  { key: 'members.update', what: 'to owner', kind: 'own', params: ({ people }) => ({ user: people.other }), body: () => ({ role: 'owner' }) },
  { key: 'members.delete', kind: 'administer', params: ({ people }) => ({ user: people.other }) },
  { key: 'members.delete', what: 'of an owner', kind: 'own', params: ({ people }) => ({ user: people.founder }) },
  { key: 'members.delete', what: 'of oneself', kind: 'read', params: (_world, me) => ({ user: me }) },

  { key: 'invites.open', kind: 'administer' },
  { key: 'invites.create', kind: 'administer', body: () => ({ role: 'admin' }) },
  { key: 'invites.delete', kind: 'administer', params: ({ invite }) => ({ id: invite }) },
  { key: 'invites.preview', kind: 'anyone', body: ({ token }) => ({ token }) },
  { key: 'invites.accept', kind: 'self', body: ({ token }) => ({ token }) },

  ...collection('folders', 'folder', () => ({ name: 'New' })),
  ...collection('lists', 'list', ({ folder }) => ({ name: 'New', folderId: folder })),
  ...collection('sections', 'section', ({ list }) => ({ name: 'New', listId: list })),
  ...collection('labels', 'label', () => ({ name: 'New' })),

  { key: 'tasks.list', kind: 'read' },
  { key: 'tasks.create', kind: 'write', body: ({ list }) => ({ title: 'New', listId: list }) },
  { key: 'tasks.create', what: 'below another', kind: 'write', body: ({ task }) => ({ title: 'New', parentId: task, notes: 'Text' }) },
  { key: 'tasks.get', kind: 'read', params: aTask },
  { key: 'tasks.update', kind: 'write', params: aTask, body: () => ({ title: 'Other' }) },
  { key: 'tasks.update', what: 'to another place', kind: 'write', params: aTask, body: ({ list, section }) => ({ listId: list, sectionId: section }) },
  { key: 'tasks.delete', kind: 'write', params: aTask },
  { key: 'tasks.restore', kind: 'write', params: aTask },
  { key: 'tasks.move', what: 'to the own space', kind: 'write', params: aTask, body: (_world, me) => ({ toSpace: me }) },
  {
    key: 'tasks.move',
    what: 'from the own space',
    kind: 'write',
    withOwnTask: true,
    params: ({ ownTask }, me) => ({ space: me, id: ownTask }),
    body: ({ space, list }) => ({ toSpace: space, listId: list }),
  },
  { key: 'tasks.notes', kind: 'read', params: aTask },
  { key: 'tasks.setNotes', kind: 'write', params: aTask, body: () => ({ text: 'Other', base: 'Notes' }) },
  { key: 'myTasks.list', kind: 'self' },
  { key: 'myTasks.create', kind: 'self', body: () => ({ title: 'New' }) },
  { key: 'myTasks.get', kind: 'read', params: aTask },
  { key: 'myTasks.update', kind: 'write', params: aTask, body: () => ({ title: 'Other' }) },
  { key: 'myTasks.delete', kind: 'write', params: aTask },

  { key: 'sync.changes', kind: 'read' },
  { key: 'sync.snapshot', kind: 'read' },
  { key: 'sync.reach', kind: 'read' },
  { key: 'sync.chunk', kind: 'read', params: () => ({ from: 'of the snapshot', chunk: 'space..' }) },
  { key: 'sync.events', kind: 'self' },
  pushed('a list', 'writeWithin', 'list.update@1', ({ list }) => ({ id: list, set: { name: 'Other' } })),
  pushed('a task', 'writeWithin', 'task.update@1', ({ task }) => ({ id: task, set: { title: 'Other' } })),
  pushed('notes', 'writeWithin', 'notes.set@1', ({ task }) => ({ taskId: task, base: 'Notes', text: 'Other' })),
  pushed('a box in notes', 'writeWithin', 'notes.check@1', ({ task }) => ({ taskId: task, line: '- [ ] Box', nth: 0, on: true })),
  {
    ...pushed('an undo', 'writeWithin', 'undo.apply@1', ({ task }) => ({
      changes: [{ kind: 'task', id: task, fields: { title: { expect: 'Task', to: 'Was' } } }],
    })),
    takesTrash: true,
  },
  {
    ...pushed('a step taken back', 'writeWithin', 'undo.apply@2', ({ task }) => ({
      changes: [{ kind: 'task', id: task, fields: { title: { expect: 'Task', to: 'Was' } } }],
    })),
    takesTrash: true,
  },
  pushed('a move into the own space', 'writeWithin', 'task.transfer@1', ({ task }, me) => ({
    id: task,
    toSpace: me,
    place: { parentId: null, listId: me, sectionId: null, order: 'a1' },
    labelIds: {},
  })),
  pushed('the space', 'administerWithin', 'space.update@1', () => ({ set: { name: 'Other' } })),
  pushed('the space, taken back', 'administerWithin', 'undo.apply@2', ({ space }) => ({
    changes: [{ kind: 'space', id: space, fields: { name: { expect: 'World', to: 'Was' } } }],
  })),
  pushed('an invitation', 'administerWithin', 'invite.create@1', () => ({ id: id(), role: 'viewer', expiresAt: '2999-01-01T00:00:00.000Z' })),
  pushed('a role', 'administerWithin', 'member.set@1', ({ people }) => ({ userId: people.other, role: 'viewer' })),
  pushed('a removal', 'administerWithin', 'member.remove@1', ({ people }) => ({ userId: people.other })),
  pushed('an owner', 'ownWithin', 'member.set@1', ({ people }) => ({ userId: people.other, role: 'owner' })),
  pushed('the end of the space', 'ownWithin', 'space.delete@1', () => ({})),
]
