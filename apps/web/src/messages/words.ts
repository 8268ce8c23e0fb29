import { compileMessage } from '#compile-message'
import { format, type Formats } from './format.ts'
import type { Texts, Values } from './texts.ts'

/** What another language says for an area's English. */
type Translate = (area: string, english: Texts) => Texts
const english: Translate = (_area, texts) => texts

const formatsOf = (language: string, region: string): Formats => ({
  plural: new Intl.PluralRules(language),
  number: new Intl.NumberFormat(region),
})
const areas = new Map<string, Texts>()
const messages = new Map<string, string>()
let translate = english
let formats = formatsOf('en', 'en')

const load = (area: string, texts: Texts) => {
  for (const [id, text] of Object.entries(translate(area, texts))) messages.set(`${area}.${id}`, text)
}
/**
 * Says everything in another language from here on; what was said is not said again.
 * @param language a BCP 47 tag, whose plurals are used
 * @param region the tag that numbers are written by, such as `de-AT`
 */
export const speak = (language: string, region: string, other: Translate = english): void => {
  translate = other
  formats = formatsOf(language, region)
  messages.clear()
  for (const [area, texts] of areas) load(area, texts)
}

/** Says a message of one area, by its id, in the language of this page. */
export type Say<T extends Texts> = <Id extends keyof T & string>(id: Id, ...values: keyof Values<T[Id]> extends never ? [] : [Values<T[Id]>]) => string

/**
 * Makes the messages of an area known: who imports an area has its English with it.
 * @param area the name of its file, in `en/` as in every other language
 */
export const words = <const T extends Texts>(area: string, texts: T): Say<T> => {
  areas.set(area, texts)
  load(area, texts)
  return (id, ...[values]) => format(compileMessage(messages.get(`${area}.${id}`) ?? texts[id] ?? id), values ?? {}, formats)
}

/** A message that only other languages than English have, such as of a problem that the server tells in words; undefined where there is none. */
export const known = (id: string): string | undefined => {
  const message = messages.get(id)
  return message === undefined ? undefined : format(compileMessage(message), {}, formats)
}
