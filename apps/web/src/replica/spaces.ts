import type { Role } from '@muster/core/contract/kinds.ts'
import type { AcrossName, InSpaceName } from '@muster/core/contract/schemas/mutations.ts'
import type { Written } from '@muster/core/domain/inverse.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import type { SpaceChange } from '@muster/core/domain/across/worlds.ts'
import type { World } from '@muster/core/domain/world.ts'
import { byPlace, type Answer, type Pending } from './pending.ts'
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
  /** What changes over several spaces did in each, as they were run the last time. */
  const did = new Map<string, readonly SpaceChange[]>()
  let rules: Rules | undefined
  /** What changes that are watched wrote, as they were run the last time. */
  const watched = new Map<string, Map<string, Written>>()
  /** While several spaces are replayed together. */
  let together = false

  const roleIn = (space: string): Role => (space === person ? 'owner' : (spaces.get(person)?.get('membership', space)?.role ?? 'viewer'))
  const nothing: World = { get: () => undefined }
  /** What a change does in each space. Where a part of it was pulled, its rule finds that in its way: what it did before still stands. */
  const partsOf = ({ id, space, name, args, clientAt }: Pending, { applyAcross }: Rules): readonly SpaceChange[] => {
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
  /** Gives what it does in its own space, and then puts what it does in others there. */
  const acrossRule = function* (change: Pending, rules: Rules): Iterable<AnyDoc> {
    const { id, space } = change
    const parts = partsOf(change, rules)
    did.set(id, parts)
    yield* parts.find((part) => part.space === space)?.docs ?? []
    for (const { space: other, docs } of parts) {
      // Only spaces that are here, or come to be by it: of other people's own spaces nothing is stored.
      const isMade = docs.some((doc) => doc.kind === 'space' && doc.id === other)
      if (other !== space && (spaces.has(other) || isMade)) of(other).putFromElsewhere(change, docs)
    }
  }
  const byRule =
    (space: string) =>
    (change: Pending, world: World): Iterable<AnyDoc> => {
      if (!rules) {
        wanted()
        return []
      }
      const { name, args, clientAt } = change
      if (rules.isAcross(name)) return acrossRule(change, rules)
      return rules.apply(name as InSpaceName, world, args, { space, actor: person, role: roleIn(space), at: clientAt, clientAt })
    }
  /** Where changes reach over several spaces, all changes of all spaces are run again in the order in which they were made. */
  const replayTogether = (): boolean => {
    const all = [...spaces.values()]
    if (!all.some((rows) => rows.fromElsewhere.size > 0 || rows.pending().some(({ name }) => rules?.isAcross(name)))) {
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
    together = true
    for (const rows of all) rows.start()
    for (const { run } of steps) run()
    together = false
    for (const rows of spaces.values()) rows.finish()
    return true
  }
  const of = (space: string): SpaceRows => {
    const known = spaces.get(space)
    if (known) return known
    const wrote = (change: string, was: AnyDoc | undefined, now: AnyDoc) => watched.get(change)?.set(`${space}/${now.kind}:${now.id}`, { space, was, now })
    const rows = createSpaceRows(space, signals, byRule(space), wrote, replayTogether)
    spaces.set(space, rows)
    if (together) rows.start()
    opened(rows)
    return rows
  }
  const replay = () => {
    if (!replayTogether()) for (const rows of spaces.values()) rows.replay()
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
      for (const rows of spaces.values())
        for (const { id } of rows.pending()) {
          const said = byId.get(id)
          const change = said && rows.answered(said)
          if (change) for (const other of spaces.values()) if (other !== rows) other.answeredElsewhere(change)
        }
      for (const rows of spaces.values()) rows.leave()
    },
    /** The server refused these: what they put elsewhere goes, too. */
    forget: (changes: ReadonlySet<string>) => {
      if ([...spaces.values()].map((rows) => rows.takeBack(changes)).includes(true)) replay()
    },
    /** From when on changes are run here; before, they are only stored and sent. */
    setRules: (learnt: Rules) => {
      rules = learnt
      replay()
    },
    replay,
    /** Rows of one space came: what reaches from others into it may run now. */
    replayAcross: replayTogether,
    /** The ids that a change brings into being in another space, as far as can be told here. */
    made: ({ id, space }: Pending): readonly string[] =>
      (did.get(id) ?? []).flatMap((part) => (part.space !== space && spaces.has(part.space) ? part.docs.map((doc) => doc.id) : [])),
  }
}
