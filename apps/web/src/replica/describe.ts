import { limits } from '@muster/core/contract/limits.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import type { Pending } from './pending.ts'

const shownNotes = 200
const verbs: Readonly<Record<string, string>> = {
  create: 'Add',
  update: 'Change',
  delete: 'Delete',
  restore: 'Restore',
  set: 'Change',
  apply: 'Undo',
  transfer: 'Move',
}

/** A change in plain words, for the list of what could not be saved. `nameOf` finds what a row is called now. */
export const describe = (
  { space, name, args }: Pick<Pending, 'space' | 'name' | 'args'>,
  nameOf: (space: string, id: string) => string | undefined,
): string => {
  const [kind = '', verb = ''] = name.split('@')[0]?.split('.') ?? []
  const {
    id,
    taskId,
    title,
    name: called,
    set,
    changes,
    text: notes,
    line,
    on,
  } = (args ?? {}) as {
    id?: string
    taskId?: string
    text?: string
    line?: string
    on?: boolean
    title?: string
    name?: string
    set?: Readonly<Record<string, unknown>>
    changes?: readonly { kind: string; id: string }[]
  }
  if (changes) return `Undo: ${changes.map((change) => nameOf(space, change.id) ?? change.kind).join(', ')}`
  const about = id ?? taskId
  const of = title ?? called ?? (about === undefined ? undefined : nameOf(space, about))
  const to = set?.['title'] ?? set?.['name']
  if (notes !== undefined)
    return `Change notes${of === undefined ? '' : ` of “${of}”`} to “${notes.slice(0, shownNotes)}${notes.length > shownNotes ? ' …' : ''}”`
  if (line !== undefined) return `${on ? 'Tick' : 'Untick'} “${line.trim()}” in the notes${of === undefined ? '' : ` of “${of}”`}`
  const text = typeof to === 'string' && to !== of ? ` to “${to}”` : ''
  return `${verbs[verb] ?? verb} ${kind}${of === undefined ? '' : ` “${of}”`}${text}`
}

const oneLine = (text: string) => tidyLine(text.replace(/\s+/g, ' '))

interface Worded {
  readonly title?: unknown
  readonly name?: unknown
  readonly text?: unknown
  readonly set?: { readonly title?: unknown; readonly name?: unknown }
}

/** The text that somebody typed into a change, where there is one, and the change's arguments with other text. */
export const wordsOf = (args: unknown): { readonly text: string; readonly max: number; readonly with: (text: string) => unknown } | undefined => {
  const worded = (args ?? {}) as Worded
  for (const [field, max] of [
    ['title', limits.title],
    ['name', limits.name],
    ['text', limits.notes],
  ] as const)
    if (typeof worded[field] === 'string')
      return { text: worded[field], max, with: (text) => ({ ...worded, [field]: field === 'text' ? text : oneLine(text) }) }
  for (const [field, max] of [
    ['title', limits.title],
    ['name', limits.name],
  ] as const) {
    const text = worded.set?.[field]
    if (typeof text === 'string') return { text, max, with: (now) => ({ ...worded, set: { ...worded.set, [field]: oneLine(now) } }) }
  }
  return undefined
}
