/**
 * One at a time for each space, in the order they came: within a process nobody then loses the race for a head to
 * a neighbour. Between processes the journal's key decides, with or without turns.
 */
export const createTurns = () => {
  const last = new Map<string, Promise<void>>()
  const takeOne = async (space: string): Promise<() => void> => {
    const before = last.get(space)
    let end = () => {}
    const mine = new Promise<void>((resolve) => {
      end = resolve
    })
    last.set(space, mine)
    await before
    return () => {
      if (last.get(space) === mine) last.delete(space)
      end()
    }
  }
  return {
    /** Waits for all of the spaces, and gives what ends the turn. Taken in the order of their ids, so that two never wait for each other. */
    take: async (spaces: readonly string[]): Promise<() => void> => {
      const ends: (() => void)[] = []
      for (const space of [...new Set(spaces)].sort()) ends.push(await takeOne(space))
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
export type Turns = ReturnType<typeof createTurns>
