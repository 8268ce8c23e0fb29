import { noReplicaStore, type ReplicaStore, type Progress } from './replica-store.ts'

/**
 * A store as long as it works, and memory from its first failure on: once it is full, or closed because somebody signs out
 * or a later build needs it, every use ends as if the browser stored nothing. `lost` is called once, when that begins.
 */
export const sturdyStore = (opening: Promise<ReplicaStore>, lost: () => void): ReplicaStore => {
  const reached = new Map<string, Progress>()
  let mine: readonly string[] = []
  let memory: ReplicaStore | undefined
  const fallBack = (): ReplicaStore => {
    if (!memory) {
      memory = noReplicaStore(reached, mine)
      lost()
    }
    return memory
  }
  const either = async <T>(ask: (store: ReplicaStore) => Promise<T>): Promise<T> => {
    if (memory) return ask(memory)
    try {
      return await ask(await opening)
    } catch {
      return ask(fallBack())
    }
  }
  const progressOf = async (space: string): Promise<Progress> => {
    const now = await either((store) => store.progress(space))
    reached.set(space, now)
    return now
  }
  return {
    progress: progressOf,
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
      if (loaded) reached.set(space, loaded.progress)
      return loaded
    },
    // What a pull brought since is in memory; the rest may still be read.
    notes: async (space, id) => (await memory?.notes(space, id)) ?? (await opening.then((disk) => disk.notes(space, id)).catch(() => null)),
    pulled: async (space, from, cursor, docs, removed) => {
      await progressOf(space)
      return either((store) => store.pulled(space, from, cursor, docs, removed))
    },
    arrived: async (space, docs, progress) => {
      await progressOf(space)
      return either((store) => store.arrived(space, docs, progress))
    },
    withoutNotes: (space, ids) => either((store) => store.withoutNotes(space, ids)),
    compact: (space, reach) => either((store) => store.compact(space, reach)),
    drop: (space) => either((store) => store.drop(space)),
    clear: async () => (await opening).clear(),
    close: () => void opening.then((disk) => disk.close()),
  }
}
