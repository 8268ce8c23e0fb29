import type { Role } from '../contract/kinds.ts'

export type Action = 'read' | 'write' | 'administer' | 'own'

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['read'],
  editor: ['read', 'write'],
  admin: ['read', 'write', 'administer'],
  owner: ['read', 'write', 'administer', 'own'],
}

/** Whether a role may do it. `write` is all of tasks, lists, labels and notes; `administer` the space and its people; `own` deletes it. */
export const can = (role: Role, action: Action): boolean => allowed[role].includes(action)
