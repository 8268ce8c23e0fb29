import type { Kind } from '../contract/kinds.ts'
import { limits } from '../contract/limits.ts'
import type { DocByKind } from '../contract/schemas/documents.ts'
import { count, get, getMany, type Rule } from './ask.ts'
import { isGone } from './is-gone.ts'
import { refuse, type Context, type Stamp } from './world.ts'

type Trashable = 'task' | 'list' | 'section' | 'folder' | 'label'

/** The fields that every new row carries. The rev is set by the journal. */
export const born = (id: string, { actor, at, clientAt }: Stamp) => ({
  id,
  rev: 0,
  v: 1,
  createdAt: clientAt,
  createdBy: actor,
  updatedAt: at,
  updatedBy: actor,
})

/** The row with some fields replaced, or nothing when that changes nothing. */
export const edited = <D extends DocByKind[Kind]>(doc: D, set: Partial<D>, { actor, at }: Stamp): D[] =>
  Object.entries(set).every(([field, value]) => JSON.stringify((doc as Record<string, unknown>)[field]) === JSON.stringify(value))
    ? []
    : [{ ...doc, ...set, updatedAt: at, updatedBy: actor }]

/** The row that was read; refuses `not_found`, and `gone` when it has gone for good. */
export const mustExist = <K extends Kind>(doc: DocByKind[K] | undefined, kind: K): DocByKind[K] => {
  if (!doc) return refuse('not_found', `There is no such ${kind} here.`)
  return isGone(doc) ? refuse('gone', 'movedTo' in doc ? `This ${kind} was moved to another space.` : `This ${kind} was deleted for good.`) : doc
}

/** The row that was read, not in the trash; refuses `not_found` or `gone`. */
export const mustLive = <K extends Trashable>(doc: DocByKind[K] | undefined, kind: K): DocByKind[K] => {
  const there = mustExist(doc, kind)
  return there.deletedAt === null ? there : refuse('gone', `This ${kind} is in the trash.`)
}

/** Reads the row; refuses as `mustExist`. */
export const found = function* <K extends Kind>(kind: K, id: string): Rule<DocByKind[K]> {
  return mustExist(yield* get(kind, id), kind)
}

/** Reads the row, not in the trash; refuses as `mustLive`. */
export const alive = function* <K extends Trashable>(kind: K, id: string): Rule<DocByKind[K]> {
  return mustLive(yield* get(kind, id), kind)
}

/** Refuses `exists` when the id is taken. */
export const free = function* (kind: Kind, id: string): Rule<void> {
  if (yield* get(kind, id)) refuse('exists', `A ${kind} with this id exists.`)
}

/** Refuses `too_many` when a space holds as many of a kind as it can; those in the trash, and those that have gone, do not count. */
export const room = function* (kind: Kind, atMost: number, called: string): Rule<void> {
  if ((yield* count(kind, atMost)) >= atMost) refuse('too_many', `A space holds ${atMost} ${called} at most.`)
}
/** What a space holds so many of, and how many. */
const rooms = {
  folder: [limits.foldersPerSpace, 'folders'],
  list: [limits.listsPerSpace, 'lists'],
  section: [limits.sectionsPerSpace, 'sections'],
  label: [limits.labelsPerSpace, 'labels'],
} as const
/** The same for one more of a kind that can be in the trash. */
export const roomFor = function* (kind: keyof typeof rooms): Rule<void> {
  const [atMost, called] = rooms[kind]
  yield* room(kind, atMost, called)
}

/** Into the trash: marks one row, which covers what is below it. Twice changes nothing. */
export const trash = function* <K extends Trashable>(kind: K, id: string, context: Context): Rule<DocByKind[K][]> {
  const doc = yield* found(kind, id)
  if (doc.deletedAt !== null) return []
  return [{ ...doc, deletedAt: context.at, deletedBy: context.actor, updatedAt: context.at, updatedBy: context.actor }]
}

/** Out of the trash; where a space holds so many of the kind, only while there is room. */
export const untrash = function* <K extends Trashable>(kind: K, id: string, context: Context): Rule<DocByKind[K][]> {
  const doc = yield* found(kind, id)
  if (doc.deletedAt === null) return []
  if (kind !== 'task') yield* roomFor(kind)
  return [{ ...doc, deletedAt: null, deletedBy: null, updatedAt: context.at, updatedBy: context.actor }]
}

/** New order keys for the siblings that exist; `self` is placed by the change itself. */
export const rekeyed = function* <K extends Trashable>(
  kind: K,
  rekey: readonly { id: string; order: string }[] | undefined,
  context: Stamp,
  self?: string,
): Rule<DocByKind[Trashable][]> {
  const orders = new Map((rekey ?? []).map(({ id, order }) => [id, order]))
  if (self !== undefined) orders.delete(self)
  return (yield* getMany(kind, [...orders.keys()])).flatMap((doc) =>
    isGone(doc) ? [] : edited(doc as DocByKind[Trashable], { order: orders.get(doc.id) ?? doc.order }, context),
  )
}
