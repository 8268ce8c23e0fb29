import type { Language } from '@muster/core/contract/kinds.ts'
import { speak } from './words.ts'

/** The languages that have all messages, each by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }
/** Ours made longer, and that from right to left: what a translation does to a screen, seen before there is one. */
const pseudo = ['en-XA', 'en-XB']

const isOurs = (tag: string): tag is Language => Object.hasOwn(languageNames, tag)
const baseOf = (tag: string) => tag.split('-')[0] ?? tag
/** What the device speaks, as far as we do. */
export const languageOfDevice: Language = navigator.languages.map(baseOf).find(isOurs) ?? 'en'

let now = 'en'
const listeners = new Set<() => void>()
/** The language that is spoken here now: a BCP 47 tag. */
export const language = (): string => now
export const onLanguage = (changed: () => void): (() => void) => {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/** The BCP 47 tag that days, times and numbers are written by: the device's own where it speaks this language. */
export const region = (): string => navigator.languages.find((tag) => baseOf(tag) === baseOf(now)) ?? baseOf(now)

const translationOf = async (tag: string) => {
  if (pseudo.includes(tag)) return (await import('./pseudo.ts')).lengthened
  return tag === 'de' ? (await import('./de/all.ts')).german : undefined
}
let asked: string = now

/**
 * Speaks another language from here on; whoever shows something is told. Where its messages cannot be fetched, it stays as it is.
 * @param tag null for that of the device
 */
export const takeUp = async (tag: string | null): Promise<void> => {
  const next = tag !== null && (isOurs(tag) || pseudo.includes(tag)) ? tag : languageOfDevice
  asked = next
  if (next === now) return
  const translate = await translationOf(next).catch(() => null)
  if (translate === null || asked !== next) return
  now = next
  speak(baseOf(next), region(), translate)
  document.documentElement.lang = next
  document.documentElement.dir = next === 'en-XB' ? 'rtl' : 'ltr'
  for (const changed of listeners) changed()
}

/** The language that was chosen on this device, before anything is shown. English is here already: then there is nothing to wait for. */
export const startLanguage = (chosen: string | null): Promise<void> | undefined => ((chosen ?? languageOfDevice) === now ? undefined : takeUp(chosen))
