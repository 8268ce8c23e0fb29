/** What stands behind a prefix such as `/list/`, as one part of the path; undefined for another address. */
export const partAfter = (prefix: string, path: string): string | undefined => {
  const rest = path.startsWith(prefix) ? path.slice(prefix.length).replace(/\/$/, '') : ''
  if (rest === '' || rest.includes('/')) return undefined
  try {
    return decodeURIComponent(rest)
  } catch {
    // A percent sign that encodes nothing.
    return rest
  }
}
