/** How many keys stand in a text that is JSON: strings with a colon after them. */
const keysInText = (text: string): number => {
  let count = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    for (let escapes = 1; escapes % 2 === 1;) {
      at = text.indexOf('"', at + 1)
      escapes = 0
      while (text[at - 1 - escapes] === '\\') escapes++
    }
    let next = at + 1
    while (text.charCodeAt(next) <= 32) next++
    if (text[next] === ':') count++
  }
  return count
}

/** However deep it is: no recursion. */
const keysInValue = (value: unknown): number => {
  let count = 0
  const open: object[] = []
  const see = (one: unknown) => {
    if (one !== null && typeof one === 'object') open.push(one)
  }
  see(value)
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (Array.isArray(one)) for (const item of one) see(item)
    else
      for (const item of Object.values(one)) {
        count++
        see(item)
      }
  }
  return count
}

/**
 * Whether an object in a JSON text names a key twice. Parsers differ in which one counts, so what a proxy or a log
 * took it for may not be what we do: like a query parameter that is there twice, it is not guessed at.
 * @param text valid JSON
 * @param value what it was parsed to
 */
export const saysKeyTwice = (text: string, value: unknown): boolean => keysInText(text) !== keysInValue(value)
