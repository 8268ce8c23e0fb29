import type { Kind } from '@muster/core/contract/kinds.ts'
import type { AnyDoc, LabelDoc, MemberDoc, TaskDoc } from '@muster/core/contract/schemas/documents.ts'
import type { DocKey } from '@muster/core/domain/ask.ts'
import {
  StoreUnavailable,
  type CommitPart,
  type FoundIn,
  type Head,
  type JournalEntry,
  type MutationKey,
  type Reads,
  type RecordTable,
  type RecordVersion,
  type RecordWrite,
  type Store,
  type StoredRecord,
} from '../../ports/store.ts'
import type { Bound } from '../../ports/ticket.ts'
import type { Ask, ShelfAsk, TaskRow } from '../../ports/view.ts'
import type { AskOver, TaskIn } from '../../ports/view-over.ts'
import { lift } from '../lift.ts'
import { countedShelf, mergedShelves, shelfIn, shelfKeys, shelfRange, shelfSpot } from '../shelves.ts'
import { putAssigned } from './assigned.ts'
import { createCommits } from './commits.ts'
import { heedFaults, parseStored } from './faults.ts'
import { createMemberRows } from './member-rows.ts'
import { openDatabase } from './open.ts'
import { createPendingRows } from './pending.ts'
import { prepareStatements, type StoredEntry } from './statements.ts'
import { findAssignedTasks, findLast, findTasks, putTask } from './tasks.ts'
import { deletedKey, purgedKey, trashKey } from './trash-key.ts'
import { createWatch } from './watch.ts'

/** Thrown inside the transaction to roll it back; never leaves this file. */
class Conflict extends Error {}

/** The same: who wants to note what was reached holds the lease no more. */
class Lost extends Error {}

/** Sorts above all ids. */
const aboveIds = '~'

/** Heads that are cached: this process is the only writer, so what it wrote last is what stands. */
const cachedHeads = 50_000

const keyed = ({ key, json, version }: { key: string; json: string; version: number }) => ({ key, version, value: parseStored(json) as unknown })

type SqliteStore = Store & { readonly database: ReturnType<typeof openDatabase> }

/** The store of the embedded shape: one file, one process, one writer. */
export const createSqliteStore = (file: string): SqliteStore => heedFaults(openStore(file), file)

