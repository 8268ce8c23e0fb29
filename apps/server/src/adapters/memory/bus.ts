import type { Bus, Hears } from '../../ports/bus.ts'

/** The doorbell of one process. */
export const createMemoryBus = (): Bus => {
  const all: Hears[] = []
  return {
    ring: (space, rev) => {
      for (const { here } of all)
        try {
          here(space, rev)
        } catch {}
    },
    listen: (hears) => void all.push(hears),
    close: async () => void all.splice(0),
  }
}
