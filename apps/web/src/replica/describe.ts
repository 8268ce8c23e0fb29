import type { Pending } from './rebase.ts'

const verbs: Readonly<Record<string, string>> = { create: 'Add', update: 'Change', delete: 'Delete', restore: 'Restore', set: 'Change', apply: 'Undo' }

/** A change in plain words, for the list of what could not be saved. `titleOf` finds what a row is called now. */
export const describe = ({ name, args }: Pick<Pending, 'name' | 'args'>, titleOf: (id: string) => string | undefined): string => {
  const [kind = '', verb = ''] = name.split('@')[0]?.split('.') ?? []
  const {
    id,
    title,
    name: called,
    set,
    changes,
  } = (args ?? {}) as {
    id?: string
    title?: string
    name?: string
    set?: Readonly<Record<string, unknown>>
    changes?: readonly { kind: string; id: string }[]
  }
  if (changes) return `Undo: ${changes.map((change) => titleOf(change.id) ?? change.kind).join(', ')}`
  const of = title ?? called ?? (id === undefined ? undefined : titleOf(id))
  const to = set?.['title'] ?? set?.['name']
  const text = typeof to === 'string' && to !== of ? ` to “${to}”` : ''
  return `${verbs[verb] ?? verb} ${kind}${of === undefined ? '' : ` “${of}”`}${text}`
}
