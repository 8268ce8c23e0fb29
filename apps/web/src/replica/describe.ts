import { limits } from '@muster/core/contract/limits.ts'
import type { MutationArgs } from '@muster/core/contract/schemas/mutations.ts'
import { tidyLine } from '@muster/core/domain/tidy-line.ts'
import { changes as messages } from '../messages/en/changes.ts'
import { words } from '../messages/words.ts'
import type { Pending } from './pending.ts'

const say = words('changes', messages)

const shownNotes = 200
const verbs = { create: 'create', delete: 'delete', restore: 'restore', transfer: 'move' } as const

/** What a change does to a task, where that is one thing; its name is told apart. */
const didOf = ({ set = {}, addLabels, removeLabels, addAssignees, removeAssignees, place }: Partial<MutationArgs['task.update@1']>) => {
  const did = [
    ...(Object.keys(set) as (keyof typeof set)[]).map((field) =>
      field === 'status' ? set.status : field === 'labelIds' ? 'labels' : field === 'assigneeIds' ? 'assignees' : field,
    ),
    ...(addLabels || removeLabels ? ['labels'] : []),
    ...(addAssignees || removeAssignees ? ['assignees'] : []),
    ...(place ? ['place'] : []),
  ]
  return did.length === 1 && did[0] !== 'title' ? did[0] : undefined
}

/** Of a change what is told of it in words. */
export type ToldChange = Pick<Pending, 'space' | 'name' | 'args'>

/** A change in plain words, for the list of what could not be saved. `nameOf` finds what a row is called now. */
export const describe = ({ space, name, args }: ToldChange, nameOf: (space: string, id: string) => string | undefined): string => {
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
  if (changes) {
    const names = changes.flatMap((change) => nameOf(space, change.id) ?? [])
    return names.length > 0 ? say('undo', { names: names.join(', ') }) : say('undo-some')
  }
  const about = id ?? taskId
  const of = title ?? called ?? (about === undefined ? undefined : nameOf(space, about))
  const to = set?.['title'] ?? set?.['name']
  if (notes !== undefined) {
    const text = `${notes.slice(0, shownNotes)}${notes.length > shownNotes ? ' …' : ''}`
    return of === undefined ? say('notes-gone', { text }) : say('notes', { name: of, text })
  }
  if (line !== undefined) {
    const typed = line.trim()
    if (of === undefined) return say(on ? 'tick-gone' : 'untick-gone', { line: typed })
    return say(on ? 'tick' : 'untick', { line: typed, name: of })
  }
  if (of === undefined) return typeof to === 'string' ? say('rename-gone', { kind, to }) : say('gone', { kind })
  if (typeof to === 'string' && to !== of) return say('rename', { kind, name: of, to })
  const did = name === 'task.update@1' ? didOf(args as Partial<MutationArgs['task.update@1']>) : undefined
  if (did !== undefined) return say('did', { did, name: of })
  return say(Object.hasOwn(verbs, verb) ? verbs[verb as keyof typeof verbs] : 'change', { kind, name: of })
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
