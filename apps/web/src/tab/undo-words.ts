import type { BackPart } from '@muster/core/domain/inverse.ts'
import type { Left } from '@muster/core/domain/still-held.ts'
import { undo as messages } from '../messages/en/undo.ts'
import { words } from '../messages/words.ts'
import type { Replica } from '../replica/replica.ts'

const say = words('undo', messages)

/** What somebody did to a row by changing a field; what is not here is named by the field itself, or not more closely. */
const dids = { name: 'title', labelIds: 'labels', assigneeIds: 'assignees', order: 'place', deletedAt: 'trash', mergedInto: 'merged', text: 'notes' } as const
const named = ['title', 'status', 'priority', 'due', 'deadline', 'duration', 'place', 'color', 'emoji', 'sort'] as const
const didOf = (field: string) => (Object.hasOwn(dids, field) ? dids[field as keyof typeof dids] : (named.find((one) => one === field) ?? 'other'))
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
  const done = way === 'undo' ? 'undone' : 'redone'
  const [first] = left
  if (!first) return say(done, { step: label })
  const rows = new Set(left.map(({ id }) => id))
  const about = aboutOf(parts)
  if (rows.size > 1 || new Set(about.map(({ id }) => id)).size > 1)
    return did ? say(`${done}-but`, { count: rows.size, step: label }) : say(`none-${done}`, { count: rows.size })
  const { space, kind, id } = first
  const row = replica.get(space, kind, id)
  if (!row) return say(`gone-${done}`)
  const fields = new Set(left.map(({ field }) => field))
  const name = replica.get(space, 'member', row.updatedBy)?.name
  const who = row.updatedBy === replica.person ? 'me' : name === undefined ? 'somebody' : 'other'
  const ways = new Set([...fields].map(didOf))
  const [only] = ways
  const what = ways.size > 1 || only === undefined ? 'several' : only
  const rest = did && about.some(({ field }) => !fields.has(field))
  return `${say(`by-${what}`, { who, name: name ?? '' })} ${say(rest ? `rest-${done}` : `nothing-${done}`)}`
}
