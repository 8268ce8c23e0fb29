const partsOf = (value: unknown): ReadonlyMap<unknown, unknown> | undefined => {
  if (value instanceof Map) return value
  if (Array.isArray(value)) return new Map(value.entries())
  const isPlain = value !== null && typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  return isPlain ? new Map(Object.entries(value)) : undefined
}
const brief = (value: unknown): string => {
  const text = (value instanceof Map ? `Map of ${value.size}` : JSON.stringify(value)) ?? String(value)
  return text.length > 300 ? `${text.slice(0, 300)} …` : text
}
const walk = (is: unknown, expected: unknown, path: string): readonly string[] => {
  if (Object.is(is, expected)) return []
  const [here, there] = [partsOf(is), partsOf(expected)]
  if (!here || !there || Array.isArray(is) !== Array.isArray(expected)) return [`${path} is ${brief(is)}, not ${brief(expected)}`]
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((key) => {
    const at = `${path}/${String(key)}`
    if (!there.has(key)) return [`${at} is too much: ${brief(here.get(key))}`]
    if (!here.has(key)) return [`${at} is missing: ${brief(there.get(key))}`]
    return walk(here.get(key), there.get(key), at)
  })
}

/** Where two trees of maps, lists and plain objects differ, in a line each: the first of them, for a log that is cut. */
export const differences = (is: unknown, expected: unknown): readonly string[] => walk(is, expected, '').slice(0, 12)
