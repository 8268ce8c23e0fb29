import type { BackPart } from '@muster/core/domain/inverse.ts'
import type { Left } from '@muster/core/domain/still-held.ts'
import type { Replica } from '../replica/replica.ts'

/** What somebody did to a row by changing a field, and what the field is called. */
const words: Readonly<Record<string, readonly [did: string, called: string]>> = {
  title: ['renamed it', 'title'],
  name: ['renamed it', 'name'],
  status: ['completed or reopened it', 'status'],
  priority: ['changed its priority', 'priority'],
  due: ['rescheduled it', 'date'],
  deadline: ['changed its deadline', 'deadline'],
  duration: ['changed its duration', 'duration'],
  labelIds: ['changed its labels', 'labels'],
  assigneeIds: ['assigned it anew', 'assignees'],
  text: ['changed its notes', 'notes'],
  place: ['moved it', 'place'],
  order: ['moved it', 'place'],
  deletedAt: ['deleted or restored it', 'place'],
  mergedInto: ['merged it', 'name'],
  color: ['recoloured it', 'colour'],
  emoji: ['changed its emoji', 'emoji'],
  sort: ['sorted it', 'order'],
  theme: ['changed it', 'theme'],
  accent: ['changed it', 'accent'],
  zone: ['changed it', 'time zone'],
  firstDay: ['changed it', 'first day'],
  language: ['changed it', 'language'],
  keys: ['changed them', 'keys'],
}
const joined = new Intl.ListFormat('en', { type: 'conjunction' })
const lowerFirst = (text: string) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
/** The rows and fields that a step is about. */
const aboutOf = (parts: readonly BackPart[]): readonly Left[] =>
  parts.flatMap((part): Left[] => {
    const { space } = part
    if (part.name === 'undo.apply@2')
      return part.args.changes.flatMap(({ kind, id, fields }) => Object.keys(fields).map((field) => ({ space, kind, id, field })))
    if (part.name === 'task.transfer@1') return [{ space, kind: 'task', id: part.args.id, field: 'place' }]
    return []
  })

/** What is said of a step that was taken back or done again: what of it was left, because who changed it since. */
export const backText = (
  replica: Replica,
  { label, parts }: { readonly label: string; readonly parts: readonly BackPart[] },
  left: readonly Left[],
  way: 'undo' | 'redo',
  did: boolean,
): string => {
  const done = way === 'undo' ? 'undone' : 'done again'
  const [first] = left
  if (!first) return `${way === 'undo' ? 'Undone' : 'Done again'}: ${lowerFirst(label)}`
  const rows = new Set(left.map(({ id }) => id))
  const about = aboutOf(parts)
  if (rows.size > 1 || new Set(about.map(({ id }) => id)).size > 1)
    return did
      ? `${way === 'undo' ? 'Undone' : 'Done again'}, but for ${rows.size} changed since: ${lowerFirst(label)}`
      : `Nothing was ${done}: ${rows.size} were changed since`
  const { space, kind, id } = first
  const row = replica.get(space, kind, id)
  if (!row) return `It is gone: nothing was ${done}`
  const fields = new Set(left.map(({ field }) => field))
  const by = row.updatedBy === replica.person ? 'You have' : `${replica.get(space, 'member', row.updatedBy)?.name ?? 'Somebody'} has`
  const dids = [...new Set([...fields].map((field) => words[field]?.[0] ?? 'changed it'))]
  const rest = [...new Set(about.filter(({ field }) => !fields.has(field)).map(({ field }) => words[field]?.[1] ?? 'rest'))]
  const said = `${by} ${joined.format(dids)} since`
  return did && rest.length > 0 ? `${said}; the ${joined.format(rest)} ${rest.length > 1 ? 'were' : 'was'} ${done}` : `${said}: nothing was ${done}`
}
