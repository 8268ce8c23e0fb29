import { limits } from '@muster/core/contract/limits.ts'
import type { MutationResult } from '@muster/core/contract/schemas/sync.ts'
import type { AnyDoc } from '@muster/core/contract/schemas/documents.ts'
import { Refusal, refuse } from '@muster/core/domain/world.ts'
import { systemClock, type Clock } from '../ports/clock.ts'
import { sameHead, StoreDamaged, StoreFull, StoreUnavailable, type CommitPart, type Store } from '../ports/store.ts'
import type { Bound } from '../ports/ticket.ts'
import { problem } from '@muster/core/contract/problem.ts'
import { createContended } from './contended.ts'
import { hashOf } from './decide.ts'
import { gather } from './gather.ts'
import { planGroup, type Answered, type Job } from './group.ts'
import { chokes, tooMuch } from './reasons.ts'
import { createPace, untilDone } from './retry.ts'
import type { Submitted } from './submitted.ts'
import { createTurns, type Turns } from './turns.ts'

interface Queue {
  readonly jobs: Job[]
  bytes: number
}

/** Does something bounded by the last of the jobs' deadlines, by one timer that goes with it. What it reads is counted by its own bounds. */
const within = async <T>(jobs: readonly Job[], work: (bound: Bound) => Promise<T>): Promise<T> => {
  const deadline = Math.max(...jobs.map(({ ticket }) => ticket.deadline))
  let abort: AbortController | undefined
  let timer: NodeJS.Timeout | undefined
  try {
    return await work({
      deadline,
      get signal() {
        if (!abort) {
          const late = new AbortController()
          timer = setTimeout(() => late.abort(), Math.max(1, Math.ceil(deadline - performance.now())))
          abort = late
        }
        return abort.signal
      },
      expired: () => jobs.every(({ ticket }) => ticket.expired()),
      spend: () => {},
    })
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Decides and commits mutations of spaces. Those that arrive for a space while a commit is under way go into its
 * next entry; each is applied or refused on its own, and an id that the journal knows is answered, not applied again.
 */
export const createJournal = (deps: {
  readonly store: Pick<Store, 'head' | 'ground' | 'knownMany' | 'commit'>
  readonly now: () => Date
  /**
   * Called after a commit, with the rows it wrote, those who made it, and when it was begun to be decided, in milliseconds of the clock: then
   * they were members, and may have left when the answer comes. For the doorbell, and who remembers rows.
   */
  readonly committed: (space: string, rev: number, docs: readonly AnyDoc[], actors: readonly string[], begunAt: number) => void
  readonly clock?: Pick<Clock, 'now'> | undefined
  /** The longest that a group may be worked on, in milliseconds: on SQLite the work holds up every other request. */
  readonly groupWorkMs?: number
  /**
   * The longest that who waits is held for those who were just answered, in milliseconds, and no longer than half of what a commit takes:
   * for a store whose commits cost nearly the same for few and for many.
   */
  readonly gatherMs?: number
  /** Told of a change that made its group fail and fails alone, too. */
  readonly culprit: (space: string, mutation: Submitted, error: unknown) => void
  /** Shared with whoever else commits to spaces in this process, so that neither starves the other. */
  readonly turns?: Turns
}) => {
  const { store, now, committed, groupWorkMs = 10, gatherMs = 0, culprit, turns = createTurns(), clock = systemClock } = deps
  const queues = new Map<string, Queue>()
  const pace = createPace()
  const contended = createContended()

  /**
   * Takes jobs off the front of the list as they are answered; `grow` adds those that came meanwhile.
   * @param alone whether it is one that failed before: with others, or by itself
   */
  const settle = async (
    space: string,
    jobs: Job[],
    grow: () => void,
    doubt = { again: false, unsure: false, open: new Set<Job>() },
    alone = false,
  ): Promise<void> => {
    /** So many are tried at once: about as many as the last entry took, since those that are left are read and run again for the next. */
    let most: number = limits.groupMutations
    // Jobs that may have taken place: they are tried until that is known.
    const { open } = doubt
    const isLate = (job: Job): boolean => !open.has(job) && (job.ticket.expired() || job.request.failed)
    /** Whoever is told of it keeps nobody from their answer. */
    const tellOf = (...told: Parameters<typeof culprit>): void => {
      try {
        culprit(...told)
      } catch {}
    }

    /** Those that nobody waits for any more are dropped: what has not been sent by then never is. */
    const dropLate = (): void => {
      for (let at = jobs.length - 1; at >= 0; at--)
        if (isLate(jobs[at] as Job)) jobs.splice(at, 1)[0]?.failed(new Refusal('unavailable', 'The store did not answer in time.'))
    }
    const refused = ({ mutation }: Job, ...why: Parameters<typeof problem>): Answered => ({
      result: { id: mutation.id, status: 'refused', problem: problem(...why) },
      row: () => undefined,
    })
    /** What is more than its request may cost is sent again: in order, for nothing behind it is begun either. */
    const dropFull = (): void => {
      for (let at = jobs.length - 1; at >= 0; at--) {
        const job = jobs[at] as Job
        if (!job.ticket.full || open.has(job)) continue
        jobs.splice(at, 1)
        job.done(refused(job, ...tooMuch))
      }
    }
    /** Whoever is told in time that it is not known is told so, too, when the time runs out first. */
    const leftOpen = async <T>(some: readonly Job[], work: Promise<T>): Promise<T> => {
      try {
        return await work
      } catch (error) {
        if (error instanceof StoreUnavailable && error.unknown)
          for (const job of some) {
            open.add(job)
            job.ticket.markSent()
          }
        throw error
      }
    }
    /**
     * What the race for the head was lost to may be the same change, of which the ground tells nothing as long as it may still be undone:
     * then its outcome is open, and not that others were in the way.
     */
    const loses = async (some: readonly Job[], latest: boolean): Promise<'conflict'> => {
      grow()
      contended.lost(space)
      // In the latest ground it was looked for already.
      if (latest) return 'conflict'
      const asked = some.filter((job) => !job.mutation.fresh || open.has(job))
      if (asked.length === 0) return 'conflict'
      const pairs = asked.map(({ actor, mutation }) => ({ actor, id: mutation.id }))
      const look = within(asked, (bound) => store.knownMany(space, pairs, bound)).catch((error: unknown) => {
        throw error instanceof StoreUnavailable ? new StoreUnavailable(true) : error
      })
      const known = await leftOpen(asked, look)
      if (known.some((one) => one !== undefined)) doubt.unsure = true
      return 'conflict'
    }
    const step = async (): Promise<'done' | 'conflict'> => {
      dropLate()
      dropFull()
      if (jobs.length === 0) return 'done'
      const tried = jobs.slice(0, most)
      const latest = contended.has(space)
      const begunAt = clock.now()
      const options = { at: now().toISOString(), workMs: groupWorkMs, again: doubt.again, latest }
      const { head, answered, part, torn } = await leftOpen(
        tried,
        within(tried, (bound) => planGroup(store, space, tried, { ...options, bound })),
      )
      most = Math.min(limits.groupMutations, 2 * (answered.length < tried.length ? answered.length : most))
      if (torn) return loses(tried, latest)
      const some = jobs.slice(0, answered.length)
      // Decided too late for one of them: it is left out, and the others are decided without it.
      if (part && some.some(isLate)) return step()
      if (part) for (const { ticket } of some) ticket.markSent()
      // A commit proves that nobody came between the head and the rows; where there is none, a refusal needs the proof as well:
      // what is refused as `exists` may be the same change, committed meanwhile by another process.
      const unproven = !part && answered.some(({ result }) => result.status === 'refused')
      if (part) doubt.again = true
      const headNow = () => within(some, (bound) => store.head(space, bound))
      const commit = (what: CommitPart) => within(some, (bound) => store.commit([what], [], bound))
      const conflicts = part ? (await leftOpen(some, commit(part))) === 'conflict' : unproven && !sameHead(await headNow(), head)
      if (conflicts) return loses(some, latest)
      for (const job of some) open.delete(job)
      if (part)
        committed(
          space,
          part.entry.rev,
          part.docs,
          part.entry.mutations.map(({ actor }) => actor),
          begunAt,
        )
      for (const [index, job] of jobs.splice(0, answered.length).entries()) {
        const one = answered[index] as Answered
        if (one.cost) job.ticket.count(one.cost)
        job.done(one)
      }
      return 'done'
    }
    try {
      while (jobs.length > 0) {
        await untilDone(step, () => jobs.every(({ ticket }) => ticket.expired()), pace, doubt)
        // Whoever else waits for this process has their turn between two entries.
        if (jobs.length > 0) await new Promise((resolve) => setImmediate(resolve))
      }
    } catch (error) {
      // A busy head, a full disk or a damaged one is nobody's fault, and trying each alone would only make it worse.
      const everybody = error instanceof Refusal || error instanceof StoreFull || error instanceof StoreDamaged
      const left = jobs.splice(0)
      const [only] = left
      if (everybody || (alone && only && open.has(only))) {
        for (const job of left) {
          job.request.failed = true
          job.failed(everybody ? error : new Refusal('outcome_unknown', 'Send it again with the same id.'))
        }
      } else if (alone && only) {
        tellOf(space, only.mutation, error)
        only.done(refused(only, ...chokes))
      } else for (const job of left) await settle(space, [job], () => {}, { ...doubt }, true)
    }
  }

  const takeFrom = (queue: Queue, count: number): Job[] => {
    const jobs = queue.jobs.splice(0, count)
    for (const { size } of jobs) queue.bytes -= size
    return jobs
  }
  /** Empties a queue, and ends with it: whatever fails on the way, nobody is left without an answer, and the next begins anew. */
  const drain = async (space: string, queue: Queue) => {
    let jobs: Job[] = []
    try {
      while (queue.jobs.length > 0) {
        // Whoever is alone was the first, and waits for nobody.
        if (gatherMs > 0 && jobs.length > 0) await gather(() => queue.jobs.length, jobs.length, Math.min(gatherMs, pace.usualMs() / 2))
        const done = await turns.take([space])
        try {
          const taken = takeFrom(queue, limits.groupMutations)
          jobs = [...taken]
          const more = () => {
            const late = takeFrom(queue, limits.groupMutations - taken.length)
            jobs.push(...late)
            taken.push(...late)
          }
          await settle(space, taken, more)
        } finally {
          done()
        }
      }
    } catch (error) {
      for (const job of [...jobs, ...takeFrom(queue, queue.jobs.length)]) job.failed(error)
    } finally {
      queues.delete(space)
    }
  }

  const enqueue = (space: string, jobs: readonly Job[]): void => {
    const size = jobs.reduce((sum, job) => sum + job.size, 0)
    const queue = queues.get(space)
    if (queue) {
      if (queue.jobs.length + jobs.length > limits.queueMutations || queue.bytes + size > limits.queueBytes)
        refuse('busy', 'Too much waits to be written here already. Try again in a moment.')
      queue.jobs.push(...jobs)
      queue.bytes += size
      return
    }
    const begun: Queue = { jobs: [...jobs], bytes: size }
    queues.set(space, begun)
    // After all requests that are readable now: a store that answers at once would else see each in a group of its own.
    setImmediate(() => void drain(space, begun))
  }

  const submit = async (space: string, actor: string, mutations: readonly Submitted[], ticket: Job['ticket']): Promise<readonly Answered[]> => {
    const waiting: Promise<Answered>[] = []
    const request = { failed: false }
    const jobs = mutations.map((mutation): Job => {
      const args = JSON.stringify(mutation.args) ?? ''
      const { promise, resolve: done, reject: failed } = Promise.withResolvers<Answered>()
      waiting.push(promise)
      return { actor, mutation, hash: hashOf(mutation, args), size: args.length, ticket, request, done, failed }
    })
    enqueue(space, jobs)
    return Promise.all(waiting)
  }

  return {
    /**
     * Answers in order; mutations of one call keep their order. Whoever asks has been let into the space.
     * @throws Refusal `busy` when others keep winning the race or the queue is full, `unavailable` when it was not tried before the
     *   deadline and never will be, `outcome_unknown` when it may have been saved; StoreFull when the disk is full
     */
    execute: async (space: string, actor: string, mutations: readonly Submitted[], ticket: Job['ticket']): Promise<readonly MutationResult[]> =>
      (await submit(space, actor, mutations, ticket)).map(({ result }) => result),
    /** One mutation, answered with the rows as it left them. Throws as `execute`. */
    write: async (space: string, actor: string, mutation: Submitted, ticket: Job['ticket']): Promise<Answered> =>
      (await submit(space, actor, [mutation], ticket))[0] as Answered,
    /** Spaces with something that waits to be written; for tests of what is left behind. */
    queued: (): number => queues.size,
  }
}
export type Journal = ReturnType<typeof createJournal>
