import { randomUUID } from 'node:crypto'
import type { Store } from '../ports/store.ts'
import { takeLease, type Lease } from './lease.ts'

/** Work that is never finished for good, cut into steps. */
export interface Job {
  readonly name: string
  /** Milliseconds that it rests once it has come to an end. */
  readonly restMs: number
  /**
   * Does a bounded piece of it, beginning where `cursor` says, and says where the next begins; null at the end. It may be done twice from
   * one cursor, also at the same time by a process that was frozen and does not know yet that it lost the lease: each of its writes
   * compares what it was decided on.
   */
  readonly step: (cursor: string | null, now: Date) => Promise<string | null>
}

export interface RunTimes {
  /** Between two looks at what there is to do, on average, in milliseconds. */
  readonly everyMs: number
  /** The same while there is more to do. */
  readonly soonMs: number
  /** Between two steps: everybody else has their turn. */
  readonly pauseMs: number
}
const usual: RunTimes = { everyMs: 600_000, soonMs: 5_000, pauseMs: 20 }

/** So many steps one process does before it lets go, and others may go on. */
const stepsPerRun = 100

type Outcome = 'done' | 'more' | 'resting' | 'held' | 'lost' | 'closed'

/**
 * Does the jobs of an instance, each in one process at a time. Nothing runs before `start`; `run` does by hand what the timer does.
 */
export const createJobs = (deps: {
  readonly store: Pick<Store, 'record' | 'insert' | 'replace'>
  readonly now: () => Date
  readonly jobs: readonly Job[]
  /** Told of a job that failed; it is tried again at the next turn. */
  readonly failed: (job: string, error: unknown) => void
  readonly times?: Partial<RunTimes>
}) => {
  const { store, now, jobs, failed } = deps
  const times = { ...usual, ...deps.times }
  const holder = randomUUID()
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  const work = async ({ step }: Job, lease: Lease): Promise<Outcome> => {
    let { cursor, doneAt } = lease.state
    try {
      for (let steps = 0; steps < stepsPerRun; steps++) {
        if (closed) return 'closed'
        cursor = await step(cursor, now())
        if (cursor === null) {
          doneAt = now().toISOString()
          return 'done'
        }
        if (!(await lease.renew({ cursor, doneAt }, now()))) return 'lost'
        await new Promise((resolve) => setTimeout(resolve, times.pauseMs))
      }
      return 'more'
    } finally {
      await lease.release({ cursor, doneAt })
    }
  }
  const runOne = async (job: Job): Promise<Outcome> => {
    const lease = await takeLease(store, job.name, holder, now())
    if (!lease) return 'held'
    const { cursor, doneAt } = lease.state
    if (cursor === null && doneAt !== null && now().getTime() < Date.parse(doneAt) + job.restMs) {
      await lease.release({ cursor, doneAt })
      return 'resting'
    }
    return work(job, lease)
  }
  /** One turn of every job, one after the other. */
  const run = async (): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = []
    for (const job of jobs) {
      if (closed) break
      try {
        outcomes.push(await runOne(job))
      } catch (error) {
        failed(job.name, error)
      }
    }
    return outcomes
  }
  const plan = (ms: number) => {
    if (closed) return
    // Processes that were started together do not look together.
    timer = setTimeout(
      () => {
        running = run().then((outcomes) => plan(outcomes.includes('more') ? times.soonMs : times.everyMs))
      },
      ms * (0.5 + Math.random()),
    ).unref()
  }
  return {
    run,
    start: (): void => plan(times.everyMs),
    /** Ends after the step that is under way. */
    close: async (): Promise<void> => {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
