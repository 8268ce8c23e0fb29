import type { Browser, Page } from '@playwright/test'

/** What the main thread of a page did from a key until what it changed was painted, and until it was quiet again: ms. */
export interface Cost {
  /** By the clock. */
  readonly paintedMs: number
  /** CPU of the main thread alone, by the trace. */
  readonly cpuMs: number
  /** The same, with all that came after it within the time that was watched. */
  readonly allCpuMs: number
}
interface Event {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

/** Marks each key that comes, and when the frame after it was painted: the first one with an element, where one is named. */
export const markKeys = (page: Page, until = 'html'): Promise<unknown> =>
  page.evaluate((wanted) => {
    const { port1, port2 } = new MessageChannel()
    const painted = () => requestAnimationFrame(() => port2.postMessage(null))
    port1.onmessage = () => void (document.querySelector(wanted) ? performance.mark('bench-painted') : painted())
    addEventListener(
      'keydown',
      () => {
        performance.mark('bench-key')
        painted()
      },
      { capture: true },
    )
  }, until)

/** Gives keys to a page under a trace, each once the one before it is through; what each cost. */
export const costOfKeys = async (browser: Browser, page: Page, keys: readonly (() => Promise<unknown>)[], watchedMs: number): Promise<readonly Cost[]> => {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] })
  for (const give of keys) {
    await give()
    await new Promise((resolve) => setTimeout(resolve, watchedMs))
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly Event[] }
  const marks = traceEvents.filter(({ name }) => name === 'bench-key').toSorted((a, b) => a.ts - b.ts)
  const painted = traceEvents.filter(({ name }) => name === 'bench-painted').toSorted((a, b) => a.ts - b.ts)
  return marks.map((key): Cost => {
    const end = painted.find(({ ts }) => ts > key.ts)?.ts ?? Number.NaN
    const tasks = traceEvents.filter(({ name, ph, pid, tid }) => ph === 'X' && pid === key.pid && tid === key.tid && name.endsWith('RunTask'))
    const cpu = (until: number) => tasks.filter(({ ts, dur = 0 }) => ts + dur >= key.ts && ts <= until).reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000
    return { paintedMs: (end - key.ts) / 1_000, cpuMs: cpu(end), allCpuMs: cpu(key.ts + watchedMs * 1_000) }
  })
}
