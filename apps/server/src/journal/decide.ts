import { createHash } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { Role } from '@muster/core/contract/kinds.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { claimedAt } from '@muster/core/domain/instant.ts'
import { apply, mustBeAllowed } from '@muster/core/domain/mutators.ts'
import { Refusal } from '@muster/core/domain/world.ts'
import type { JournaledMutation } from '../ports/store.ts'
import { keyOf, Missing, worldOver, type Need, type Rows } from './rows.ts'
import type { Submitted } from './submitted.ts'

/** Hash over name and arguments: the same id with another payload is refused. */
export const hashOf = (mutation: Pick<Submitted, 'name' | 'args' | 'hash'>): string =>
  mutation.hash ??
  createHash('sha256')
    .update(`${mutation.name}\n${JSON.stringify(mutation.args)}`)
    .digest('base64url')

/** Of a new row `before` is empty. A field that a row has no more is kept as null: only `movedTo` comes and goes. */
const changedFields = (old: AnyDoc | undefined, now: AnyDoc) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const [was, is] = [(old ?? {}) as Record<string, unknown>, now as unknown as Record<string, unknown>]
  for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (field === 'rev' || JSON.stringify(was[field]) === JSON.stringify(is[field])) continue
    if (old) before[field] = was[field] ?? null
    after[field] = is[field] ?? null
  }
  return { before, after }
}

/** What a mutation changed in a space, as its journal keeps it, and the rows with the rev that they are committed at. */
export const recordChanges = (rows: Rows, changed: readonly AnyDoc[], rev: number) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const docs = changed.map((doc) => {
    const key = keyOf(doc.kind, doc.id)
    const fields = changedFields(rows.draft.get(key) ?? rows.loaded.get(key), doc)
    before[key] = fields.before
    after[key] = fields.after
    return { ...doc, rev } as AnyDoc
  })
  return { docs, before, after }
}

export type Decision = { readonly needs: Need } | { readonly refusal: Refusal } | { readonly docs: readonly AnyDoc[]; readonly journaled: JournaledMutation }

/**
 * One mutation against the rows read so far; writes nothing. `needs` names a row that the rule asked for and
 * nobody has read: read it, and decide again.
 */
export const decide = (
  rows: Rows,
  where: { readonly space: string; readonly exists: boolean; readonly rev: number; readonly at: string },
  job: { readonly actor: string; readonly mutation: Submitted; readonly hash: string },
  wellFormed: (doc: AnyDoc) => boolean,
): Decision => {
  const { actor, mutation, hash } = job
  const world = worldOver(rows)
  try {
    const member = where.exists ? world.get('member', actor) : undefined
    if (!member || member.leftAt !== null) throw new Refusal('not_found', 'There is no such space.')
    if (mutation.requires) {
      mustBeAllowed(mutation.name as InSpaceName, member.role)
      mutation.requires((kind, id) => world.get(kind, id))
    }
    const { space, at } = where
    const context = { space, actor, role: member.role as Role, at, clientAt: claimedAt(mutation.clientAt, at) }
    const changed = apply(mutation.name as InSpaceName, world, mutation.args, context)
    if (changed.length > limits.mutationDocuments) throw new Refusal('too_many', 'One change may touch a thousand rows at most.')
    if (mutation.name === 'undo.apply@1' && !changed.every(wellFormed)) throw new Refusal('invalid', 'That is not what the field held.')
    const { docs, before, after } = recordChanges(rows, changed, where.rev)
    return { docs, journaled: { id: mutation.id, name: mutation.name, actor, at: where.at, base: mutation.base, hash, before, after } }
  } catch (error) {
    if (error instanceof Missing) return { needs: error.need }
    if (error instanceof Refusal) return { refusal: error }
    throw error
  }
}
