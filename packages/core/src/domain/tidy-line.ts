import { linePattern } from '../contract/line-pattern.ts'

const line = new RegExp(linePattern, 'u')
const controls = /[\p{Cc}\u2028\u2029]+/gu

/**
 * A title or a name from what somebody typed or pasted: line breaks and other control characters become spaces, the ends are trimmed.
 * Empty when nothing of it can be seen: the server takes no such name.
 */
export const tidyLine = (typed: string): string => {
  const tidy = typed.replace(controls, ' ').trim()
  return line.test(tidy) ? tidy : ''
}
