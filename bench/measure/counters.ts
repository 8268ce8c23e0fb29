/** The counters of a process as its metrics tell them, by name and labels. */
const countersOf = async (port: number): Promise<ReadonlyMap<string, number>> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { Connection: 'close' } })).text()
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** What processes count in rounds, all together. */
export const createCounting = (ports: readonly number[]) => {
  const grown: ReadonlyMap<string, number>[] = []
  let before: readonly ReadonlyMap<string, number>[] = []
  return {
    begin: async (): Promise<void> => {
      before = await Promise.all(ports.map(countersOf))
    },
    end: async (): Promise<void> => {
      const now = await Promise.all(ports.map(countersOf))
      const sum = new Map<string, number>()
      for (const [index, counted] of now.entries())
        for (const [name, value] of counted) sum.set(name, (sum.get(name) ?? 0) + value - (before[index]?.get(name) ?? 0))
      grown.push(sum)
    },
    /** What a counter grew by in the last so many rounds: those before them warmed up. */
    in: (rounds: number, name: string): number => grown.slice(-rounds).reduce((sum, round) => sum + (round.get(name) ?? 0), 0),
  }
}
