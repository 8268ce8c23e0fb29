import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import { apply } from '@muster/core/domain/mutators.ts'
import type { World } from '@muster/core/domain/world.ts'

export interface Pending {
  readonly id: string
  readonly name: InSpaceName
  readonly args: unknown
  readonly base: number
  readonly clientAt: string
  /** Set once the server answered "applied": it stays replayed until the replica has pulled that rev. */
  readonly appliedRev?: number
}

export type Rows = ReadonlyMap<string, AnyDoc>
export const rowKey = (kind: string, id: string) => `${kind}:${id}`

/** The rows that pending mutations change, on top of what was pulled. One that no longer applies is left to the server to refuse. */
export const rebase = (base: Rows, pending: readonly Pending[], person: string): Map<string, AnyDoc> => {
  const overlay = new Map<string, AnyDoc>()
  const world: World = { get: (kind, id) => (overlay.get(rowKey(kind, id)) ?? base.get(rowKey(kind, id))) as never }
  for (const { name, args, clientAt } of pending) {
    try {
      for (const doc of apply(name, world, args, { space: person, actor: person, role: 'owner', at: clientAt })) overlay.set(rowKey(doc.kind, doc.id), doc)
    } catch {
      // The server decides; its refusal is shown with the text kept.
    }
  }
  return overlay
}

/** What is still to be replayed at this rev: a mutation leaves once its own rev has been pulled, so nothing shows twice. */
export const unsettled = (pending: readonly Pending[], rev: number): Pending[] =>
  pending.filter(({ appliedRev }) => appliedRev === undefined || appliedRev > rev)

/**
 * What is pending after another tab changed the outbox. `known` are the ids that were safely stored before it was read:
 * one of them that is missing now has been settled, while one made since is not in `stored` yet and must stay.
 */
export const reread = (stored: readonly Pending[], now: readonly Pending[], known: ReadonlySet<string>): Pending[] => {
  const ids = new Set(stored.map(({ id }) => id))
  return [...stored, ...now.filter(({ id }) => !ids.has(id) && !known.has(id))]
}

/** After a history was replaced its revs mean nothing: what was answered is sent again under the same id. */
export const unanswered = (pending: readonly Pending[]): Pending[] =>
  pending.map((one) => {
    const { appliedRev: _, ...rest } = one
    return rest
  })
