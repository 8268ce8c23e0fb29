import { createHash } from 'node:crypto'
import { limits } from '@muster/core/contract/limits.ts'
import type { Kind, Role } from '@muster/core/contract/kinds.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc, DocByKind } from '@muster/core/contract/schemas/documents.ts'
import type { Mutation } from '@muster/core/contract/schemas/sync.ts'
import { apply } from '@muster/core/domain/mutators.ts'
import { Refusal, type World } from '@muster/core/domain/world.ts'
import type { DocKey, JournaledMutation } from '../ports/store.ts'

/** The text that names a row within its space. */
export const keyOf = (kind: string, id: string): string => `${kind}:${id}`

/** Hash over name and arguments: the same id with another payload is refused. */
export const hashOf = (mutation: Pick<Mutation, 'name' | 'args'>): string =>
  createHash('sha256')
    .update(`${mutation.name}\n${JSON.stringify(mutation.args)}`)
    .digest('base64url')

/** Thrown by the world when a rule asks for a row that has not been read yet. */
class Missing extends Error {
  readonly key: DocKey
  constructor(key: DocKey) {
    super()
    this.key = key
  }
}

const changedFields = (old: AnyDoc | undefined, now: AnyDoc) => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(now)) {
    const was = (old as Record<string, unknown> | undefined)?.[field]
    if (field === 'rev' || JSON.stringify(was) === JSON.stringify(value)) continue
    before[field] = was ?? null
    after[field] = value
  }
  return { before, after }
}

/** The rows of one space as they were read, under the rows that the group has written so far. */
export interface Rows {
  readonly loaded: Map<string, AnyDoc | undefined>
  readonly draft: Map<string, AnyDoc>
}

export type Decision = { readonly needs: DocKey } | { readonly refusal: Refusal } | { readonly docs: readonly AnyDoc[]; readonly journaled: JournaledMutation }

/**
 * One mutation against the rows read so far; writes nothing. `needs` names a row that the rule asked for and
 * nobody has read: read it, and decide again.
 */
export const decide = (
  rows: Rows,
  where: { readonly space: string; readonly exists: boolean; readonly rev: number; readonly at: string },
  job: { readonly actor: string; readonly mutation: Mutation; readonly hash: string },
  wellFormed: (doc: AnyDoc) => boolean,
): Decision => {
  const { actor, mutation, hash } = job
  const read = <K extends Kind>(kind: K, id: string): DocByKind[K] | undefined => {
    const key = keyOf(kind, id)
    if (rows.draft.has(key)) return rows.draft.get(key) as DocByKind[K]
    if (!rows.loaded.has(key)) throw new Missing({ kind, id })
    return rows.loaded.get(key) as DocByKind[K] | undefined
  }
  const world: World = { get: read }
  try {
    const member = where.exists ? read('member', actor) : undefined
    if (!member || member.leftAt !== null) throw new Refusal('not_found', 'There is no such space.')
    const at = mutation.clientAt < where.at ? mutation.clientAt : where.at
    const changed = apply(mutation.name as InSpaceName, world, mutation.args, { space: where.space, actor, role: member.role as Role, at })
    if (changed.length > limits.mutationDocuments) throw new Refusal('too_many', 'One change may touch a thousand rows at most.')
    if (mutation.name === 'undo.apply@1' && !changed.every(wellFormed)) throw new Refusal('invalid', 'That is not what the field held.')
    const before: Record<string, unknown> = {}
    const after: Record<string, unknown> = {}
    const docs = changed.map((doc) => {
      const key = keyOf(doc.kind, doc.id)
      const fields = changedFields(rows.draft.get(key) ?? rows.loaded.get(key), doc)
      before[key] = fields.before
      after[key] = fields.after
      return { ...doc, rev: where.rev } as AnyDoc
    })
    return { docs, journaled: { id: mutation.id, name: mutation.name, actor, at: where.at, base: mutation.base, hash, before, after } }
  } catch (error) {
    if (error instanceof Missing) return { needs: error.key }
    if (error instanceof Refusal) return { refusal: error }
    throw error
  }
}
