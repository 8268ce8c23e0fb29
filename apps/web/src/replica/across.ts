import type { Role } from '@muster/core/contract/kinds.ts'
import type { AcrossName } from '@muster/core/contract/schemas/mutations.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { applyAcross, isAcross } from '@muster/core/domain/across.ts'
import type { SpaceChange } from '@muster/core/domain/across/worlds.ts'
import type { World } from '@muster/core/domain/world.ts'
import { byPlace, type Pending } from './pending.ts'
import type { SpaceRows } from './space-rows.ts'

const nothing: World = { get: () => undefined }

/** The changes that reach over more than one space of a person: run, and run again over all of them. */
export const createAcross = (
  person: string,
  spaces: ReadonlyMap<string, SpaceRows>,
  /** The rows of a space, which may only come to be by it. */
  of: (space: string) => SpaceRows,
  roleIn: (space: string) => Role,
) => {
  /** What they did in each space, as they were run the last time. */
  const did = new Map<string, readonly SpaceChange[]>()
  let replaying = false

  /** What a change does in each space. Where a part of it was pulled, its rule finds that in its way: what it did before still stands. */
  const partsOf = ({ id, space, name, args, clientAt }: Pending): readonly SpaceChange[] => {
    const before = did.get(id)
    const context = { space, actor: person, role: roleIn(space), at: clientAt, clientAt }
    try {
      const parts = applyAcross(name as AcrossName, (other) => spaces.get(other)?.world ?? nothing, args, context)
      return parts.length > 0 ? parts : (before ?? parts)
    } catch (error) {
      if (before) return before
      throw error
    }
  }
  /** The spaces that a change reaches into beside its own. Only those that are here, or come to be by it: of other people's own spaces nothing is stored. */
  const elsewhere = ({ id, space }: Pending) =>
    (did.get(id) ?? []).filter(
      (part) => part.space !== space && (spaces.has(part.space) || part.docs.some((doc) => doc.kind === 'space' && doc.id === part.space)),
    )
  return {
    /** Gives what a change does in its own space, and then puts what it does in others there. Throws `Refusal`. */
    run: function* (change: Pending): Iterable<AnyDoc> {
      const parts = partsOf(change)
      did.set(change.id, parts)
      yield* parts.find(({ space }) => space === change.space)?.docs ?? []
      for (const { space, docs } of elsewhere(change)) {
        const rows = of(space)
        // Not there when the others were begun.
        if (replaying) rows.start()
        rows.putFromElsewhere(change, docs)
      }
    },
    /** Where such changes are on their way, runs all changes of all spaces again in the order in which they were made. False where none is. */
    replay: (): boolean => {
      const all = [...spaces.values()]
      if (!all.some((rows) => rows.fromElsewhere.size > 0 || rows.pending().some(({ name }) => isAcross(name)))) {
        did.clear()
        return false
      }
      const own = all.flatMap((rows) => rows.pending().map((change) => ({ change, run: () => rows.run(change) })))
      const here = new Set(own.map(({ change }) => change.id))
      // Pulled where they were posted to, and not where they reach.
      const rest = all.flatMap((rows) =>
        [...rows.fromElsewhere.values()].flatMap(({ change, docs }) => (here.has(change.id) ? [] : { change, run: () => rows.putFromElsewhere(change, docs) })),
      )
      const steps = [...own, ...rest].sort((a, b) => byPlace(a.change, b.change))
      const left = new Set(steps.map(({ change }) => change.id))
      for (const id of did.keys()) if (!left.has(id)) did.delete(id)
      replaying = true
      for (const rows of all) rows.start()
      for (const { run } of steps) run()
      replaying = false
      for (const rows of spaces.values()) rows.finish()
      return true
    },
    /** The ids that a change brings into being in another space, as far as can be told here. */
    made: (change: Pending): readonly string[] => elsewhere(change).flatMap(({ docs }) => docs.map((doc) => doc.id)),
  }
}
export type Across = ReturnType<typeof createAcross>
