const shannon = (things: readonly (string | number)[]): number => {
  const times = new Map<string | number, number>()
  for (const thing of things) times.set(thing, (times.get(thing) ?? 0) + 1)
  let bits = 0
  for (const n of times.values()) bits -= (n / things.length) * Math.log2(n / things.length)
  return bits
}

/**
 * About how many bits of chance are in a text: its length, times what one character tells (Shannon) when only how often each
 * occurs is known, or each step from one character to the next, whichever is less. So one letter many times, or a row of
 * neighbours, is worth next to nothing. 32 random characters of hexadecimal come to 116, 44 of base64 to 215.
 */
export const entropyOf = (text: string): number => {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const steps = characters.slice(1).map((character, index) => character - (characters[index] ?? 0))
  return Math.min(shannon(characters), shannon(steps)) * characters.length
}
