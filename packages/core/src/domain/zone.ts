/** Whether a name is in the time zone database that this runtime carries (ECMA-402). An offset is no zone: it knows no summer time. */
export const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0)
    return /^[A-Za-z]/.test(name)
  } catch {
    return false
  }
}
