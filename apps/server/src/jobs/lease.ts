import { StoreUnavailable, type Store } from '../ports/store.ts'

/** What one job is at, as the store holds it for all processes. */
export interface JobState {
  /** Who works on it, and until when if nothing more is heard of them; null when nobody does. */
  readonly holder: string | null
  readonly until: string
  /** Where the next step begins; null for the beginning. */
  readonly cursor: string | null
  /** When a step last came to the end; null when none has. */
  readonly doneAt: string | null
}
type Progress = Pick<JobState, 'cursor' | 'doneAt'>

/** How long a lease holds without being renewed, in milliseconds. Each step renews it. */
export const leaseMs = 120_000
/** The clocks of two processes may be so far apart: a lease is taken over only after it ran out by the slower one, too. */
export const skewMs = 60_000

const idle: JobState = { holder: null, until: '1970-01-01T00:00:00.000Z', cursor: null, doneAt: null }

/** A lease that was taken. Whoever lost it writes nothing under it: its version is another by then. */
export interface Lease {
  readonly state: JobState
  /** Notes what was reached and goes on holding; false when somebody else has taken over, and nothing was noted. */
  readonly renew: (progress: Progress, now: Date) => Promise<boolean>
  readonly release: (progress: Progress) => Promise<void>
}

/**
 * Takes the lease of a job when nobody holds it, or its holder was not heard of for long enough. The record's version is the fencing
 * counter: everything is written by compare-and-set on it, so that of two who believe to hold one does.
 * @returns undefined when it is held, or somebody was quicker
 */
export const takeLease = async (store: Pick<Store, 'record' | 'insert' | 'replace'>, job: string, holder: string, now: Date): Promise<Lease | undefined> => {
  const key = `job:${job}`
  if (!(await store.record('instance', key))) await store.insert({ table: 'instance', key, owner: 'jobs', value: idle })
  const stored = await store.record('instance', key)
  if (!stored) return undefined
  const found = stored.value as JobState
  if (found.holder !== null && Date.parse(found.until) + skewMs > now.getTime()) return undefined
  let version = stored.version
  const write = async (state: JobState): Promise<boolean> => {
    if (!(await store.replace('instance', key, version, state))) return false
    version++
    return true
  }
  const heldAt = (at: Date, progress: Progress): JobState => ({ ...progress, holder, until: new Date(at.getTime() + leaseMs).toISOString() })
  const state = heldAt(now, { cursor: found.cursor, doneAt: found.doneAt })
  if (!(await write(state))) return undefined
  return {
    state,
    renew: (progress, at) => write(heldAt(at, progress)),
    release: async (progress) => {
      await write({ ...idle, ...progress }).catch((error: unknown) => {
        // It runs out by itself.
        if (!(error instanceof StoreUnavailable)) throw error
      })
    },
  }
}
