import type { Kind } from '@muster/core/contract/kinds.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import type { AnyDoc, LabelDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { PendingStore } from './pending.ts'
import type { Bound } from './ticket.ts'
import type { View, Viewed } from './view.ts'
import type { ViewOver, ViewedOver } from './view-over.ts'

/** Where a space's journal stands. `tag` is random: after a restored backup the same `rev` has another tag. */
export interface Head {
  readonly rev: number
  readonly tag: string
  /** The highest rev whose entry has been forgotten; left out while none has, and by who names a rev of which that is not known. */
  readonly horizon?: number
}

/** Whether two heads are of one state: rev and tag. */
export const sameHead = (a: Head | undefined, b: Head | undefined): boolean => a?.rev === b?.rev && a?.tag === b?.tag

export interface JournaledMutation {
  readonly id: string
  readonly name: string
  readonly actor: string
  readonly at: string
  readonly base: number
  /** Hash over name and arguments: the same id with another payload is refused. */
  readonly hash: string
  /** The changed fields of each row the mutation touched, keyed `kind:id`; of a row that it made, `before` holds none. */
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

export interface JournalEntry {
  readonly space: string
  readonly rev: number
  readonly tag: string
  readonly mutations: readonly JournaledMutation[]
  /** The names of what is to be done once it is committed, in order; left out where there is nothing. */
  readonly effects?: readonly string[]
}

/** One space's share of a commit: the entry that follows its head, and the rows as they are afterwards. */
export interface CommitPart {
  readonly entry: JournalEntry
  /** The tag of the head that it was decided on. */
  readonly onto?: string
  readonly docs: readonly AnyDoc[]
  /** The horizon of the head that was decided on, 0 for none: when it has moved, an id that was not known may have been forgotten. Left out, it is not compared. */
  readonly horizon?: number
}

export interface RecordWrite {
  readonly table: RecordTable
  readonly key: string
  readonly owner: string
  readonly value: unknown
}

/** Small collections beside the spaces, each unique on its key. */
export type RecordTable = 'users' | 'emails' | 'sessions' | 'keys' | 'tokens' | 'mails' | 'instance'
/** Those that are found by whose they are. */
export type OwnedTable = Exclude<RecordTable, 'instance'>

export interface StoredRecord {
  readonly value: unknown
  readonly version: number
}

export interface KeyedRecord extends StoredRecord {
  readonly key: string
}
export type RecordVersion = Pick<KeyedRecord, 'key' | 'version'>

/** Mutation ids are unique per space and actor. */
export interface MutationKey {
  readonly actor: string
  readonly id: string
}

export interface KnownMutation {
  readonly rev: number
  readonly hash: string
}

/**
 * What a group of changes is decided on: one state of a space, which lasts. A commit that it does not show yet, since it may still be undone, is
 * a conflict. `latest`, it shows that as well, and may be of several states: of the head, and then of later ones, of which a commit onto the
 * head tells. What is known lasts in any case.
 */
export interface Ground {
  readonly head: Head | undefined
  /** What the journal knows of each pair, in the order asked. */
  readonly known: readonly (KnownMutation | undefined)[]
  readonly docs: readonly AnyDoc[]
  /** Reads on for the same decision: of the same state, or of one of which the rows, or the commit, tell that it is newer. */
  readonly reads: Reads
}
export interface AskedGround {
  readonly pairs: readonly MutationKey[]
  readonly keys: readonly DocKey[]
  /** For a space that others write to, too. */
  readonly latest?: boolean
}
/** What rules ask of one space. */
export type Reads = Pick<Store, 'docs' | 'children' | 'all' | 'countKind' | 'merged'>

/**
 * Where a task stands among its siblings: below a task, or in a section of a list, or in the list outside of all sections. Or what
 * shares one order within a folder (lists), a list (sections) or neither ('').
 */
export type Siblings =
  | { readonly parentId: string }
  | { readonly listId: string; readonly sectionId: string | null }
  | { readonly kinds: readonly ('folder' | 'list' | 'section' | 'label')[]; readonly within: string }

export interface FoundIn {
  readonly space: string
  readonly doc: AnyDoc
}

/** The store cannot be used as it is; the message says what to do. */
export class StoreRefused extends Error {}

/** The store does not answer for now. `unknown` when it is not known whether what was asked took place. */
export class StoreUnavailable extends Error {
  readonly unknown: boolean
  constructor(unknown: boolean) {
    super(unknown ? 'the outcome of a commit is not known' : 'the store does not answer')
    this.unknown = unknown
  }
}

/** The disk is full: nothing was written. */
export class StoreFull extends Error {}

/** What the store holds is damaged, or gone: nothing was written. The message is for whoever runs it. */
export class StoreDamaged extends Error {}

/**
 * Laws, each with a case in `adapters/contracts/store.ts`, which every adapter sits in full:
 * 1. `commit` writes all of its parts and records, durably, or nothing; what it answered `committed` for is there after a restart.
 * 2. A part is written only when its entry's rev is exactly one above the stored head, and `onto`, where it is given, that
 *    head's tag (a head that was read and then undone by a fail-over may come again with another); else the whole commit is a conflict.
 *    So revs have no gap, and of many who extend one head one does.
 * 3. What `view` labels with a head, and `viewOver` with heads, is the state of that head, or of all those heads at one moment, whole,
 *    whatever is committed meanwhile. Pages of changes
 *    come in the order of (rev, kind, id) with no upper bound: a row changed between two pages comes again, at its new place.
 *    Tasks come by their path as they are at that head: each that belongs there once, none else, in the order of the path.
 *    Ranges of ids that touch hold every row of the kind once, whatever is committed between reading one and another.
 * 4. A record is inserted only when its key is free; else the whole commit is a conflict.
 * 5. `replace` writes only when the stored version is the one given: one of many racing wins.
 * 6. A row is known by space, kind and id, a mutation by space, actor and id: one space can neither collide with another nor tell of it.
 * 7. A read begins after it was asked for: what was committed before is seen. Who reads the head first, and then what it
 *    decides on, has read a state at least as new as that head; if it is newer, the commit is a conflict. A ground is of one state
 *    unless the latest is asked for, and shows what was acknowledged before it was asked for. A head may be told while its
 *    commit is still under way: a view is as new as that where it is asked to be (`since`), and as what was acknowledged in any case.
 * 8. Every read of a request is by key or by index. Documents of an older schema version come lifted.
 * 9. What is forgotten leaves everything above the horizon as it was: entries, the ids that they made known, and rows. A part that was
 *    decided under another horizon is a conflict. The newest entry of a space is never forgotten.
 * 10. What is removed was at the rev, or the version, that it was asked to be removed at.
 * 11. What is read or committed within a bound ends with it, and counts against it what it read.
 * Laws 12 to 15 are those of `PendingStore`.
 * Whatever cannot be reached throws `StoreUnavailable`; a full disk throws `StoreFull`, damage `StoreDamaged`.
 */
export interface Store extends PendingStore {
  /** The head of a space; undefined when the space does not exist. */
  head(space: string, bound?: Bound): Promise<Head | undefined>
  /** The heads of those spaces that exist, in one read. */
  heads(spaces: readonly string[], bound?: Bound): Promise<ReadonlyMap<string, Head>>
  /**
   * Runs a view over the state of one head, the newest; undefined when the space does not exist. The view is run once, or again
   * from its beginning.
   * - `watched`: it tells whether it still holds, where the store can know that; what is let go tells that it does not
   * - `since`: it waits for that rev, which `head` has told: a view is of what lasts, and a head may be told before
   */
  view<T>(space: string, plan: () => View<T>, bound?: Bound, how?: { readonly watched?: boolean; readonly since?: number }): Promise<Viewed<T> | undefined>
  /**
   * Runs a view over one state of several spaces: what it reads is of one moment in all of them, the newest heads of those that exist
   * too. It is run once, or again from its beginning, and waits for the heads of `since` as `view` does for a rev.
   */
  viewOver<T>(spaces: readonly string[], plan: () => ViewOver<T>, bound?: Bound, since?: ReadonlyMap<string, Head>): Promise<ViewedOver<T>>
  /** The rows that exist among those, in no order. */
  docs(space: string, keys: readonly DocKey[], bound?: Bound): Promise<readonly AnyDoc[]>
  /** The row of one kind and id in each of the spaces that has it, in no order, in one read. */
  docIn(spaces: readonly string[], key: DocKey, bound?: Bound): Promise<readonly FoundIn[]>
  /** The order key of the last among siblings that are not in the trash (below a task, those in the trash too); undefined when there is none. */
  lastOrder(space: string, siblings: Siblings, bound?: Bound): Promise<string | undefined>
  /** The ids of a kind in their order, from after `after` on, `limit` at most. */
  ids(space: string, kind: Kind, after: string, limit: number, bound?: Bound): Promise<readonly string[]>
  /** The rows of a kind, in no order, `atMost` of them: for small kinds, and for tests. */
  all(space: string, kind: Kind, atMost?: number, bound?: Bound): Promise<readonly AnyDoc[]>
  /** How many rows of a kind there are, counted up to `atMost`: of folders, lists, sections, labels and invitations those that are not deleted, of other kinds all. */
  countKind(space: string, kind: Kind, atMost: number, bound?: Bound): Promise<number>
  /** The tasks right below any of the parents, those in the trash too, by index and in no order; `limit` at most. */
  children(space: string, parents: readonly string[], limit: number, bound?: Bound): Promise<readonly TaskDoc[]>
  /** Labels that were merged into any of some, whatever became of them, by index and in no order; `limit` at most. */
  merged(space: string, into: readonly string[], limit: number, bound?: Bound): Promise<readonly LabelDoc[]>
  /** Reads what a group is decided on, all of it in one read, and runs `decide` with it, once. */
  ground<T>(space: string, asked: AskedGround, decide: (ground: Ground) => Promise<T>, bound?: Bound): Promise<T>
  /** What the journal knows of each pair, in the order asked. */
  knownMany(space: string, pairs: readonly MutationKey[], bound?: Bound): Promise<readonly (KnownMutation | undefined)[]>
  /** Those of the spaces whose journal knows a pair. */
  knownIn(spaces: readonly string[], pair: MutationKey, bound?: Bound): Promise<ReadonlySet<string>>
  /** Whether the journal of the space knows this pair. Rev 0 is known to every space. */
  knows(space: string, head: Head, bound?: Bound): Promise<boolean>
  /** One entry of the journal, as it was committed. */
  entry(space: string, rev: number): Promise<JournalEntry | undefined>
  /** Throws `StoreUnavailable` with `unknown` when it could not be learnt whether it took place: ask what is known, and decide again. */
  commit(parts: readonly CommitPart[], records?: readonly RecordWrite[], bound?: Bound): Promise<'committed' | 'conflict'>
  record(table: RecordTable, key: string, bound?: Bound): Promise<StoredRecord | undefined>
  /** Those of many records that exist, by key, in one read. */
  records(table: RecordTable, keys: readonly string[], bound?: Bound): Promise<ReadonlyMap<string, StoredRecord>>
  /** Whether the key was free. Throws `StoreUnavailable` with `unknown` when it may have been written. */
  insert(write: RecordWrite, bound?: Bound): Promise<boolean>
  /** Whether that version was the stored one. Throws as `insert`. */
  replace(table: RecordTable, key: string, version: number, value: unknown, bound?: Bound): Promise<boolean>
  count(table: RecordTable): Promise<number>
  /** Records in the order of their keys, from after `after`; for the owner of the machine, not for requests. */
  list(table: RecordTable, after: string, limit: number): Promise<readonly KeyedRecord[]>
  /** Records that belong to somebody, by index and in no order; `limit` at most. */
  owned(table: OwnedTable, owner: string, limit: number, bound?: Bound): Promise<readonly KeyedRecord[]>
  /** Spaces that exist, in the order of their ids, from after `after`: for what goes over all of them, not for requests. */
  spaces(after: string, limit: number): Promise<readonly string[]>
  /**
   * Forgets the oldest entries of a space as long as each was written before `before` (an instant), with the ids that they made known,
   * and moves the horizon with them. No more than `limit` entries, and no more ids than that by more than one entry's.
   * @returns how many entries; none also when somebody commits at that very moment
   */
  forget(space: string, before: string, limit: number): Promise<number>
  /** Rows in the trash that were deleted at `until` (an instant) or before and have not gone for good, by index, the oldest first. */
  trashed(space: string, until: string, limit: number): Promise<readonly AnyDoc[]>
  /** Rows that went out of the trash for good at `until` or before, by index, the oldest first. */
  purged(space: string, until: string, limit: number): Promise<readonly AnyDoc[]>
  /** Removes those rows that are still at their rev. The head stays: for rows that nobody is shown any more. */
  remove(space: string, docs: readonly Pick<AnyDoc, 'kind' | 'id' | 'rev'>[]): Promise<void>
  /** Removes those records that are still of their version. */
  removeRecords(table: RecordTable, records: readonly RecordVersion[]): Promise<void>
  /** Reads the way requests do; throws what they would meet. Once damage was met it throws `StoreDamaged`. */
  usable(): Promise<void>
  close(): Promise<void>
}
