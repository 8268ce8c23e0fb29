/** What an API key may be allowed to do; nothing that it is not allowed by name. */
export const scopes = [
  'tasks:read',
  'tasks:write',
  'notes:read',
  'notes:write',
  'lists:read',
  'lists:write',
  'spaces:read',
  'spaces:write',
  'members:read',
  'members:write',
  'settings:read',
  'settings:write',
  /** Everything that its owner sees. */
  'sync:read',
  /** Every change that its owner can make. */
  'sync:write',
] as const
export type Scope = (typeof scopes)[number]

const collection = (name: string): Readonly<Record<string, Scope>> => ({
  [`${name}.list`]: 'lists:read',
  [`${name}.get`]: 'lists:read',
  [`${name}.create`]: 'lists:write',
  [`${name}.update`]: 'lists:write',
  [`${name}.delete`]: 'lists:write',
  [`${name}.restore`]: 'lists:write',
})

/**
 * The scope that a key needs for an endpoint, by the endpoint's key: never by how its address is spelled. An endpoint that is not here is
 * for people alone: keys manage neither keys nor sessions, passwords or invitations.
 */
export const scopeOf: Readonly<Record<string, Scope>> = {
  'settings.get': 'settings:read',
  'settings.update': 'settings:write',
  'spaces.list': 'spaces:read',
  'spaces.get': 'spaces:read',
  'spaces.create': 'spaces:write',
  'spaces.update': 'spaces:write',
  'spaces.delete': 'spaces:write',
  'members.list': 'members:read',
  'members.get': 'members:read',
  'members.update': 'members:write',
  'members.delete': 'members:write',
  ...collection('folders'),
  ...collection('lists'),
  ...collection('sections'),
  ...collection('labels'),
  'tasks.list': 'tasks:read',
  'tasks.get': 'tasks:read',
  'tasks.create': 'tasks:write',
  'tasks.update': 'tasks:write',
  'tasks.delete': 'tasks:write',
  'tasks.restore': 'tasks:write',
  'tasks.move': 'tasks:write',
  'tasks.notes': 'notes:read',
  'tasks.setNotes': 'notes:write',
  'myTasks.list': 'tasks:read',
  'myTasks.get': 'tasks:read',
  'myTasks.create': 'tasks:write',
  'myTasks.update': 'tasks:write',
  'myTasks.delete': 'tasks:write',
  'sync.changes': 'sync:read',
  'sync.snapshot': 'sync:read',
  'sync.reach': 'sync:read',
  'sync.chunk': 'sync:read',
  'sync.events': 'sync:read',
  'sync.push': 'sync:write',
}
