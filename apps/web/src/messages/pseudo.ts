import type { Texts } from './texts.ts'

// Of Latin-1, which the font has.
const marked: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
  c: 'ç',
  n: 'ñ',
  y: 'ý',
}
const accented = (text: string) => text.replaceAll(/[a-zA-Z]/g, (letter) => marked[letter] ?? letter)
/** Words alone, as the build has compiled them: what stands between values, and in the branches of plurals. */
const inWords = (part: unknown): unknown => {
  if (typeof part === 'string') return part === '#' ? part : accented(part)
  if (!Array.isArray(part)) return part
  const [name, kind, branches] = part as readonly unknown[]
  return typeof branches === 'object' && branches !== null
    ? [
        name,
        kind,
        Object.fromEntries(Object.entries(branches).map(([branch, inside]) => [branch, Array.isArray(inside) ? inside.map(inWords) : inWords(inside)])),
      ]
    : part
}
const lengthOf = (part: unknown): number =>
  typeof part === 'string' ? part.length : Array.isArray(part) ? part.reduce<number>((sum, one) => sum + lengthOf(one), 0) : 8
/** By about two fifths, as German and Finnish are longer than English; brackets show what is cut off. */
const longer = (text: unknown) => {
  const parts = Array.isArray(text) ? text : [text]
  return ['[', ...parts.map(inWords), ' ', '·'.repeat(Math.ceil(lengthOf(parts) * 0.4)), ']']
}

/** English with marks on its letters and room around it. It takes messages as the build has compiled them. */
export const lengthened = (_area: string, english: Texts): Texts =>
  Object.fromEntries(Object.entries(english).map(([id, text]) => [id, longer(text)])) as unknown as Texts