const openStore = (file: string): Omit<SqliteStore, 'usable'> => {
  const db = openDatabase(file)
  const sql = prepareStatements(db)
  const watch = createWatch()
  const members = createMemberRows()
  const commits = createCommits(db)
  const pending = createPendingRows(sql)
  // Whoever held a lease here is gone: one process has the file.
  sql.letGo.run()
  const heads = new Map<string, Head>()
  const cacheHead = (space: string, head: Head): Head => {
    if (heads.size >= cachedHeads) heads.clear()
    heads.set(space, head)
    return head
  }
  const storedHead = (space: string): Head | undefined => {
    const stored = sql.head.get(space)
    if (!stored) return undefined
    const { rev, tag, horizon } = stored
    return { rev, tag, ...(horizon === null ? {} : { horizon }) }
  }
  const headOf = (space: string): Head | undefined => {
    const cached = heads.get(space)
    if (cached) return cached
    const stored = storedHead(space)
    return stored && cacheHead(space, stored)
  }

  const writePart = ({ entry, docs, onto, horizon }: CommitPart) => {
    const { space, rev, tag } = entry
    // Not cached here: what others of the turn wrote before may be taken back with all of it.
    if (horizon !== undefined && ((heads.get(space) ?? storedHead(space))?.horizon ?? 0) !== horizon) throw new Conflict()
    const moved = rev === 1 ? sql.insertHead.run(space, 1, tag) : sql.moveHead.run(rev, tag, space, rev - 1, onto ?? null)
    if (moved.changes !== 1) throw new Conflict()
    sql.putEntry.run(entry.space, entry.rev, entry.tag, JSON.stringify(entry.mutations), entry.effects ? JSON.stringify(entry.effects) : null)
    if (entry.effects) pending.makePending(entry.space, entry.rev)
    for (const { id, actor, hash } of entry.mutations) sql.putMutation.run(entry.space, id, actor, entry.rev, hash)
    for (const doc of docs)
      if (doc.kind === 'task') watch.wrote(entry.space, doc, ...putTask(sql, entry.space, doc))
      else {
        if (doc.kind === 'member') members.forget(entry.space, doc.id)
        watch.wrote(entry.space, doc)
        putDoc(entry.space, doc)
      }
  }
  const putDoc = (space: string, doc: AnyDoc) => {
    const { shelf, spot } = shelfKeys(doc)
    sql.putDoc.run(space, doc.kind, doc.id, doc.rev, JSON.stringify(doc), trashKey(doc), shelf, shelf === null ? null : spot)
  }
  const insert = (write: RecordWrite) => sql.insert.run(write.table, write.key, write.owner, JSON.stringify(write.value)).changes === 1

  const write = (parts: readonly CommitPart[], records: readonly RecordWrite[]) => {
    for (const part of parts) writePart(part)
    for (const record of records) if (!insert(record)) throw new Conflict()
  }

  /** What is forgotten in one go is no more than `limit` entries, or the ids of one entry more than that. */
  const forget = db.transaction((space: string, before: string, limit: number): number => {
    const head = headOf(space)
    if (!head) return 0
    const from = head.horizon ?? 0
    let [last, ids] = [from, 0]
    for (const entry of sql.oldest.all(space, from, head.rev, limit)) {
      if ((entry.at !== null && entry.at >= before) || ids >= limit) break
      last = entry.rev
      ids += entry.ids
    }
    if (last === from) return 0
    sql.forgetIds.run(space, from, last)
    sql.forgetEntries.run(space, from, last)
    sql.moveHorizon.run(last, space)
    return last - from
  })
  const remove = db.transaction((space: string, rows: readonly Pick<AnyDoc, 'kind' | 'id' | 'rev'>[]) => {
    watch.removed(space)
    for (const { kind, id, rev } of rows) {
      if (kind === 'member') members.forget(space, id)
      const listed = sql.listedAt.get(space, kind, id, rev)
      for (const label of parseStored(listed?.labels ?? '[]') as readonly string[]) sql.dropLabel.run(space, label, id)
      putAssigned(sql, space, id, listed?.assigned ?? null, null)
      sql.remove.run(space, kind, id, rev)
    }
  })
  const removeRecords = db.transaction((table: string, records: readonly RecordVersion[]) => {
    for (const { key, version } of records) sql.removeRecord.run(table, key, version)
  })

  const read = (json: string) => lift(parseStored(json) as AnyDoc)
  const readDoc = (space: string, { kind, id }: DocKey): AnyDoc | undefined => {
    const row = sql.doc.get(space, kind, id)
    return row && read(row.json)
  }
  const docs = (space: string, keys: readonly DocKey[]): readonly AnyDoc[] => {
    const found: AnyDoc[] = []
    for (const key of keys) {
      const doc = key.kind === 'member' ? members.get(space, key.id, () => readDoc(space, key) as MemberDoc | undefined) : readDoc(space, key)
      if (doc) found.push(doc)
    }
    return found
  }
  const all = (space: string, kind: Kind, atMost: number): readonly AnyDoc[] => sql.all.all(space, kind, atMost).map(({ json }) => read(json))
  const shelf = (space: string, { shelf: on, after, limit }: ShelfAsk): readonly AnyDoc[] => {
    const { from, to } = shelfRange(on)
    const rows = after
      ? sql.onShelves.all(space, shelfIn(on, after.within), shelfSpot(after.order), after.id, to, limit)
      : sql.onShelves.all(space, from, '', '', to, limit)
    return rows.map(({ json }) => read(json))
  }
  const merged = (space: string, into: readonly string[], limit: number): readonly LabelDoc[] =>
    sql.onAnyShelf.all(JSON.stringify(mergedShelves(into)), space, limit).map(({ json }) => read(json) as LabelDoc)
  const countKind = (space: string, kind: Kind, atMost: number): number => {
    const counted = countedShelf(kind)
    if (!counted) return sql.countKind.get(space, kind, atMost)?.n ?? 0
    const { from, to } = shelfRange(counted)
    return sql.countShelves.get(space, from, to, atMost)?.n ?? 0
  }
  const answer = (space: string, ask: Ask): readonly AnyDoc[] | readonly TaskRow[] => {
    if ('docs' in ask) return docs(space, ask.docs)
    if ('all' in ask) return all(space, ask.all, -1)
    if ('tasks' in ask) return findTasks(sql, space, ask.tasks)
    if ('range' in ask) {
      const { kind, after, until, limit } = ask.range
      return sql.range.all(space, kind, after, until ?? aboveIds, limit).map(({ json }) => read(json))
    }
    if ('on' in ask) return shelf(space, ask.on)
    if ('merged' in ask) return merged(space, ask.merged, ask.limit)
    const { after, limit } = ask.changes
    return sql.changes.all(space, after.rev, after.kind, after.id, limit).map(({ json }) => read(json))
  }

  const entryOf = (space: string, row: StoredEntry | undefined): JournalEntry | undefined =>
    row && {
      space,
      rev: row.rev,
      tag: row.tag,
      mutations: parseStored(row.json) as JournalEntry['mutations'],
      ...(row.effects === null ? {} : { effects: parseStored(row.effects) as readonly string[] }),
    }
  const answerOver = (spaces: readonly string[], ask: AskOver): readonly TaskIn[] | readonly FoundIn[] => {
    if ('assigned' in ask) return findAssignedTasks(sql, spaces, ask.assigned)
    return ask.rows.flatMap(({ space, key }) => docs(space, [key]).map((doc) => ({ space, doc })))
  }
  const headsOf = (spaces: readonly string[]): ReadonlyMap<string, Head> => {
    const found = new Map<string, Head>()
    for (const space of spaces) {
      const head = headOf(space)
      if (head) found.set(space, head)
    }
    return found
  }

  const recordOf = (table: RecordTable, key: string): StoredRecord | undefined => {
    const row = sql.record.get(table, key)
    return row && { value: parseStored(row.json) as unknown, version: row.version }
  }

  /** Nothing waits here, so nothing can be cut short: what is over before it begins does not begin. */
  const within = <T>(bound: Bound | undefined, work: () => T): T => {
    if (bound?.expired()) throw new StoreUnavailable(false)
    return work()
  }
  const counted = <Row extends readonly unknown[]>(bound: Bound | undefined, rows: Row): Row => {
    bound?.spend(rows.length)
    return rows
  }

  /** In a transaction with whoever else commits now. Nothing is written where it throws. */
  const commit = async <T>(parts: readonly CommitPart[], bound: Bound | undefined, work: () => T): Promise<T | 'conflict'> => {
    let outcome: T | undefined
    try {
      within(bound, () => undefined)
      await commits.commit(
        () => void (outcome = within(bound, work)),
        () => {
          for (const { entry } of parts) cacheHead(entry.space, { ...headOf(entry.space), rev: entry.rev, tag: entry.tag })
        },
      )
      return outcome as T
    } catch (error) {
      if (error instanceof Conflict) return 'conflict'
      throw error
    }
  }
  const alone = async <T>(work: () => T): Promise<T> => (await commit([], undefined, work)) as T
  const knownOf = (space: string, pairs: readonly MutationKey[]) => pairs.map(({ actor, id }) => sql.known.get(space, id, actor))
  const reads: Reads = {
    docs: async (space, keys, bound) => within(bound, () => counted(bound, docs(space, keys))),
    // -1 is no limit to SQLite.
    all: async (space, kind, atMost = -1, bound) => within(bound, () => counted(bound, all(space, kind, atMost))),
    countKind: async (space, kind, atMost, bound) => within(bound, () => countKind(space, kind, atMost)),
    merged: async (space, into, limit, bound) => within(bound, () => counted(bound, merged(space, into, limit))),
    children: async (space, parents, limit, bound) =>
      within(bound, () =>
        counted(
          bound,
          sql.children.all(JSON.stringify(parents), space, limit).map(({ json }) => read(json) as TaskDoc),
        ),
      ),
  }

  return {
    database: db,
    head: async (space, bound) => within(bound, () => headOf(space)),
    // Nobody else has a turn before the view has ended: there is one connection, and it waits for nothing.
    view: async (space, plan, bound, { watched = false } = {}) => {
      const head = within(bound, () => headOf(space))
      if (!head) return undefined
      const watching = watched ? watch.begin() : undefined
      const steps = plan()
      let step = steps.next()
      while (!step.done) {
        const found = counted(bound, answer(space, step.value))
        watching?.looked(step.value, found)
        step = steps.next(found)
      }
      return { head, value: step.value, ...(watching ? { holds: watching.done(space) } : {}) }
    },
    docIn: async (spaces, key, bound) =>
      within(bound, () =>
        counted(
          bound,
          spaces.flatMap((space) => docs(space, [key]).map((doc) => ({ space, doc }))),
        ),
      ),
    lastOrder: async (space, siblings, bound) => within(bound, () => findLast(sql, space, siblings)),
    ids: async (space, kind, after, limit, bound) => within(bound, () => counted(bound, sql.ids.all(space, kind, after, limit)).map(({ id }) => id)),
    entry: async (space, rev) => entryOf(space, sql.entry.get(space, rev)),
    heads: async (spaces, bound) => within(bound, () => headsOf(spaces)),
    // As `view`: nobody else has a turn before it has ended.
    viewOver: async (spaces, plan, bound) => {
      const heads = within(bound, () => headsOf(spaces))
      const there = [...heads.keys()]
      const steps = plan()
      let step = steps.next()
      while (!step.done) step = steps.next(counted(bound, answerOver(there, step.value)))
      return { heads, value: step.value }
    },
    ...reads,
    ground: async (space, { pairs, keys }, decide, bound) =>
      decide(within(bound, () => ({ head: headOf(space), known: knownOf(space, pairs), docs: counted(bound, docs(space, keys)), reads }))),
    knownMany: async (space, pairs, bound) => within(bound, () => knownOf(space, pairs)),
    knownIn: async (spaces, { actor, id }, bound) => within(bound, () => new Set(spaces.filter((space) => sql.known.get(space, id, actor) !== undefined))),
    knows: async (space, head, bound) => within(bound, () => head.rev === 0 || sql.entryTag.get(space, head.rev)?.tag === head.tag),
    commit: (parts, records = [], bound) =>
      commit(parts, bound, () => {
        write(parts, records)
        return 'committed'
      }),
    nextEffects: async (space, after) => entryOf(space, sql.nextEffects.get(space, after)),
    due: async (limit) => pending.due(limit),
    longestPending: async (limit) => pending.longest(limit),
    lease: (space, forMs) => alone(() => pending.lease(space, forMs)),
    renew: (lease, forMs) => alone(() => pending.renew(lease, forMs)),
    progress: (lease, to, forMs, parts = [], records = [], bound) =>
      commit(parts, bound, () => {
        const reached = pending.progress(lease, to, forMs)
        if (reached === undefined) throw new Lost()
        write(parts, records)
        return reached
      }).catch((error: unknown) => {
        if (error instanceof Lost) return 'lost'
        throw error
      }),
    release: (lease, afterMs, failure) => alone(() => pending.release(lease, afterMs, failure)),
    withLetters: async (after, limit) => pending.withLetters(after, limit),
    retryLetter: (space, letter) => alone(() => pending.retryLetter(space, letter)),
    dropLetter: (space, letter) => alone(() => pending.dropLetter(space, letter)),
    record: async (table, key, bound) => within(bound, () => recordOf(table, key)),
    records: async (table, keys, bound) =>
      within(
        bound,
        () =>
          new Map(
            keys.flatMap((key) => {
              const record = recordOf(table, key)
              return record ? [[key, record] as const] : []
            }),
          ),
      ),
    insert: async (write, bound) => within(bound, () => insert(write)),
    replace: async (table, key, version, value, bound) => within(bound, () => sql.replace.run(JSON.stringify(value), table, key, version).changes === 1),
    count: async (table) => sql.count.get(table)?.n ?? 0,
    list: async (table, after, limit) => sql.list.all(table, after, limit).map(keyed),
    owned: async (table, owner, limit, bound) => within(bound, () => sql.owned.all(table, owner, limit).map(keyed)),
    spaces: async (after, limit) => sql.spaces.all(after, limit).map(({ space }) => space),
    forget: async (space, before, limit) => {
      const forgotten = forget.immediate(space, before, limit)
      const head = heads.get(space)
      if (forgotten > 0 && head) heads.set(space, { ...head, horizon: (head.horizon ?? 0) + forgotten })
      return forgotten
    },
    trashed: async (space, until, limit) => sql.inTrash.all(space, deletedKey(''), deletedKey(until), limit).map(({ json }) => read(json)),
    purged: async (space, until, limit) => sql.inTrash.all(space, purgedKey(''), purgedKey(until), limit).map(({ json }) => read(json)),
    remove: async (space, rows) => remove.immediate(space, rows),
    removeRecords: async (table, records) => removeRecords.immediate(table, records),
    close: async () => {
      commits.flush()
      db.close()
    },
  }
}
