/** Does one thing after the other, in the order in which they were asked for; one that fails holds up none behind it. */
export const createSerial = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }
}
export type Serial = ReturnType<typeof createSerial>

/** The same for each of many things by itself. */
export const createSerials = () => {
  const serials = new Map<string, Serial>()
  return <T>(of: string, work: () => Promise<T>): Promise<T> => {
    const serial = serials.get(of) ?? createSerial()
    serials.set(of, serial)
    return serial(work)
  }
}
