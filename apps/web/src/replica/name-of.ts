import type { Replica } from './replica.ts'

const named = ['list', 'section', 'label', 'folder', 'space'] as const

/** Finds what a row is called now, whatever its kind. */
export const nameIn =
  ({ get }: Pick<Replica, 'get'>) =>
  (space: string, id: string): string | undefined =>
    get(space, 'task', id)?.title ?? named.map((kind) => get(space, kind, id)?.name).find((name) => name !== undefined)
