import type { DeadLetter, Failure, Lease, PendingSpace, Progress } from '../../ports/pending.ts'
import { parseStored } from './faults.ts'
import type { StoredPending, Statements } from './statements.ts'

const lettersOf = ({ dead }: StoredPending): readonly DeadLetter[] => (dead === null ? [] : (parseStored(dead) as readonly DeadLetter[]))
const storedLetters = (letters: readonly DeadLetter[]): string | null => (letters.length === 0 ? null : JSON.stringify(letters))
const isLetter =
  ({ rev, effect }: Pick<DeadLetter, 'rev' | 'effect'>) =>
  (letter: DeadLetter): boolean =>
    letter.rev === rev && letter.effect === effect

const spaceOf = (row: StoredPending): PendingSpace => ({
  space: row.space,
  effectsRev: row.effects_rev,
  effectsDone: row.effects_done,
  wantedRev: row.wanted_rev,
  tries: row.tries,
  reason: row.reason,
  dead: lettersOf(row),
})
const leaseOf = (row: StoredPending): Lease => ({ ...spaceOf(row), fence: row.fence })

/**
 * What is to be done after commit, read and written within a transaction of the caller's. This process alone writes here, so that a row is
 * read, changed and written as a whole; its clock is the store's.
 */
export const createPendingRows = (sql: Statements, now: () => number = Date.now) => {
  const put = (row: StoredPending): StoredPending => {
    sql.putPending.run(row)
    return row
  }
  const held = ({ space, fence }: Pick<Lease, 'space' | 'fence'>): StoredPending | undefined => {
    const row = sql.pending.get(space)
    return row && row.fence === fence && row.since !== null ? row : undefined
  }
  const withLetter = (space: string, letter: Pick<DeadLetter, 'rev' | 'effect'>) => {
    const row = sql.pending.get(space)
    return row && lettersOf(row).some(isLetter(letter)) ? row : undefined
  }
  return {
    makePending: (space: string, rev: number): void => void sql.makePending.run({ space, rev, now: now() }),
    due: (limit: number): readonly string[] => sql.due.all(now(), limit).map(({ space }) => space),
    longest: (limit: number) => sql.longestPending.all(limit).map((row) => ({ ...spaceOf(row), waitedMs: Math.max(0, now() - (row.since ?? 0)) })),
    lease: (space: string, forMs: number): Lease | undefined => {
      const row = sql.pending.get(space)
      if (!row || row.due === null || row.due > now()) return undefined
      return leaseOf(put({ ...row, due: now() + forMs, fence: row.fence + 1 }))
    },
    renew: (lease: Pick<Lease, 'space' | 'fence'>, forMs: number): boolean => {
      const row = held(lease)
      if (row) put({ ...row, due: now() + forMs })
      return row !== undefined
    },
    /** Undefined when the lease was lost. */
    progress: (lease: Pick<Lease, 'space' | 'fence'>, { effectsRev, effectsDone, settled, buried }: Progress, forMs: number): Lease | 'clear' | undefined => {
      const row = held(lease)
      if (!row) return undefined
      const over = settled ?? buried
      const others = lettersOf(row).filter((letter) => !over || !isLetter(over)(letter))
      const letters = buried ? [...others, buried] : others
      const done = effectsRev >= row.wanted_rev && !letters.some(({ again }) => again)
      const at = { effects_rev: effectsRev, effects_done: effectsDone, tries: 0, reason: null, dead: storedLetters(letters) }
      const left = put({ ...row, ...at, ...(done ? { since: null, due: null } : { due: now() + forMs }) })
      return done ? 'clear' : leaseOf(left)
    },
    release: (lease: Pick<Lease, 'space' | 'fence'>, afterMs: number, failure?: Failure): boolean => {
      const row = held(lease)
      if (row) put({ ...row, due: now() + afterMs, ...failure })
      return row !== undefined
    },
    withLetters: (after: string, limit: number): readonly PendingSpace[] => sql.withLetters.all(after, limit).map(spaceOf),
    retryLetter: (space: string, letter: Pick<DeadLetter, 'rev' | 'effect'>): boolean => {
      const row = withLetter(space, letter)
      if (!row) return false
      const dead = lettersOf(row).map((one) => (isLetter(letter)(one) ? { ...one, again: true } : one))
      put({ ...row, dead: storedLetters(dead), since: row.since ?? now(), due: row.due ?? now() })
      return true
    },
    dropLetter: (space: string, letter: Pick<DeadLetter, 'rev' | 'effect'>): boolean => {
      const row = withLetter(space, letter)
      if (row) put({ ...row, dead: storedLetters(lettersOf(row).filter((one) => !isLetter(letter)(one))) })
      return row !== undefined
    },
  }
}
