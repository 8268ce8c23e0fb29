/** Whether two values say the same as JSON: rows and their fields are nothing else. */
export const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
