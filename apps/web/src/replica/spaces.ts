import type { Role } from '@muster/core/contract/kinds.ts'
import type { InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { Written } from '@muster/core/domain/inverse.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { World } from '@muster/core/domain/world.ts'
import type { Across } from './across.ts'
import { beforeRules } from './before-rules.ts'
import type { Answer, Pending } from './pending.ts'
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
  let rules: Rules | undefined
  let across: Across | undefined
  /** What changes that are watched wrote, as they were run the last time. */
  const watched = new Map<string, Map<string, Written>>()
  const roleIn = (space: string): Role => (space === person ? 'owner' : (spaces.get(person)?.get('membership', space)?.role ?? 'viewer'))
  const byRule =
    (space: string) =>
    (change: Pending, world: World): Iterable<AnyDoc> => {
      if (!rules || !across) {
        wanted()
        return beforeRules(change, world)
      }
      const { name, args, clientAt } = change
      if (rules.isAcross(name)) return across.run(change)
      return rules.apply(name as InSpaceName, world, args, { space, actor: person, role: roleIn(space), at: clientAt, clientAt })
    }
  const replayAcross = () => across?.replay() ?? false
  const of = (space: string): SpaceRows => {
    const known = spaces.get(space)
    if (known) return known
    const wrote = (change: string, was: AnyDoc | undefined, now: AnyDoc) => watched.get(change)?.set(`${space}/${now.kind}:${now.id}`, { space, was, now })
    const rows = createSpaceRows(space, signals, byRule(space), wrote, replayAcross)
    spaces.set(space, rows)
    opened(rows)
    return rows
  }
  const replay = () => {
    if (!replayAcross()) for (const rows of spaces.values()) rows.replay()
  }
  return {
    of,
    roleIn,
    get: (space: string): SpaceRows | undefined => spaces.get(space),
    all: (): Iterable<SpaceRows> => spaces.values(),
    ids: (): readonly string[] => [...spaces.keys()],
    delete: (space: string) => void spaces.delete(space),
    /** Remembers from now on what a change writes, until it is told. */
    watch: (change: string) => void watched.set(change, new Map()),
    /** What a watched change wrote in each space. */
    told: (change: string): readonly Written[] => {
      const written = [...(watched.get(change)?.values() ?? [])]
      watched.delete(change)
      return written
    },
    /** The server took these: each stays until what it did is pulled, here and where it reached. */
    answered: (answers: readonly Answer[]) => {
      const byId = new Map(answers.map((one) => [one.id, one]))
      for (const rows of spaces.values()) for (const change of rows.answered(byId)) if (change.also) spaces.get(change.also.space)?.answeredElsewhere(change)
      for (const rows of spaces.values()) rows.leave()
    },
    /** The server refused these: what they put elsewhere goes, too. */
    forget: (changes: ReadonlySet<string>) => {
      if ([...spaces.values()].map((rows) => rows.takeBack(changes)).includes(true)) replay()
    },
    /** From when on changes are run here; before, they are only stored and sent. */
    setRules: (learnt: Rules) => {
      rules = learnt
      across = learnt.createAcross(person, spaces, of, roleIn)
      replay()
    },
    replay,
    /** Rows of one space came: what reaches from others into it may run now. */
    replayAcross,
    /** The ids that a change brings into being in another space, as far as can be told here. */
    made: (change: Pending): readonly string[] => across?.made(change) ?? [],
  }
}
