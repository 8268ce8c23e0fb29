import { setupI18n } from '@lingui/core'
import type { Texts, Values } from './texts.ts'

const i18n = setupI18n({ locale: 'en' })
const areas = new Map<string, Texts>()
/** What another language says for an area's English. */
type Translate = (area: string, english: Texts) => Texts
let translate: Translate = (_area, english) => english

const load = (area: string, english: Texts) =>
  i18n.load(i18n.locale, Object.fromEntries(Object.entries(translate(area, english)).map(([id, text]) => [`${area}.${id}`, text])))

/**
 * Says everything in another language from here on; what was said is not said again.
 * @param language a BCP 47 tag, whose plurals are used
 * @param region the tag that numbers are written by, such as `de-AT`
 */
export const speak = (language: string, region: string, other: Translate): void => {
  translate = other
  i18n.activate(language, [region, language])
  for (const [area, english] of areas) load(area, english)
}

// The library reads `\u0041` and the like in what it puts together, in what a person typed, too: their backslashes stand aside meanwhile.
const aside = '\uE00F'
const outOfTheWay = (value: string | number) => (typeof value === 'string' ? value.replaceAll('\\', aside) : value)

/** Says a message of one area, by its id, in the language of this page. */
export type Say<T extends Texts> = <Id extends keyof T & string>(id: Id, ...values: keyof Values<T[Id]> extends never ? [] : [Values<T[Id]>]) => string

/**
 * Makes the messages of an area known: who imports an area has its English with it.
 * @param area the name of its file, in `en/` as in every other language
 */
export const words = <const T extends Texts>(area: string, english: T): Say<T> => {
  areas.set(area, english)
  load(area, english)
  return (id, ...[values]) => {
    if (!values) return i18n._(`${area}.${id}`)
    const stood = Object.fromEntries(Object.entries<string | number>(values).map(([name, value]) => [name, outOfTheWay(value)]))
    return i18n._(`${area}.${id}`, stood).replaceAll(aside, '\\')
  }
}

/** A message that only other languages than English have, such as of a problem that the server tells in words; undefined where there is none. */
export const known = (id: string): string | undefined => (Object.hasOwn(i18n.messages, id) ? i18n._(id) : undefined)
