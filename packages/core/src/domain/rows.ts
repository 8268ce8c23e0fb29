import type { Kind } from '../contract/kinds.ts'
import type { DocByKind } from '../contract/schemas/documents.ts'
import { refuse, type Context, type Stamp, type World } from './world.ts'

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

/** Whether the row was moved to another space: here it is gone for good. */
export const isMovedAway = (doc: object): boolean => 'movedTo' in doc && doc.movedTo !== undefined

/** The row; refuses `not_found`, and `gone` when it was moved to another space. */
export const found = <K extends Kind>(world: World, kind: K, id: string): DocByKind[K] => {
  const doc = world.get(kind, id) ?? refuse('not_found', `There is no such ${kind} here.`)
  return isMovedAway(doc) ? refuse('gone', `This ${kind} was moved to another space.`) : doc
}

/** The row, not in the trash; refuses `not_found` or `gone`. */
export const alive = <K extends Trashable>(world: World, kind: K, id: string): DocByKind[K] => {
  const doc = found(world, kind, id)
  return doc.deletedAt === null ? doc : refuse('gone', `This ${kind} is in the trash.`)
}

/** Refuses `exists` when the id is taken. */
export const free = (world: World, kind: Kind, id: string): void => {
  if (world.get(kind, id)) refuse('exists', `A ${kind} with this id exists.`)
}

/** Into the trash: marks one row, which covers what is below it. Twice changes nothing. */
export const trash = <K extends Trashable>(world: World, kind: K, id: string, context: Context): DocByKind[K][] => {
  const doc = found(world, kind, id)
  if (doc.deletedAt !== null) return []
  return [{ ...doc, deletedAt: context.at, deletedBy: context.actor, updatedAt: context.at, updatedBy: context.actor }]
}

/** Out of the trash. */
export const untrash = <K extends Trashable>(world: World, kind: K, id: string, context: Context): DocByKind[K][] => {
  const doc = found(world, kind, id)
  if (doc.deletedAt === null) return []
  return [{ ...doc, deletedAt: null, deletedBy: null, updatedAt: context.at, updatedBy: context.actor }]
}

/** New order keys for the siblings that exist; `self` is placed by the change itself. */
export const rekeyed = <K extends Trashable>(
  world: World,
  kind: K,
  rekey: readonly { id: string; order: string }[] | undefined,
  context: Stamp,
  self?: string,
): DocByKind[Trashable][] =>
  [...new Map((rekey ?? []).map(({ id, order }) => [id, order]))].flatMap(([id, order]) => {
    const doc = world.get(kind, id)
    return doc && id !== self && !isMovedAway(doc) ? edited(doc as DocByKind[Trashable], { order }, context) : []
  })
