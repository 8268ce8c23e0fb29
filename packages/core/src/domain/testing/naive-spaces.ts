import type { Kind } from '../../contract/kinds.ts'
import type { AnyDoc, DocByKind } from '../../contract/schemas/documents.ts'
import type { InSpaceName } from '../../contract/schemas/mutations.ts'
import { applyAcross, isAcross } from '../across.ts'
import { roleOf, type SpaceChange } from '../across/worlds.ts'
import { apply } from '../mutators.ts'
import type { World } from '../world.ts'

export type Rows = ReadonlyMap<string, AnyDoc>

/** A change as somebody asks for it in a space. */
export interface Asked {
  readonly space: string
  readonly actor: string
  readonly name: string
  readonly args: unknown
}

/** What is written is never changed in place: what was seen of it once is so for good. */
const frozen = <T>(value: T): T => {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) for (const part of Object.values(Object.freeze(value))) frozen(part)
  return value
}

/**
 * Spaces as plain maps, one change after another: no groups, no reading ahead, no journal. What a store and a replica
 * hold after the same changes in the same order is the same.
 */
export const createNaiveSpaces = () => {
  const spaces = new Map<string, Map<string, AnyDoc>>()
  const rowsOf = (space: string): Map<string, AnyDoc> => {
    const rows = spaces.get(space) ?? new Map<string, AnyDoc>()
    spaces.set(space, rows)
    return rows
  }
  const worldOf = (space: string): World => {
    const all = <K extends Kind>(kind: K) => [...rowsOf(space).values()].filter((doc) => doc.kind === kind) as DocByKind[K][]
    return {
      get: <K extends Kind>(kind: K, id: string) => rowsOf(space).get(`${kind}:${id}`) as DocByKind[K] | undefined,
      children: (taskId) => all('task').filter(({ parentId }) => parentId === taskId),
      all,
    }
  }
  return {
    spaces: spaces as ReadonlyMap<string, Rows>,
    rowsOf: rowsOf as (space: string) => Rows,
    write: (space: string, docs: readonly AnyDoc[], rev: number): void => {
      for (const doc of docs) rowsOf(space).set(`${doc.kind}:${doc.id}`, frozen({ ...doc, rev }))
    },
    /** What the change does to each space it touches; nothing is written. Throws `Refusal`. */
    decide: ({ space, actor, name, args }: Asked, at: string): readonly SpaceChange[] => {
      if (isAcross(name)) return applyAcross(name, worldOf, args, { space, actor, at, clientAt: at })
      const role = roleOf(worldOf(space).get('member', actor))
      return [{ space, docs: apply(name as InSpaceName, worldOf(space), args, { space, actor, role, at, clientAt: at }) }]
    },
  }
}
export type NaiveSpaces = ReturnType<typeof createNaiveSpaces>
