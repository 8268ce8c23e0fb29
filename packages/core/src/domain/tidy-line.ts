import { linePattern } from '../contract/line-pattern.ts'

const line = new RegExp(linePattern, 'u')
const controls = /[\p{Cc}\u2028\u2029]+/gu
/** With `u` this finds halves alone. */
const halves = /\p{Cs}/gu

/**
 * A title or a name from what somebody typed or pasted: line breaks and other control characters become spaces, halves of
 * surrogate pairs, as are left where text was cut, go, and the ends are trimmed. Empty when nothing of it can be seen: the server takes no such name.
 */
export const tidyLine = (typed: string): string => {
  const tidy = typed.replace(halves, '').replace(controls, ' ').trim()
  return line.test(tidy) ? tidy : ''
}
