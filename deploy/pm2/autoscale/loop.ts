import { begin, decide, type Decision, type Reading, type Settings } from './decide.ts'

/** Who runs the instances. Each call comes back when it is done. */
export interface Hands {
  readonly start: (ports: readonly number[]) => Promise<unknown>
  readonly stop: (ports: readonly number[]) => Promise<unknown>
  readonly restart: (ports: readonly number[]) => Promise<unknown>
}

/**
 * Looks, decides and does, again and again; each decision and its reason is one line. What fails to be done is seen at the next look.
 * @param lookMs between the end of one look and the next
 */
export const runAutoscaler = (deps: {
  readonly settings: Settings
  readonly lookMs: number
  readonly read: (port: number) => Promise<Reading>
  readonly hands: Hands
  readonly log: (line: Readonly<Record<string, unknown>>) => void
}) => {
  const { settings, lookMs, read, hands, log } = deps
  let state = begin(performance.now())
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const perform = async ({ act, ports, because }: Decision, ready: number): Promise<void> => {
    if (act === 'nothing') return
    log({ act, ports, because, ready })
    try {
      await hands[act](ports)
    } catch (error) {
      log({ act, ports, failed: (error as Error).message })
    }
  }
  const look = async (): Promise<void> => {
    const readings = await Promise.all(settings.ports.map(read))
    if (closed) return
    const [next, decision] = decide(state, readings, settings, performance.now())
    state = next
    await perform(decision, readings.filter(({ found }) => found === 'ready').length)
  }
  const again = (): void => {
    if (closed) return
    timer = setTimeout(() => {
      looking = look().finally(again)
    }, lookMs)
  }
  let looking: Promise<void> = look().finally(again)
  return {
    /** Decides nothing more; what is being done is done when it comes back. */
    close: async (): Promise<void> => {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}
