import { Compile } from 'typebox/compile'
import { limits } from '../../contract/limits.ts'
import * as schemas from '../../contract/schemas/documents.ts'
import type { AnyDoc, DocByKind, TaskDoc } from '../../contract/schemas/documents.ts'
import type { Kind } from '../../contract/kinds.ts'
import { foldName } from '../fold-name.ts'
import { labelNameId } from '../label-name-id.ts'
import { isGone } from '../is-gone.ts'
import type { Rows } from './naive-spaces.ts'

const shapes = {
  space: Compile(schemas.SpaceDoc),
  member: Compile(schemas.MemberDoc),
  membership: Compile(schemas.MembershipDoc),
  settings: Compile(schemas.SettingsDoc),
  folder: Compile(schemas.FolderDoc),
  list: Compile(schemas.ListDoc),
  section: Compile(schemas.SectionDoc),
  label: Compile(schemas.LabelDoc),
  labelName: Compile(schemas.LabelNameDoc),
  task: Compile(schemas.TaskDoc),
  notes: Compile(schemas.NotesDoc),
  invite: Compile(schemas.InviteDoc),
}
/** Rows that have the shape of their kind: those that can never change are looked at once. */
const shaped = new WeakSet<AnyDoc>()
const hasShape = (doc: AnyDoc): boolean => {
  if (shaped.has(doc)) return true
  const has = shapes[doc.kind].Check(doc)
  if (has && Object.isFrozen(doc)) shaped.add(doc)
  return has
}
const distinct = (ids: readonly string[]) => new Set(ids).size === ids.length

/** The tasks above one, nearest first; undefined where the line runs in a circle, or out of the space. */
export const lineAbove = (rows: Rows, task: TaskDoc): readonly TaskDoc[] | undefined => {
  const line: TaskDoc[] = []
  for (let id = task.parentId; id !== null;) {
    const parent = rows.get(`task:${id}`) as TaskDoc | undefined
    if (!parent || line.length > limits.depth) return undefined
    line.push(parent)
    id = parent.parentId
  }
  return line
}

/** Whatever docs/domain.md says is always so of the rows of a space, and is not so of these, in words. */
const breachesIn = (space: string, rows: Rows, membershipOf: (person: string) => DocByKind['membership'] | undefined): string[] => {
  const breaches: string[] = []
  const get = <K extends Kind>(kind: K, id: string) => rows.get(`${kind}:${id}`) as DocByKind[K] | undefined
  const all = <K extends Kind>(kind: K) => [...rows.values()].filter((doc) => doc.kind === kind) as DocByKind[K][]
  const must = (holds: boolean, words: string, doc?: AnyDoc) => {
    if (!holds) breaches.push(`${words}${doc ? `: ${JSON.stringify(doc)}` : ''}`)
  }

  for (const [key, doc] of rows) {
    must(key === `${doc.kind}:${doc.id}`, `a row under the key ${key}`, doc)
    must(hasShape(doc), 'a row has the shape of its kind', doc)
    if ('deletedAt' in doc) must((doc.deletedAt === null) === (doc.deletedBy === null), 'deleted by somebody, at an instant', doc)
  }

  for (const task of all('task')) {
    if (isGone(task)) {
      must(task.deletedAt !== null && task.parentId === null && task.listId === null && task.movedTo !== space, 'what was moved away stands nowhere', task)
      continue
    }
    must((task.parentId === null) !== (task.listId === null), 'a task is in a list, or below another task', task)
    must(task.parentId === null || task.sectionId === null, 'a subtask names no section', task)
    const line = lineAbove(rows, task)
    must(line !== undefined, 'the line above a task ends at a root', task)
    must((line?.length ?? 0) <= limits.depth, 'ten levels below a root at most', task)
    must(line?.every((above) => !isGone(above)) ?? false, 'a task moves with all that is below it', task)
    must(task.listId === null || get('list', task.listId) !== undefined, 'the list of a task exists', task)
    must(task.sectionId === null || get('section', task.sectionId)?.listId === task.listId, 'the section of a task is one of its list', task)
    must(distinct(task.labelIds) && task.labelIds.every((id) => get('label', id)), 'labels exist, and each is carried once', task)
    must(distinct(task.assigneeIds) && task.assigneeIds.every((id) => get('member', id)), 'whoever is assigned is or was a member', task)
    must((task.status === 'open') === (task.completedAt === null) && (task.status === 'open') === (task.completedBy === null), 'completed is stamped', task)
    const notes = get('notes', task.id)
    must(task.hasNotes === (notes !== undefined && !isGone(notes) && notes.text !== ''), 'a task knows whether it has notes', task)
  }
  for (const notes of all('notes')) {
    const task = get('task', notes.id)
    must(task !== undefined && (isGone(notes) || !isGone(task)), 'notes are where their task is', notes)
    must(!isGone(notes) || notes.text === '', 'no text stays behind', notes)
  }

  for (const section of all('section')) must(get('list', section.listId) !== undefined, 'the list of a section exists', section)
  for (const list of all('list')) must(list.folderId === null || get('folder', list.folderId) !== undefined, 'the folder of a list exists', list)

  const names = new Set<string>()
  for (const label of all('label')) {
    must(label.mergedInto === null || get('label', label.mergedInto)?.mergedInto === null, 'a merged label points to one that is not', label)
    if (label.mergedInto !== null || label.deletedAt !== null) continue
    const folded = foldName(label.name)
    must(!names.has(folded), 'labels of one name are one label', label)
    names.add(folded)
    must(get('labelName', labelNameId(label.name))?.labelId === label.id, 'a label is found by its name', label)
  }

  const doc = get('space', space)
  must(doc !== undefined, 'a space has its row')
  if (!doc) return breaches
  const members = all('member').filter(({ leftAt }) => leftAt === null)
  const owners = members.filter(({ role }) => role === 'owner').map(({ id }) => id)
  must(doc.memberCount === members.length, `the space counts its ${members.length} members`, doc)
  must(JSON.stringify(doc.owners.toSorted()) === JSON.stringify(owners.sort()), `the space names its owners, ${owners.join()}`, doc)
  must(owners.length > 0 === (doc.deletedAt === null), 'a space has an owner, a deleted one has none', doc)
  const inboxes = all('list').filter(({ inbox }) => inbox)
  if (doc.personal) {
    must(members.length === 1 && members[0]?.id === space && owners.length === 1, 'a personal space has one member', doc)
    const [inbox, ...more] = inboxes
    must(more.length === 0 && inbox?.name === 'Inbox' && inbox.deletedAt === null && inbox.folderId === null, 'the Inbox stays as it is', inbox)
  } else {
    must(inboxes.length === 0, 'only a personal space has an Inbox', doc)
    for (const member of all('member')) {
      const membership = membershipOf(member.id)
      must(membership !== undefined && (membership.leftAt === null) === (member.leftAt === null), 'who is a member is told so in their own space', member)
      must(member.leftAt !== null || membership?.role === member.role, 'and with the same role', member)
    }
  }
  return breaches
}

/** Every breach of the rules of life in these spaces. */
export const breachesOf = (spaces: ReadonlyMap<string, Rows>): readonly string[] =>
  [...spaces].flatMap(([space, rows]) =>
    breachesIn(space, rows, (person) => spaces.get(person)?.get(`membership:${space}`) as DocByKind['membership'] | undefined),
  )
