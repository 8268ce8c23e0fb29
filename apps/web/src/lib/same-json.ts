/** Whether two values say the same as JSON: rows and their fields are nothing else. */
export const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** The same of two rows, asked of many: most fields are told apart without writing them down. */
export const sameFields = <Row extends object>(a: Row, b: Row): boolean => {
  for (const key in b) if (a[key] !== b[key] && (typeof b[key] !== 'object' || !sameJson(a[key], b[key]))) return false
  for (const key in a) if (!(key in b)) return false
  return true
}
