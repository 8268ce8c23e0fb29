import type { Role } from '@muster/core/contract/kinds.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { Written } from '@muster/core/domain/inverse.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { World } from '@muster/core/domain/world.ts'
import type { Pending } from './pending.ts'
import type { Rules } from './rules.ts'
import type { Signals } from './signals.ts'
import { createSpaceRows, type SpaceRows } from './space-rows.ts'

/** The spaces of a person, and the changes that reach over more than one of them. */
export const createSpaces = (
  person: string,
  signals: Signals,
  opened: (rows: SpaceRows) => void,
  /** Called when a change is here before the rules are. */
  wanted: () => void = () => {},
) => {
  const spaces = new Map<string, SpaceRows>()
  const handed: (readonly [string, string, readonly AnyDoc[] | undefined])[] = []
  /** Which changes have put rows into other spaces, and into which. */
  const reach = new Map<string, ReadonlySet<string>>()
  let rules: Rules | undefined
  /** What changes that are watched wrote, as they were run the last time. */
  const watched = new Map<string, Map<string, Written>>()

  const roleIn = (space: string): Role => (space === person ? 'owner' : (spaces.get(person)?.get('membership', space)?.role ?? 'viewer'))
  const byRule =
    (space: string) =>
    (change: Pending, world: World): readonly AnyDoc[] => {
      if (!rules) {
        wanted()
        return []
      }
      const worlds = (id: string): World => (id === space ? world : { get: (kind, row) => spaces.get(id)?.before(change.id, kind, row) })
      const { name, args, clientAt } = change
      const context = { space, actor: person, role: roleIn(space), at: clientAt, clientAt }
      if (!rules.isAcross(name)) return rules.apply(name as InSpaceName, world, args, context)
      const parts = rules.applyAcross(name, worlds, args, context)
      for (const { space: other, docs } of parts) if (other !== space) handed.push([other, change.id, docs])
      return parts.find((part) => part.space === space)?.docs ?? []
    }
  const of = (space: string): SpaceRows => {
    const known = spaces.get(space)
    if (known) return known
    const wrote = (change: string, was: AnyDoc | undefined, now: AnyDoc) => watched.get(change)?.set(`${space}/${now.kind}:${now.id}`, { space, was, now })
    const rows = createSpaceRows(space, signals, byRule(space), wrote)
    spaces.set(space, rows)
    opened(rows)
    return rows
  }
  /** Puts what changes do in other spaces there. Called before anybody is told, so that nothing is seen halfway. */
  const settle = () => {
    // Each hand-over may let another change run differently; it comes to rest, and need not be waited for longer.
    for (let n = 0; n < 1_000; n++) {
      const next = handed.shift()
      if (!next) return
      const [space, change, docs] = next
      // Only spaces that are here, or come to be by it: of other people's own spaces nothing is stored.
      const made = docs?.some(({ kind, id }) => kind === 'space' && id === space)
      if (!spaces.has(space) && !made) continue
      reach.set(change, new Set([...(reach.get(change) ?? []), space]))
      of(space).setOptimistic(change, docs)
    }
  }
  return {
    of,
    roleIn,
    get: (space: string): SpaceRows | undefined => spaces.get(space),
    all: (): Iterable<SpaceRows> => spaces.values(),
    ids: (): readonly string[] => [...spaces.keys()],
    delete: (space: string) => void spaces.delete(space),
    settle,
    /** Remembers from now on what a change writes, until it is told. */
    watch: (change: string) => void watched.set(change, new Map()),
    /** What a watched change wrote in each space. */
    told: (change: string): readonly Written[] => {
      const written = [...(watched.get(change)?.values() ?? [])]
      watched.delete(change)
      return written
    },
    /** The server refused these: what they put elsewhere goes, too. */
    forget: (changes: ReadonlySet<string>) => {
      for (const change of changes) for (const space of reach.get(change) ?? []) handed.push([space, change, undefined])
    },
    /** From when on changes are run here; before, they are only stored and sent. */
    setRules: (learnt: Rules) => {
      rules = learnt
      for (const rows of spaces.values()) rows.replay()
    },
    /** Rows of one space came: what reaches from others into it may run now. */
    replayAcross: () => {
      for (const rows of spaces.values()) if (rows.pending().some(({ name }) => rules?.isAcross(name))) rows.replay()
    },
    /** The ids that a change brings into being in another space, as far as can be told here. */
    made: (change: Pending): readonly string[] => [...spaces.values()].flatMap((rows) => rows.optimisticIds(change.id)),
  }
}
