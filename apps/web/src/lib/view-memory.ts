import { useEffect } from 'react'
import { storeInTab, recallInTab } from './browser-storage.ts'

type Save = (entry: string) => void
const slot = 'scroll'
const memory = new Map<string, unknown>()
const savers = new Set<Save>()

const entryNow = (): string => (history.state as { readonly entry?: string } | null)?.entry ?? 'first'
/** Which entry of the history the page shows, as long as what leaves it has not been stored. */
let entry = entryNow()
let made = 0

/** State for a new entry of the history: it can be told from all others. */
export const newEntry = (): string => `${Date.now().toString(36)}-${made++}`

/** Stores what the views hold under the entry that is left. Called before the address changes, and when somebody went back or on. */
export const leaveEntry = (): void => {
  memory.set(`${entry} scroll`, scrollY)
  for (const save of savers) save(entry)
}
export const arrive = (): void => {
  entry = entryNow()
}
/** What was stored of this entry under a name. */
export const recalled = <V>(name: string, otherwise: V): V => (memory.get(`${entry} ${name}`) as V | undefined) ?? otherwise

/** Has a value back, by `recalled`, when somebody goes back to this entry of the history. */
export const useStoredInEntry = (name: string, value: unknown): void =>
  useEffect(() => {
    const save: Save = (left) => void memory.set(`${left} ${name}`, value)
    savers.add(save)
    return () => void savers.delete(save)
  }, [name, value])

history.scrollRestoration = 'manual'
addEventListener('pagehide', () => storeInTab(slot, JSON.stringify([`${entry} ${location.pathname}`, scrollY])))
let reread = false
/** Where this tab stood before it was loaded anew; known only once the page has an owner. */
const rereadScroll = () => {
  if (reread) return
  reread = true
  const [of, top] = JSON.parse(recallInTab(slot) ?? '[]') as readonly [string?, number?]
  // Another address typed into the same tab has no entry of ours either.
  if (of === `${entry} ${location.pathname}`) memory.set(`${entry} scroll`, top)
}

const longestMs = 5_000
/** The section that the address names, when it is drawn. */
const section = () => document.getElementById(location.hash.slice(1))
/** Scrolls to where this entry was left, else to the section of the address, as soon as there is that much to show; gives up when somebody scrolls. Returns how to stop. */
export const scrollBack = (): (() => void) => {
  rereadScroll()
  const top = recalled<number | undefined>('scroll', undefined) ?? (location.hash === '' ? 0 : undefined)
  const signs = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const
  const stop = () => {
    watch.disconnect()
    clearTimeout(timer)
    for (const sign of signs) removeEventListener(sign, stop)
  }
  const reach = () => {
    // What stands above it may still grow.
    if (top === undefined) return section()?.scrollIntoView()
    scrollTo(0, top)
    if (top - scrollY < 1) stop()
  }
  const watch = new ResizeObserver(reach)
  const timer = setTimeout(stop, longestMs)
  for (const sign of signs) addEventListener(sign, stop, { passive: true })
  watch.observe(document.body)
  reach()
  return stop
}
