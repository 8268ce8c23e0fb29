import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../../apps/server/src/new-id.ts'
import { until } from '../../apps/server/src/testing/listen.ts'
import type { Ledger } from './ledger.ts'
import { askedMs, codeOf, waitAsAsked, type Client, type Person } from './person.ts'

/** Milliseconds after which something has not come to pass. */
export const patience = 90_000
/** Milliseconds between two requests of a worker: so that nobody, on the quickest machine, asks for more than one person may of one process when Redis does not count. */
const usualBetweenMs = 60
/** How often a write is repeated under its key until it was answered: with its waits, longer than any fault lasts. */
const repeats = 100
/** The share of writes whose fate is never learnt: after no answer, or one that does not know, they are not asked again. */
const leftUnknown = 0.25

export interface Place {
  readonly person: Person
  readonly ledger: Ledger
  /** The list that new tasks go to; none where the space has an Inbox. */
  readonly listId?: string
}
/** Something that was not answered as it was asked for. */
export interface Complaint {
  readonly during: readonly string[]
  readonly what: string
  readonly code: string
  readonly text: string
  /** Whether it was said when to come again. */
  readonly told: boolean
}
interface Write {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly task: string
  readonly state: string | null
}

/** No answer at all: the line was cut. */
export const cut = 'cut'

/**
 * People who write and read without a pause, until they are told to stop. A read is asked once; a write again under its key until it
 * is answered, but for some whose fate is left open.
 * @param by a connection for each read, so that none is asked on one that is being closed; writes share some
 */
export const startLoad = (
  by: { readonly reads: Client; readonly writes: Client },
  places: readonly Place[],
  { writersEach = 2, betweenMs = usualBetweenMs } = {},
) => {
  const complaints: Complaint[] = []
  let during = 'calm'
  let [going, resting] = [true, false]
  let [asked, written, repeated] = [0, 0, 0]
  /** Rounds that each worker has begun and ended, and whether it rests. */
  const rounds: { begun: number; ended: number; rests: boolean }[] = []

  const complain = (since: string, what: string, answer?: { status: number; text: string; headers: Readonly<Record<string, unknown>> }) => {
    const told = answer !== undefined && askedMs(answer as Parameters<typeof askedMs>[0]) > 0
    complaints.push({
      during: [...new Set([since, during])],
      what,
      code: answer ? codeOf(answer) : cut,
      text: answer ? `${answer.status} ${answer.text.slice(0, 200)}` : '',
      told,
    })
  }
  const read = async ({ person }: Place, path: string): Promise<string | undefined> => {
    const since = during
    asked++
    let why = ''
    const answer = await person.ask(by.reads, path).catch((error: unknown) => void (why = String(error)))
    if (answer?.status === 200) return answer.text
    complain(since, `GET ${path} ${why}`, answer ?? undefined)
    return undefined
  }
  /** Whether it is known to have been done. */
  const write = async ({ person, ledger }: Place, { method, path, body, task, state }: Write): Promise<boolean> => {
    const key = newId(new Date())
    ledger.sent(key, task, state)
    for (let tries = 1; tries <= repeats; tries++) {
      const since = during
      asked++
      const answer = await person.ask(by.writes, path, { method, body, headers: { 'Idempotency-Key': key } }).catch(() => undefined)
      if (answer && answer.status < 300) {
        ledger.answered(key, task, state)
        written++
        return true
      }
      complain(since, `${method} ${path}`, answer)
      const code = answer ? codeOf(answer) : cut
      assert.ok(!answer || answer.status === 429 || answer.status === 503, `${method} ${path} was answered ${answer?.status} ${answer?.text}`)
      if ((code === cut || code === 'outcome_unknown') && Math.random() < leftUnknown) return false
      repeated++
      await (answer ? waitAsAsked(answer) : pause(betweenMs))
    }
    return false
  }
  /** A task made, changed, and now and then deleted; each is looked at once it was made. */
  const tend = async (place: Place): Promise<void> => {
    const [task, tasks] = [newId(new Date()), `/api/v1/spaces/${place.ledger.space}/tasks`]
    const { listId } = place
    const path = `${tasks}/${task}`
    // What nobody knows the fate of is left alone: it may take effect later than what comes after it.
    if (
      !(await write(place, { method: 'POST', path: tasks, body: { id: task, title: 'Tea', ...(listId === undefined ? {} : { listId }) }, task, state: 'Tea' }))
    )
      return
    const text = await read(place, path)
    await pause(betweenMs)
    if (text !== undefined) assert.equal((JSON.parse(text) as { title: string }).title, 'Tea', 'who has written does not read it')
    if (!(await write(place, { method: 'PATCH', path, body: { title: 'Coffee' }, task, state: 'Coffee' }))) return
    if (Math.random() < 0.2) await write(place, { method: 'DELETE', path, task, state: null })
  }
  const browse = async (place: Place): Promise<void> => {
    const { space } = place.ledger
    for (const path of ['/api/v1/tasks?limit=20', `/api/v1/spaces/${space}/tasks?limit=50`, `/api/v1/spaces/${space}/lists`, '/api/v1/me']) {
      await read(place, path)
      await pause(betweenMs)
    }
  }
  const work = async (round: () => Promise<void>): Promise<void> => {
    const own = { begun: 0, ended: 0, rests: false }
    rounds.push(own)
    while (going) {
      own.rests = resting
      if (resting) {
        await pause(betweenMs)
        continue
      }
      own.begun++
      await round()
      own.ended++
      await pause(betweenMs)
    }
  }
  const workers = places.flatMap((place) => [work(() => browse(place)), ...Array.from({ length: writersEach }, () => work(() => tend(place)))])
  const all = Promise.all(workers)
  all.catch(() => {})
  const orFail = <T>(what: Promise<T>): Promise<T> => Promise.race([what, all.then(() => assert.fail('the load has ended'))])
  return {
    complaints,
    counts: () => ({ asked, written, repeated }),
    /** Names what happens from now on. */
    during: (what: string): void => void (during = what),
    /** Until everybody has begun a round after now and ended it. */
    goesOn: async (): Promise<void> => {
      const before = rounds.map(({ begun }) => begun)
      await orFail(until('everybody goes on', () => rounds.every(({ ended }, n) => ended > (before[n] ?? 0)), patience))
    },
    /** Does something while nobody else does anything. */
    atRest: async <T>(what: () => Promise<T>): Promise<T> => {
      resting = true
      try {
        await orFail(until('everybody rests', () => rounds.every(({ rests }) => rests), patience))
        return await what()
      } finally {
        resting = false
      }
    },
    /** One task more, by somebody who is not at rest, or another where its fate is not known; its id. */
    add: async (place: Place, title: string): Promise<string> => {
      const { listId } = place
      for (;;) {
        const task = newId(new Date())
        const body = { id: task, title, ...(listId === undefined ? {} : { listId }) }
        if (await write(place, { method: 'POST', path: `/api/v1/spaces/${place.ledger.space}/tasks`, body, task, state: title })) return task
      }
    },
    stop: async (): Promise<void> => {
      going = false
      await all
    },
  }
}
export type Load = ReturnType<typeof startLoad>
