import { systemClock, type Clock } from '../ports/clock.ts'
import { MailPutOff, MailRefused, type Mail, type Mailer } from '../ports/mailer.ts'
import { StoreUnavailable, type KeyedRecord, type Store } from '../ports/store.ts'
import type { MailRecord } from './queued.ts'

export interface PostTimes {
  /** Between two looks at what is due, on average. */
  readonly pollMs: number
  /** Between two looks at least, however often somebody rings. */
  readonly paceMs: number
  /** How long one mail may take; nobody else takes it up for twice as long. */
  readonly mailMs: number
  /** The first wait after a failure; twice as long after each further one, up to the longest. */
  readonly backOffMs: number
  readonly longestBackOffMs: number
}
export const usualPost: PostTimes = { pollMs: 5_000, paceMs: 100, mailMs: 30_000, backOffMs: 2_000, longestBackOffMs: 300_000 }

/** Mails that are looked at in one go, and handed over at once. */
const [pageSize, pages, atOnce] = [100, 10, 4]
/** How often one is tried before it is given up, if it is still good then. */
const mostTries = 12

/**
 * Sends what was left to be sent, in this process and beside others: each mail by one of them at a time, taken up by compare-and-set on its
 * row. Who dies over one has sent it or has not; it is sent again, under the same id. Nothing is read before `start`.
 */
export const createPost = (deps: {
  readonly store: Pick<Store, 'list' | 'replace' | 'removeRecords'>
  readonly mailer: Mailer
  /** Finds the person and the words; undefined where there is nobody to tell, or nothing any more. The same again when it is asked again. */
  readonly write: (id: string, mail: MailRecord) => Promise<Mail | undefined>
  readonly now: () => Date
  /** Told in a sentence that mail cannot be sent, or one was given up, and that it can be sent again. */
  readonly say: (sentence: string) => void
  readonly clock?: Clock | undefined
  readonly times?: Partial<PostTimes> | undefined
}) => {
  const { store, mailer, write, now, say, clock = systemClock } = deps
  const times = { ...usualPost, ...deps.times }
  const late = new AbortController()
  let [started, closed, looking, rung] = [false, false, false, false]
  let failures = 0
  let lookedAt = -Infinity
  let stopWaiting: (() => void) | undefined
  let lastLook: Promise<void> = Promise.resolve()

  const after = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const wait = (tries: number) => Math.min(times.longestBackOffMs, times.backOffMs * 2 ** (tries - 1)) * (0.5 + Math.random() / 2)

  /** Whether mail can be sent, as far as this one tells. */
  const deliver = async ({ key, version, value }: KeyedRecord): Promise<boolean> => {
    const mail = value as MailRecord
    const taken: MailRecord = { ...mail, tries: mail.tries + 1, dueAt: after(2 * times.mailMs) }
    if (!(await store.replace('mails', key, version, taken))) return true
    const over = () => store.removeRecords('mails', [{ key, version: version + 1 }])
    if (mail.expiresAt <= now().toISOString() || mail.tries >= mostTries) {
      say(`A mail (${mail.kind}) is given up after ${mail.tries} tries.`)
      await over()
      return true
    }
    const slow = new AbortController()
    const stop = clock.after(times.mailMs, () => slow.abort(new Error(`it took longer than ${times.mailMs} ms`)))
    try {
      const written = await write(key, mail)
      if (written) await mailer.send(written, AbortSignal.any([late.signal, slow.signal]))
      await over()
      if (written && failures > 0) say('Mail is sent again.')
      if (written) failures = 0
      return true
    } catch (error) {
      // Nothing can be noted now: it is taken up again once its time is over.
      if (error instanceof StoreUnavailable) throw error
      if (error instanceof MailRefused) {
        say(`A mail (${mail.kind}) is given up: ${error.message}.`)
        await over()
        return true
      }
      await store.replace('mails', key, version + 1, { ...taken, dueAt: after(closed ? 0 : wait(taken.tries)) })
      if (error instanceof MailPutOff) return true
      if (!closed && failures++ === 0) say(`Mail cannot be sent (${(error as Error).message}). It is tried again.`)
      return false
    } finally {
      stop()
    }
  }
  /** Where the next look goes on: those that wait for others to take them hold up none behind them, however many they are. */
  let from = ''
  const sendDue = async (): Promise<void> => {
    for (let n = 0; n < pages; n++) {
      const page = await store.list('mails', from, pageSize)
      const at = now().toISOString()
      const due = page.filter(({ value }) => (value as MailRecord).dueAt <= at)
      for (let n = 0; n < due.length; n += atOnce) {
        if (closed) return
        // Who does not get through with one does not get through with the next.
        if ((await Promise.all(due.slice(n, n + atOnce).map(deliver))).includes(false)) return
      }
      from = page.length < pageSize ? '' : (page.at(-1)?.key ?? '')
      if (from === '') return
    }
  }
  const waitFor = (ms: number) => {
    stopWaiting?.()
    stopWaiting = closed ? undefined : clock.after(ms, () => void (lastLook = look()))
  }
  const plan = () => {
    const soon = rung && failures === 0
    rung = false
    waitFor(soon ? Math.max(0, lookedAt + times.paceMs - clock.now()) : failures > 0 ? wait(failures) : times.pollMs * (0.5 + Math.random()))
  }
  const look = async (): Promise<void> => {
    if (looking || closed) return
    looking = true
    lookedAt = clock.now()
    try {
      await sendDue()
    } catch (error) {
      if (failures++ === 0) say(`Mail waits (${(error as Error).message}). It is tried again.`)
    } finally {
      looking = false
      plan()
    }
  }
  return {
    start: (): void => {
      if (started) return
      started = true
      waitFor(times.paceMs * Math.random())
    },
    /** There is one more, of this process. */
    wake: (): void => {
      // Nobody hurries a server that does not answer.
      if (!started || closed || rung || failures > 0) return
      rung = true
      if (!looking) plan()
    },
    /** Begins nothing more; what is being sent is cut off after a while, and sent again. */
    close: async (drainMs = 5_000): Promise<void> => {
      closed = true
      stopWaiting?.()
      const stop = clock.after(drainMs, () => late.abort(new Error('the process ends')))
      await lastLook
      stop()
      mailer.close()
    },
  }
}
