const ascii = /^[\0-\x7f]*$/
/** Marks that are not seen: the combining grapheme joiner and variation selectors. */
const unseen = /[\u034f\ufe00-\ufe0f]/g
const accented = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
const cyrillic = /(\p{Script=Cyrillic})(\p{M}+)/gu
const vowels = 'аеиоуыэюяієѣ'
/** How Cyrillic marks stress and tone: grave, acute, double grave, inverted breve. */
const stress = /[\u0300\u0301\u030f\u0311]/g
const diaeresis = /\u0308/g
const syllable = /[\uac00-\ud7a3]/g

/** On a vowel, stress is decoration, and ё is often written as е. Any other mark makes a letter of its own: й, ї, ў, ѓ, ӝ. */
const withoutStress = (_: string, letter: string, marks: string): string => {
  if (!vowels.includes(letter)) return letter + marks
  const kept = marks.replace(stress, '')
  return letter + (letter === 'е' ? kept.replace(diaeresis, '') : kept)
}

/**
 * One spelling for names that people hold to be the same, for labels, search and what is sorted by name: case, width, outer space and what
 * cannot be seen are folded, and accents where they are decoration: on Latin and Greek letters, on Cyrillic ones where they mark stress.
 * Never what tells words apart: vowel signs, voicing and tone marks (バス, パス), letters of their own (й, и; ø, o). Equal names give equal
 * texts; Korean syllables come apart, so that what is half typed is found in what it begins.
 */
export const foldName = (name: string): string => {
  if (ascii.test(name)) return name.trim().toLowerCase()
  return name
    .normalize('NFKD')
    .replace(unseen, '')
    .trim()
    .toLowerCase()
    .replace(accented, '$1')
    .replace(cyrillic, withoutStress)
    .normalize('NFC')
    .replace(syllable, (one) => one.normalize('NFD'))
}
