import { noReplicaStore, type ReplicaStore, type Standing } from './replica-store.ts'

/**
 * A store as long as it works, and memory from its first failure on: once it is full, or closed because somebody signs out
 * or a later build needs it, every use ends as if the browser stored nothing. `lost` is called once, when that begins.
 */
export const sturdyStore = (disk: ReplicaStore, lost: () => void): ReplicaStore => {
  const standing = new Map<string, Standing>()
  let mine: readonly string[] = []
  let memory: ReplicaStore | undefined
  const fallBack = (): ReplicaStore => {
    if (!memory) {
      memory = noReplicaStore(standing, mine)
      lost()
    }
    return memory
  }
  const either = async <T>(ask: (store: ReplicaStore) => Promise<T>): Promise<T> => {
    if (memory) return ask(memory)
    try {
      return await ask(disk)
    } catch {
      return ask(fallBack())
    }
  }
  const stands = async (space: string): Promise<Standing> => {
    const now = await either((store) => store.standing(space))
    standing.set(space, now)
    return now
  }
  return {
    standing: stands,
    spaces: () => either((store) => store.spaces()),
    mine: async () => {
      const now = await either((store) => store.mine())
      mine = now
      return now
    },
    setMine: (spaces) => {
      mine = spaces
      return either((store) => store.setMine(spaces))
    },
    load: async (space, each) => {
      const loaded = await either((store) => store.load(space, each))
      if (loaded) standing.set(space, loaded.standing)
      return loaded
    },
    // What a pull brought since is in memory; the rest may still be read.
    notes: async (space, id) => (await memory?.notes(space, id)) ?? (await disk.notes(space, id).catch(() => null)),
    pulled: async (space, from, cursor, docs, gone) => {
      await stands(space)
      return either((store) => store.pulled(space, from, cursor, docs, gone))
    },
    arrived: async (space, docs, progress) => {
      await stands(space)
      return either((store) => store.arrived(space, docs, progress))
    },
    compact: (space) => either((store) => store.compact(space)),
    drop: (space) => either((store) => store.drop(space)),
    clear: () => disk.clear(),
    close: () => disk.close(),
  }
}
